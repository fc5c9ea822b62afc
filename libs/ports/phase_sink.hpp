// Where finished work reports how long its phases took: the shop's requests, the workers' transactions.
#pragma once

#include "domain/owner.hpp"
#include "domain/request_phase.hpp"

namespace souk::ports {

class PhaseSink {
 public:
  virtual ~PhaseSink() = default;
  // From any thread, several at a time, within every request: quick, and never throws.
  virtual void record(domain::Owner owner, const domain::PhaseTimes& times) = 0;
};

}  // namespace souk::ports
