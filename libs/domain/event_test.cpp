#include "domain/event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace souk::domain {
namespace {

using testing::HasSubstr;

AnalyticsEvent heartbeat() {
  return {.source = "/instances/i-000042",
          .id = "f81d4fae-7dec",
          .type = EventType::heartbeat,
          .app_key = "com.example.tables",
          .instance_id = "i-000042",
          .occurred_at = 1'583'366'400'123};
}

std::string encoded(const AnalyticsEvent& event) {
  std::string bytes;
  encode(event, bytes);
  return bytes;
}

TEST(Event, ComesBackAsItWas) {
  for (std::size_t type = 0; type < kEventTypeCount; ++type) {
    AnalyticsEvent event = heartbeat();
    event.type = static_cast<EventType>(type);
    const auto back = decode(encoded(event));
    ASSERT_TRUE(back.has_value()) << back.error().detail;
    EXPECT_EQ(back->source, event.source);
    EXPECT_EQ(back->id, event.id);
    EXPECT_EQ(back->type, event.type);
    EXPECT_EQ(back->app_key, event.app_key);
    EXPECT_EQ(back->instance_id, event.instance_id);
    EXPECT_EQ(back->occurred_at, event.occurred_at);
  }
}

TEST(Event, KeepsEmptyFieldsNegativeTimesAndAnyBytes) {
  AnalyticsEvent event;
  event.id = std::string("\0\xff\n", 3);
  event.occurred_at = -1;
  const auto back = decode(encoded(event));
  ASSERT_TRUE(back.has_value()) << back.error().detail;
  EXPECT_EQ(back->id, event.id);
  EXPECT_EQ(back->source, "");
  EXPECT_EQ(back->occurred_at, -1);
}

TEST(Event, AnAmountMakesItVersionTwo) {
  AnalyticsEvent event = heartbeat();
  event.type = EventType::purchased;
  EXPECT_EQ(encoded(event)[0], '\1');
  event.amount_cents = 123'456;
  const std::string bytes = encoded(event);
  EXPECT_EQ(bytes[0], '\2');
  const auto back = decode(bytes);
  ASSERT_TRUE(back.has_value()) << back.error().detail;
  EXPECT_EQ(back->amount_cents, 123'456);
  EXPECT_EQ(back->instance_id, event.instance_id);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    EXPECT_TRUE(decode(std::string_view(bytes).substr(0, cut)).has_error()) << cut;
  }
}

TEST(Event, HasTheDocumentedLayout) {
  const AnalyticsEvent event{.source = "s",
                             .id = "id",
                             .type = EventType::uninstalled,
                             .app_key = "",
                             .instance_id = "x",
                             .occurred_at = 0x0102030405060708};
  EXPECT_EQ(encoded(event), std::string("\x01\x02\x08\x07\x06\x05\x04\x03\x02\x01"
                                        "\x01\x00s\x02\x00id\x00\x00\x01\x00x",
                                        22));
}

TEST(Event, AppendsToWhatIsThere) {
  std::string bytes = "before";
  encode(heartbeat(), bytes);
  EXPECT_EQ(bytes, "before" + encoded(heartbeat()));
}

TEST(Event, IsCorruptWhenCutAtAnyByte) {
  const std::string whole = encoded(heartbeat());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto event = decode(std::string_view(whole).substr(0, length));
    ASSERT_FALSE(event.has_value()) << "cut at " << length;
    EXPECT_EQ(event.error().code, Errc::corrupt);
    EXPECT_THAT(event.error().detail, HasSubstr("at byte"));
  }
}

TEST(Event, IsCorruptWithBytesAfterItsEnd) {
  const auto event = decode(encoded(heartbeat()) + "x");
  ASSERT_FALSE(event.has_value());
  EXPECT_EQ(event.error().code, Errc::corrupt);
}

TEST(Event, IsCorruptWithAnUnknownVersionOrType) {
  std::string version = encoded(heartbeat());
  version[0] = 3;
  ASSERT_FALSE(decode(version).has_value());
  EXPECT_THAT(decode(version).error().detail, HasSubstr("version"));
  std::string type = encoded(heartbeat());
  type[1] = static_cast<char>(kEventTypeCount);
  ASSERT_FALSE(decode(type).has_value());
  EXPECT_THAT(decode(type).error().detail, HasSubstr("type"));
}

TEST(Event, IsCorruptWhenALengthPointsPastTheEnd) {
  std::string bytes = encoded(heartbeat());
  bytes[10] = '\xff';
  bytes[11] = '\xff';
  const auto event = decode(bytes);
  ASSERT_FALSE(event.has_value());
  EXPECT_EQ(event.error().code, Errc::corrupt);
}

TEST(EventKey, DependsOnBothPartsAndOnWhereTheyMeet) {
  EXPECT_EQ(key_of("a", "b"), key_of("a", "b"));
  EXPECT_NE(key_of("ab", "c"), key_of("a", "bc"));
  EXPECT_NE(key_of("a", ""), key_of("", "a"));
  EXPECT_NE(key_of("a", std::string_view("\0", 1)), key_of("a", ""));
  EXPECT_NE(key_of("a", "12345678"), key_of("a", std::string_view("12345678\0", 9)));
}

TEST(EventKey, DiffersForManyEventsAndBothHalvesSpread) {
  std::set<EventKey> keys;
  std::set<std::uint64_t> lows;
  for (int source = 0; source < 100; ++source) {
    for (int id = 0; id < 1'000; ++id) {
      const EventKey key = key_of("/instances/i-" + std::to_string(source), std::to_string(id));
      keys.insert(key);
      lows.insert(key.low);
    }
  }
  EXPECT_EQ(keys.size(), 100'000U);
  EXPECT_EQ(lows.size(), 100'000U);
}

TEST(EventKey, OrdersTheEventsOfASourceSideBySide) {
  const EventKey first = key_of("/instances/i-1", "1");
  const EventKey second = key_of("/instances/i-1", "2");
  EXPECT_EQ(first.high >> 40, second.high >> 40);
  EXPECT_NE(first.high, second.high);
}

}  // namespace
}  // namespace souk::domain
