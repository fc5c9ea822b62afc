#include "app/incident_desk.hpp"

#include <algorithm>
#include <utility>

namespace souk::app {

IncidentDesk::IncidentDesk(ports::IncidentStore& store, ComponentBoard& board, ports::Clock& clock,
                           std::vector<domain::Incident> incidents)
    : store_(store), board_(board), clock_(clock), book_(std::move(incidents)) {}

Result<domain::Incident> IncidentDesk::carry_out(const domain::IncidentCommand& command) {
  const std::lock_guard changing(changing_);
  domain::IncidentBook changed = book_;  // nobody else changes it meanwhile
  Result<domain::Incident> incident = changed.carry_out(command, states_of(board_.look()), clock_.unix_ms());
  if (!incident) return incident;
  const Result<void> saved = store_.save(changed.incidents());
  if (!saved) return saved.error();
  const std::lock_guard reading(reading_);
  book_ = std::move(changed);
  failure_.clear();
  return incident;
}

std::vector<domain::Incident> IncidentDesk::incidents() const {
  const std::lock_guard reading(reading_);
  return book_.incidents();
}

std::string IncidentDesk::failure() const {
  const std::lock_guard reading(reading_);
  return failure_;
}

void IncidentDesk::observe() {
  const domain::ComponentStates states = states_of(board_.look());
  const std::lock_guard changing(changing_);
  const bool quiet = std::all_of(book_.incidents().begin(), book_.incidents().end(), [](const auto& incident) {
    return incident.state() == domain::IncidentState::closed;
  });
  if (quiet) return;
  domain::IncidentBook changed = book_;
  if (!changed.observe(states, clock_.unix_ms())) return;
  const Result<void> saved = store_.save(changed.incidents());
  const std::lock_guard reading(reading_);
  book_ = std::move(changed);
  failure_ = saved ? std::string() : saved.error().detail;
}

Task<void> IncidentDesk::watch(Nanos interval) {
  while (!stopping_) {
    observe();
    const bool reached = co_await clock_.sleep_for(interval);
    if (!reached) co_return;
  }
}

}  // namespace souk::app
