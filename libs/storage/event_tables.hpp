// The statements that consume an event, shared by both strategies so that they cannot come to differ. All of them run
// inside the caller's write transaction and fail the way Connection does.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "domain/apply.hpp"
#include "domain/event_effects.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

class EventTables {
 public:
  explicit EventTables(Connection& connection) : connection_(connection) {}

  // Was the position consumed before (applied, duplicate or quarantined)?
  bool is_consumed(std::uint64_t position);
  // Appends the consumed positions in [first, last] to `positions`, in no order.
  void consumed_between(std::uint64_t first, std::uint64_t last, std::vector<std::uint64_t>& positions);

  // The key's first event counts, from one position. Where several write at a time, another may have had the very
  // position since is_consumed() was asked.
  enum class Claim : std::uint8_t { won, duplicate, replayed };
  Claim claim_key(const domain::EventKey& key, std::uint64_t position);
  // Likewise for several, in the order of `keys`; where that takes a database on the network, with one question.
  struct KeyAt {
    domain::EventKey key;
    std::uint64_t position = 0;
  };
  std::vector<Claim> claim_keys(std::span<const KeyAt> keys);
  void add_raw_event(const domain::PositionedEvent& event, std::int64_t app_id);
  void add_duplicate(std::uint64_t position);
  void add_quarantined(std::uint64_t position, std::string_view payload, std::string_view reason);

  void add_to_rollup(std::int64_t app_id, std::int64_t day, domain::EventType type, std::int64_t count);
  void add_to_sales(std::int64_t app_id, std::int64_t day, std::int64_t amount_cents);
  void add_to_app(std::int64_t app_id, const domain::EventEffects& effects);  // app_counter and app_rank
  void add_to_vendor(std::int64_t vendor_id, const domain::EventEffects& effects);
  // Adds the counts of `progress` and raises the low watermark to its; writes nothing if that changes nothing.
  void advance(const domain::ConsumerProgress& progress);

  domain::ConsumerProgress progress();

 private:
  Claim lost_claim(const domain::EventKey& key, std::uint64_t position);

  Connection& connection_;
};

}  // namespace souk::storage
