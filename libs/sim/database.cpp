#include "sim/database.hpp"

#include <cmath>

namespace souk::sim {

Database::Database(Machine& machine, MemoryDatabase& state, const DatabaseOptions& options)
    : machine_(machine),
      state_(state),
      phases_(options.phases),
      pool_(machine.context, {.capacity = options.connections,
                              .max_waiting = options.max_waiting,
                              .max_wait = options.max_wait,
                              .name = "a connection to the store",
                              .planted = machine.planted}),
      writer_(machine.context, {.capacity = 1,
                                .max_waiting = options.max_waiting,
                                .max_wait = options.max_wait,
                                .name = "the writer's turn",
                                .planted = machine.planted}) {}

void Database::set_bulkhead(bool on) {
  const auto shares = on ? std::optional(domain::bulkhead_shares()) : std::nullopt;
  pool_.set_shares(shares);
  writer_.set_shares(shares);
}

void Database::set_workers(std::size_t workers) {
  constexpr std::size_t kFew = Model::kFewWorkers;
  if (workers <= kFew) {
    crowding_ = Nanos{0};
    return;
  }
  const double doublings = std::log2(static_cast<double>(workers) / static_cast<double>(kFew));
  crowding_ = from_s(to_s(machine_.model.crowd_cpu) * doublings);
}

void Database::close() {
  pool_.close();
  writer_.close();
}

std::map<std::string, std::uint64_t> Database::transactions() const {
  std::map<std::string, std::uint64_t> named;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    named.emplace(domain::kTransactionKindNames[i], counts_[i]);
  }
  return named;
}

}  // namespace souk::sim
