#include "storage/event_tables.hpp"

#include <algorithm>
#include <string>

namespace souk::storage {
namespace {

// As the columns keep it: signed.
std::string number(std::uint64_t value) { return std::to_string(static_cast<std::int64_t>(value)); }

}  // namespace

bool EventTables::is_consumed(std::uint64_t position) {
  Rows rows = connection_.query(
      "SELECT 1 FROM raw_event WHERE position = ?1 UNION ALL SELECT 1 FROM duplicate WHERE position = ?1 "
      "UNION ALL SELECT 1 FROM quarantine WHERE position = ?1",
      position);
  return rows.next();
}

void EventTables::consumed_between(std::uint64_t first, std::uint64_t last, std::vector<std::uint64_t>& positions) {
  Rows rows = connection_.query(
      "SELECT position FROM raw_event WHERE position BETWEEN ?1 AND ?2 "
      "UNION ALL SELECT position FROM duplicate WHERE position BETWEEN ?1 AND ?2 "
      "UNION ALL SELECT position FROM quarantine WHERE position BETWEEN ?1 AND ?2",
      first, last);
  while (rows.next()) positions.push_back(rows.natural(0));
}

EventTables::Claim EventTables::claim_key(const domain::EventKey& key, std::uint64_t position) {
  connection_.run("INSERT INTO event_key VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", key.high, key.low, position);
  return connection_.changes() == 1 ? Claim::won : lost_claim(key, position);
}

EventTables::Claim EventTables::lost_claim(const domain::EventKey& key, std::uint64_t position) {
  Rows rows =
      connection_.query("SELECT position FROM event_key WHERE key_high = ?1 AND key_low = ?2", key.high, key.low);
  return rows.next() && rows.natural(0) == position ? Claim::replayed : Claim::duplicate;
}

std::vector<EventTables::Claim> EventTables::claim_keys(std::span<const KeyAt> keys) {
  std::vector<Claim> claims;
  claims.reserve(keys.size());
  if (connection_.dialect() == Dialect::sqlite) {
    for (const KeyAt& at : keys) claims.push_back(claim_key(at.key, at.position));
    return claims;
  }
  std::string high = "{";
  std::string low = "{";
  std::string positions = "{";
  for (const KeyAt& at : keys) {
    const char* comma = &at == keys.data() ? "" : ",";
    high.append(comma).append(number(at.key.high));
    low.append(comma).append(number(at.key.low));
    positions.append(comma).append(number(at.position));
  }
  std::vector<std::uint64_t> won;
  {
    Rows rows = connection_.query(
        "INSERT INTO event_key SELECT * FROM unnest(?1::text::bigint[], ?2::text::bigint[], ?3::text::bigint[]) "
        "ON CONFLICT DO NOTHING RETURNING position",
        high + "}", low + "}", positions + "}");
    while (rows.next()) won.push_back(rows.natural(0));
  }
  std::sort(won.begin(), won.end());
  for (const KeyAt& at : keys) {
    const bool first = std::binary_search(won.begin(), won.end(), at.position);
    claims.push_back(first ? Claim::won : lost_claim(at.key, at.position));
  }
  return claims;
}

void EventTables::add_raw_event(const domain::PositionedEvent& event, std::int64_t app_id) {
  connection_.run("INSERT INTO raw_event VALUES (?1, ?2, ?3, ?4, ?5)", event.position,
                  static_cast<std::int64_t>(event.event.type), app_id, event.event.instance_id,
                  event.event.occurred_at);
}

void EventTables::add_duplicate(std::uint64_t position) {
  connection_.run("INSERT INTO duplicate VALUES (?1)", position);
}

void EventTables::add_quarantined(std::uint64_t position, std::string_view payload, std::string_view reason) {
  connection_.run("INSERT INTO quarantine VALUES (?1, ?2, ?3)", position, Blob{payload}, reason);
}

void EventTables::add_to_rollup(std::int64_t app_id, std::int64_t day, domain::EventType type, std::int64_t count) {
  connection_.run(
      "INSERT INTO daily_rollup VALUES (?1, ?2, ?3, ?4) ON CONFLICT (app_id, day, type) "
      "DO UPDATE SET count = daily_rollup.count + excluded.count",
      app_id, day, static_cast<std::int64_t>(type), count);
}

void EventTables::add_to_sales(std::int64_t app_id, std::int64_t day, std::int64_t amount_cents) {
  connection_.run(
      "INSERT INTO sales_rollup VALUES (?1, ?2, ?3) ON CONFLICT (day, app_id) "
      "DO UPDATE SET amount_cents = sales_rollup.amount_cents + excluded.amount_cents",
      day, app_id, amount_cents);
}

void EventTables::add_to_app(std::int64_t app_id, const domain::EventEffects& effects) {
  connection_.run(
      "UPDATE app_counter SET active = active + ?2, downloads = downloads + ?3, heartbeats = heartbeats + ?4, "
      "events = events + ?5, reported_at = max(reported_at, ?6) WHERE app_id = ?1",
      app_id, effects.active, effects.downloads, effects.heartbeats, effects.events, effects.reported_at);
  connection_.run("UPDATE app_rank SET score = score + ?2 WHERE app_id = ?1", app_id, effects.score);
}

void EventTables::add_to_vendor(std::int64_t vendor_id, const domain::EventEffects& effects) {
  connection_.run("UPDATE vendor_total SET active = active + ?2, events = events + ?3 WHERE vendor_id = ?1", vendor_id,
                  effects.active, effects.events);
}

void EventTables::advance(const domain::ConsumerProgress& progress) {
  connection_.run(
      "UPDATE consumer SET low_watermark = max(low_watermark, ?1), applied = applied + ?2, "
      "duplicates = duplicates + ?3, quarantined = quarantined + ?4 "
      "WHERE id = 1 AND (low_watermark < ?1 OR ?2 + ?3 + ?4 > 0)",
      progress.low_watermark, progress.applied, progress.duplicates, progress.quarantined);
}

domain::ConsumerProgress EventTables::progress() {
  domain::ConsumerProgress progress;
  Rows rows = connection_.query("SELECT low_watermark, applied, duplicates, quarantined FROM consumer WHERE id = 1");
  if (rows.next()) {
    progress = {.low_watermark = rows.natural(0),
                .applied = rows.natural(1),
                .duplicates = rows.natural(2),
                .quarantined = rows.natural(3)};
  }
  return progress;
}

}  // namespace souk::storage
