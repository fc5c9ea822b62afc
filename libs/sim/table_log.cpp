#include "sim/table_log.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace souk::sim {
namespace {

using domain::TransactionKind;
using Write = Result<Prepared<Nothing>>;

// Who puts in is mostly an agent that phones home; who takes out works for the analytics.
constexpr ports::RequestContext kPutting{.owner = domain::Owner::phone_home};
constexpr ports::RequestContext kTaking{.owner = domain::Owner::analytics};

}  // namespace

Task<Result<ports::AppendReceipt>> TableLog::append(std::vector<std::string> payloads) {
  if (log_.closed()) co_return fail(Errc::unavailable, "the event queue is closed");
  if (const Result<void> fits = records_.check_limits(payloads); !fits) co_return fits.error();
  const std::size_t count = payloads.size();
  if (count == 0) co_return ports::AppendReceipt{.first_position = records_.durable_end(), .count = 0};
  const auto rows = std::make_shared<std::vector<std::string>>(std::move(payloads));
  auto writing = database_.write<ports::AppendReceipt>(
      TransactionKind::queue_append, kPutting,
      [this, rows, count](auto& state) {
        const ports::AppendReceipt receipt{.first_position = records_.end(), .count = count};
        using Appending = Result<Prepared<ports::AppendReceipt>>;
        return Appending(state.write_elsewhere(receipt, [this, rows] { log_.append_durable(std::move(*rows)); }));
      },
      count);
  co_return co_await std::move(writing);
}

Task<Result<std::vector<ports::LogRecord>>> TableLog::read(std::uint64_t from, std::size_t max) {
  using Records = std::vector<ports::LogRecord>;
  const std::uint64_t next = records_.durable_end();
  if (log_.closed()) co_return fail(Errc::unavailable, "the event queue is closed");
  if (from >= next || max == 0 || from < records_.stats().first_position) co_return records_.read(from, max);
  const std::uint64_t last = from + std::min<std::uint64_t>(max, next - from);
  if (last <= taken_) {
    auto reading = database_.read<Records>(TransactionKind::queue_take, kTaking, [this, from, last](const auto&) {
      return records_.read(from, last - from);
    });
    co_return co_await std::move(reading);
  }
  auto taking = database_.write<Nothing>(
      TransactionKind::queue_take, kTaking,
      [this, last](auto& state) {
        return Write(state.write_elsewhere(Nothing{}, [this, last] { taken_ = std::max(taken_, last); }));
      },
      last - from);
  const Result<Nothing> taken = co_await std::move(taking);
  if (!taken) co_return taken.error();
  co_return records_.read(from, last - from);
}

Task<Result<void>> TableLog::trim(std::uint64_t position) {
  if (log_.closed()) co_return fail(Errc::unavailable, "the event queue is closed");
  const std::uint64_t first = records_.stats().first_position;
  const std::uint64_t end = std::min(position, records_.durable_end());
  if (end <= first) co_return Result<void>();
  auto deleting = database_.write<Nothing>(
      TransactionKind::queue_trim, kTaking,
      [this, end](auto& state) { return Write(state.write_elsewhere(Nothing{}, [this, end] { records_.trim(end); })); },
      end - first);
  const Result<Nothing> deleted = co_await std::move(deleting);
  if (!deleted) co_return deleted.error();
  co_return Result<void>();
}

}  // namespace souk::sim
