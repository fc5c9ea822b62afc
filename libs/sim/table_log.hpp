// The EventLog port as a table of the simulated store: every append and every take is a transaction on a pooled
// connection, in the writer's turn and with a commit of its own, as in storage::TableEventLog. The rows are those of a
// MemoryLog, changed at the moment of the commit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/database.hpp"
#include "sim/event_log.hpp"
#include "sim/memory_log.hpp"

namespace souk::sim {

class TableLog final : public ports::EventLog {
 public:
  // `log` is on `records`, which are this table's alone. `taken`: rows below it are marked; it outlives a process.
  TableLog(Database& database, MemoryLog& records, sim::EventLog& log, std::uint64_t& taken)
      : database_(database), records_(records), log_(log), taken_(taken) {}

  Task<Result<ports::AppendReceipt>> append(std::vector<std::string> payloads) override;
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t from, std::size_t max) override;
  Task<bool> wait_for(std::uint64_t position, Instant deadline) override { return log_.wait_for(position, deadline); }
  Task<Result<void>> trim(std::uint64_t position) override;
  ports::LogStats stats() const override { return records_.stats(); }

 private:
  Database& database_;
  MemoryLog& records_;
  sim::EventLog& log_;
  std::uint64_t& taken_;
};

}  // namespace souk::sim
