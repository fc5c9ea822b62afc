// The numbers of a model with their names, in the order of the file: checking, writing and reading all walk this list,
// so that a field added here is checked, written and read.
#pragma once

#include <string>

#include "sim/model.hpp"

namespace souk::sim {

// Calls visit(name, field) for each; `model` is a Model or a const Model.
template <class AnyModel, class Visit>
void for_each_time(AnyModel& model, Visit visit) {
  visit("server_cpu", model.server_cpu);
  visit("server_cpu_per_event", model.server_cpu_per_event);
  visit("client_cpu", model.client_cpu);
  visit("client_cpu_per_event", model.client_cpu_per_event);
  visit("network", model.network);
  visit("timer", model.timer);
  visit("store_call_cpu", model.store_call_cpu);
  visit("hop", model.hop);
  visit("commit", model.commit);
  visit("checkpoint", model.checkpoint);
  visit("handover", model.handover);
  visit("log_sync", model.log_sync);
  visit("log_cpu_per_event", model.log_cpu_per_event);
}

// Calls visit(name, cost) for each kind of transaction.
template <class AnyModel, class Visit>
void for_each_transaction(AnyModel& model, Visit visit) {
  for (std::size_t i = 0; i < domain::kTransactionKindCount; ++i) {
    visit(std::string(domain::kTransactionKindNames[i]), model.transactions[i]);
  }
}

}  // namespace souk::sim
