// Remembers what users were told and what the store did, to compare the two when a small run is over. Not for long
// runs: it grows with each event and command.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "domain/event.hpp"

namespace souk::sim {

class Witness {
 public:
  // A 2xx arrived at the user who had posted them.
  void acknowledged(const std::vector<domain::AnalyticsEvent>& events) {
    for (const domain::AnalyticsEvent& event : events) events_.push_back(domain::key_of(event.source, event.id));
  }
  // A 2xx arrived at the user who had sent the command under this key.
  void acknowledged(const std::string& idempotency_key) { ++commands_[idempotency_key].acknowledged; }
  // The store committed the command as new, not as a replay.
  void committed(const std::string& idempotency_key) { ++commands_[idempotency_key].effects; }

  struct Command {
    std::uint64_t acknowledged = 0;
    std::uint64_t effects = 0;
  };
  const std::vector<domain::EventKey>& events() const { return events_; }
  const std::map<std::string, Command>& commands() const { return commands_; }

 private:
  std::vector<domain::EventKey> events_;
  std::map<std::string, Command> commands_;
};

}  // namespace souk::sim
