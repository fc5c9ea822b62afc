// Browsers: each comes on a connection of its own, asks for one page, and stays connected without asking for more. What
// they do to a service is to be there: a replica that is taken away has to wait for them.
#pragma once

#include <cstdint>
#include <memory>

#include "http/client.hpp"
#include "ports/clock.hpp"

namespace souk::load {

struct VisitorSettings {
  http::ClientSettings server;
  std::string target = "/rest/2/addons?limit=1";
  double per_second = 0;  // > 0
  Nanos stay{0};          // how long each keeps its connection
};

// On the thread that runs the executor.
class Visitors {
 public:
  Visitors(asio::any_io_executor executor, ports::Clock& clock, VisitorSettings settings);
  ~Visitors();  // stop()
  Visitors(const Visitors&) = delete;
  Visitors& operator=(const Visitors&) = delete;

  void start();
  // Nobody comes any more, and those who are there leave within a tenth of a second. Idempotent.
  void stop();

  struct Stats {
    std::uint64_t came = 0;
    std::uint64_t refused = 0;  // of them, those who got no page
    std::size_t here = 0;
  };
  Stats stats() const;

 private:
  struct State;
  static Task<void> keep_coming(std::shared_ptr<State> state);
  static Task<void> visit(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace souk::load
