// Where incidents are kept, so that they outlive the process.
#pragma once

#include <vector>

#include "domain/incident.hpp"
#include "domain/result.hpp"

namespace souk::ports {

// Both block; they are called when somebody does something to an incident, or a component changes its state.
class IncidentStore {
 public:
  virtual ~IncidentStore() = default;
  // Nothing kept yet is no error. Errors: corrupt (says where), io.
  virtual Result<std::vector<domain::Incident>> load() = 0;
  // All of them, in the place of what was kept before; durable when it returns. Errors: no_space, io.
  virtual Result<void> save(const std::vector<domain::Incident>& incidents) = 0;
};

}  // namespace souk::ports
