#include "sim/database.hpp"

namespace souk::sim {

namespace {

Turns::Options pool_options(const Machine& machine, const DatabaseOptions& options) {
  return {.capacity = options.connections,
          .max_waiting = options.max_waiting,
          .max_wait = options.max_wait,
          .name = "a connection to the store",
          .planted = machine.planted};
}

Turns::Options writer_options(const Machine& machine, const DatabaseOptions& options) {
  return {.capacity = 1,
          .max_waiting = options.max_waiting,
          .max_wait = options.max_wait,
          .name = "the writer's turn",
          .planted = machine.planted};
}

}  // namespace

Database::Database(Machine& machine, MemoryDatabase& state, const DatabaseOptions& options)
    : machine_(machine),
      state_(state),
      shared_(std::make_shared<Shared>(machine.context, writer_options(machine, options))),
      pool_(machine.context, pool_options(machine, options)) {}

Database::Database(const Database& first, const DatabaseOptions& options)
    : machine_(first.machine_),
      state_(first.state_),
      shared_(first.shared_),
      pool_(machine_.context, pool_options(machine_, options)) {}

void Database::set_bulkhead(bool on) {
  const auto shares = on ? std::optional(domain::bulkhead_shares()) : std::nullopt;
  pool_.set_shares(shares);
  shared_->writer.set_shares(shares);
}

void Database::set_workers(std::size_t workers) { shared_->crowd = machine_.model.crowd_of(workers); }

void Database::close() {
  pool_.close();
  shared_->writer.close();
}

std::map<std::string, std::uint64_t> Database::transactions() const {
  std::map<std::string, std::uint64_t> named;
  for (std::size_t i = 0; i < shared_->counts.size(); ++i) {
    named.emplace(domain::kTransactionKindNames[i], shared_->counts[i]);
  }
  return named;
}

}  // namespace souk::sim
