// The incidents of a simulated data folder. They outlive the process; writing them takes no time.
#pragma once

#include <vector>

#include "ports/incident_store.hpp"

namespace souk::sim {

class MemoryIncidents final : public ports::IncidentStore {
 public:
  Result<std::vector<domain::Incident>> load() override { return incidents_; }
  Result<void> save(const std::vector<domain::Incident>& incidents) override {
    incidents_ = incidents;
    return {};
  }
  const std::vector<domain::Incident>& incidents() const { return incidents_; }

 private:
  std::vector<domain::Incident> incidents_;
};

}  // namespace souk::sim
