// Where incidents are dealt with: takes commands, keeps what they change before it answers, and enters what the probes
// see into the incidents that are open.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "app/component_board.hpp"
#include "domain/incident_book.hpp"
#include "ports/clock.hpp"
#include "ports/incident_store.hpp"

namespace souk::app {

// Safe to call from several threads.
class IncidentDesk {
 public:
  // `incidents` are those that the store holds already. All outlive watch().
  IncidentDesk(ports::IncidentStore& store, ComponentBoard& board, ports::Clock& clock,
               std::vector<domain::Incident> incidents);

  // Durable when it returns; blocks for that long. Errors: those of domain::IncidentBook and of the store; then nothing
  // has changed.
  Result<domain::Incident> carry_out(const domain::IncidentCommand& command);

  // Never waits for the store.
  std::vector<domain::Incident> incidents() const;

  // Looks at the components every `interval` until asked to stop, and keeps what changed. What cannot be kept is
  // remembered, and tried again with the next change.
  Task<void> watch(Nanos interval);
  void request_stop() { stopping_ = true; }
  // Why the last change that the probes brought could not be kept; empty if it could.
  std::string failure() const;

 private:
  void observe();

  ports::IncidentStore& store_;
  ComponentBoard& board_;
  ports::Clock& clock_;
  std::mutex changing_;         // one change at a time, held while the store works
  mutable std::mutex reading_;  // held for moments
  domain::IncidentBook book_;
  std::string failure_;
  std::atomic<bool> stopping_{false};
};

}  // namespace souk::app
