// What applying analytics events means, whatever the store: each event counts exactly once, its effects and its
// position in the log commit together, and the end state does not depend on order, workers or strategy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/event.hpp"

namespace souk::domain {

// per_event: one transaction per event (the incident's way). batched: one transaction per batch, one upsert per app.
// row_by_row: one transaction per batch, in which every event's rows are changed one event after the other, so that the
// rows stay locked for as long as the whole batch takes.
enum class Strategy : std::uint8_t { per_event, batched, row_by_row };
inline constexpr std::array<std::string_view, 3> kStrategyNames{"per_event", "batched", "row_by_row"};
constexpr std::string_view to_string(Strategy s) { return kStrategyNames[static_cast<std::size_t>(s)]; }
// per_event for a text that is none.
constexpr Strategy strategy_of(std::string_view name) {
  if (name == to_string(Strategy::batched)) return Strategy::batched;
  return name == to_string(Strategy::row_by_row) ? Strategy::row_by_row : Strategy::per_event;
}

struct PositionedEvent {
  std::uint64_t position = 0;  // in the event log
  AnalyticsEvent event;
};

// An event that can never be applied (unreadable, unknown app). Kept whole for people to look at.
struct PoisonEvent {
  std::uint64_t position = 0;
  std::string payload;  // as it stood in the log
  std::string reason;
};

struct ApplyOutcome {
  std::uint64_t applied = 0;
  std::uint64_t duplicates = 0;       // same source + id already applied from another position: consumed, not counted
  std::uint64_t replayed = 0;         // same position already consumed: a redelivery, nothing changes
  std::vector<PoisonEvent> poison{};  // found while applying (unknown app); quarantined in the same transaction
};

// Counters of the consumer, all committed in the transactions that they count.
struct ConsumerProgress {
  std::uint64_t low_watermark = 0;  // every position below it is consumed
  std::uint64_t applied = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t consumed() const { return applied + duplicates + quarantined; }
};

}  // namespace souk::domain
