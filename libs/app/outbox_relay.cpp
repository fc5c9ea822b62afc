#include "app/outbox_relay.hpp"

#include <string>
#include <utility>
#include <vector>

namespace souk::app {
namespace {

constexpr std::size_t kRound = 500;

}  // namespace

Task<Result<std::size_t>> OutboxRelay::relay_once() {
  const ports::RequestContext context{.owner = domain::Owner::outbox};
  if (delivered_up_to_ > 0) {
    const Result<void> removed = co_await remove_delivered(context);
    if (removed.has_error()) co_return removed.error();
  }
  Result<std::vector<ports::OutboxEntry>> peeked = co_await store_.outbox_peek(context, kRound);
  if (peeked.has_error()) co_return peeked.error();
  const std::vector<ports::OutboxEntry>& entries = peeked.value();
  if (entries.empty()) co_return std::size_t{0};

  std::vector<std::string> payloads(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) domain::encode(entries[i].event, payloads[i]);
  const Result<ports::AppendReceipt> appended = co_await log_.append(std::move(payloads));
  if (appended.has_error()) co_return appended.error();
  delivered_up_to_ = entries.back().sequence;
  const Result<void> removed = co_await remove_delivered(context);
  if (removed.has_error()) co_return removed.error();
  co_return entries.size();
}

Task<Result<void>> OutboxRelay::remove_delivered(ports::RequestContext context) {
  const Result<void> removed = co_await store_.outbox_remove(context, delivered_up_to_);
  if (removed.has_error()) co_return removed.error();
  delivered_up_to_ = 0;
  co_return Result<void>();
}

Task<void> OutboxRelay::run() {
  while (!stopping_) {
    // An error leaves the entries where they are; the next round tries again.
    const Result<std::size_t> moved = co_await relay_once();
    if (moved.has_value() && moved.value() == kRound) continue;
    const bool reached = co_await clock_.sleep_for(pause_);
    if (!reached) co_return;
  }
}

}  // namespace souk::app
