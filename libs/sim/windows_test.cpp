// What is forgotten, and in which order: keys, receipts, positions.
#include <gtest/gtest.h>

#include "sim/key_window.hpp"
#include "sim/position_set.hpp"
#include "sim/receipt_window.hpp"

namespace souk::sim {
namespace {

domain::EventKey key(int n) { return domain::key_of("/instances/i-1", std::to_string(n)); }

TEST(KeyWindowTest, ForgetsTheOldestFirst) {
  KeyWindow window(100);
  for (int n = 0; n < 1'000; ++n) {
    EXPECT_FALSE(window.contains(key(n)));
    window.insert(key(n));
    EXPECT_TRUE(window.contains(key(n)));
    EXPECT_TRUE(window.contains(key(std::max(0, n - 99))));
    EXPECT_FALSE(n >= 100 && window.contains(key(n - 100)));
  }
  EXPECT_EQ(window.size(), 100U);
}

domain::IdempotencyKey idempotency(int n) { return {.key = "key-" + std::to_string(n), .fingerprint = 7}; }

domain::Receipt receipt(int n) {
  return {.code = n % 2 == 0 ? Errc::ok : Errc::conflict,
          .detail = n % 2 == 0 ? "" : "not installed, so there is nothing to upgrade",
          .kind = domain::CommandKind::upgrade,
          .id = "i-" + std::to_string(n) + "/com.example.Charts",
          .instance_id = "i-" + std::to_string(n),
          .app_key = "com.example.Charts",
          .hosting = domain::Hosting::server,
          .version = "1.1",
          .amount_cents = n,
          .at = n + 1,
          .expires_at = n + 2};
}

TEST(ReceiptWindowTest, ForgetsTheOldestFirst) {
  ReceiptWindow window(10);
  for (int n = 0; n < 35; ++n) window.insert(window.row_of(idempotency(n), receipt(n)));
  EXPECT_EQ(window.size(), 10U);
  for (int n = 0; n < 35; ++n) EXPECT_EQ(window.find(idempotency(n)).value().has_value(), n >= 25) << n;
}

TEST(ReceiptWindowTest, GivesReceiptsBackWhole) {
  ReceiptWindow window(10);
  for (int n = 0; n < 4; ++n) window.insert(window.row_of(idempotency(n), receipt(n)));
  for (int n = 0; n < 4; ++n) {
    const domain::Receipt found = window.find(idempotency(n)).value().value();
    const domain::Receipt stored = receipt(n);
    EXPECT_EQ(found.code, stored.code);
    EXPECT_EQ(found.detail, stored.detail);
    EXPECT_EQ(found.kind, stored.kind);
    EXPECT_EQ(found.id, stored.id);
    EXPECT_EQ(found.instance_id, stored.instance_id);
    EXPECT_EQ(found.hosting, stored.hosting);
    EXPECT_EQ(found.version, stored.version);
    EXPECT_EQ(found.amount_cents, stored.amount_cents);
    EXPECT_EQ(found.at, stored.at);
    EXPECT_EQ(found.expires_at, stored.expires_at);
  }
  EXPECT_EQ(window.find({.key = "key-1", .fingerprint = 8}).error().code, Errc::payload_mismatch);
}

TEST(PositionSetTest, KnowsWhatWasConsumedInAnyOrder) {
  PositionSet set;
  for (std::uint64_t position = 0; position < 5'000; ++position) set.insert((position * 1'237 + 11) % 5'000);
  EXPECT_EQ(set.runs(), std::vector<std::string>{"0-4999"});
  EXPECT_FALSE(set.contains(5'000));
  set.insert(5'200);
  EXPECT_TRUE(set.contains(5'200));
  EXPECT_FALSE(set.contains(5'199));
  EXPECT_EQ(set.runs(), (std::vector<std::string>{"0-4999", "5200-5200"}));
}

TEST(PositionSetTest, AGapStaysUntilItIsFilled) {
  PositionSet set;
  for (std::uint64_t position = 0; position < 300; ++position) {
    if (position != 70) set.insert(position);
  }
  set.pass(300);
  EXPECT_FALSE(set.contains(70)) << "its watermark may have come with an event of the same batch";
  set.insert(70);
  EXPECT_EQ(set.runs(), std::vector<std::string>{"0-299"});
}

TEST(PositionSetTest, GapsFarBelowTheWatermarkAreFilled) {
  PositionSet set;
  set.insert(1'000'000);
  set.pass(1'000'001);
  EXPECT_TRUE(set.contains(500'000));
  EXPECT_FALSE(set.contains(999'999));
  EXPECT_TRUE(set.contains(1'000'000));
  set.pass(5'000'000);
  EXPECT_TRUE(set.contains(1'000'000));
  EXPECT_FALSE(set.contains(5'000'000));
}

}  // namespace
}  // namespace souk::sim
