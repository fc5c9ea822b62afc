#include "sim/packed_records.hpp"

#include <gtest/gtest.h>

#include <array>

#include "domain/event.hpp"
#include "domain/random.hpp"

namespace souk::sim {
namespace {

std::vector<std::string> read_all(const PackedRecords& records, std::uint64_t from, std::uint64_t to) {
  std::vector<std::string> read;
  records.for_each(from, to, [&](std::uint64_t, UnixMs, const std::string& payload) { read.push_back(payload); });
  return read;
}

// Anything from nothing to 64 KiB, often with much in common.
std::vector<std::string> mixed_payloads(std::size_t count) {
  domain::Random random(7, "payloads");
  std::vector<std::string> payloads;
  std::string payload;
  while (payloads.size() < count) {
    if (random.chance(0.1)) payload.assign(random.below(random.chance(0.05) ? 65'536 : 40), 'x');
    if (!payload.empty()) payload[random.below(payload.size())] = static_cast<char>('a' + random.below(26));
    payloads.push_back(payload);
  }
  return payloads;
}

TEST(PackedRecords, GiveBackWhatWasPutIn) {
  const std::vector<std::string> payloads = mixed_payloads(1'500);
  PackedRecords records;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    records.push_back(1'000 + static_cast<UnixMs>(i) * 7, payloads[i]);
    bytes += payloads[i].size();
  }
  EXPECT_EQ(records.payload_bytes(), bytes);
  EXPECT_EQ(read_all(records, 0, records.end()), payloads);
  for (const std::uint64_t from : {0U, 1U, 255U, 256U, 257U, 700U}) {
    records.for_each(from, from + 300, [&](std::uint64_t number, UnixMs at, const std::string& payload) {
      ASSERT_EQ(at, 1'000 + static_cast<UnixMs>(number) * 7);
      ASSERT_EQ(payload, payloads[number]);
    });
  }
}

TEST(PackedRecords, ADateMayBeEarlierThanTheOneBefore) {
  PackedRecords records;
  const std::vector<UnixMs> dates{1'000, 900, 5'000'000'000, 0, 7};
  for (const UnixMs date : dates) records.push_back(date, "x");
  std::vector<UnixMs> read;
  records.for_each(0, 5, [&read](std::uint64_t, UnixMs at, const std::string&) { read.push_back(at); });
  EXPECT_EQ(read, dates);
}

// What a week of backlog consists of: batches of 24 events of an agent, about its six apps in turn.
TEST(PackedRecords, TakeAFewBytesForAnEventOfABatch) {
  domain::Random random(7, "agents");
  PackedRecords records;
  std::uint64_t id = 1'000'000;
  for (int agent = 0; agent < 400; ++agent) {
    const std::string instance = "i-" + std::to_string(100'000 + random.below(900'000));
    std::array<std::string, 6> apps;
    for (std::string& app : apps) app = "com.vendor-" + std::to_string(random.below(1'500)) + ".a-useful-app";
    for (std::size_t i = 0; i < 24; ++i) {
      std::string payload;
      domain::encode({.source = "/instances/" + instance,
                      .id = "1-0-" + std::to_string(id++),
                      .type = i < 6 ? domain::EventType::heartbeat : domain::EventType::app_viewed,
                      .app_key = apps[i % apps.size()],
                      .instance_id = instance,
                      .occurred_at = 1'583'366'400'000 + agent * 2'500},
                     payload);
      records.push_back(1'583'366'400'000 + agent * 2'500, payload);
    }
  }
  EXPECT_GT(records.payload_bytes() / records.end(), 80U);
  EXPECT_LT(records.packed_bytes() / records.end(), 16U);
}

TEST(PackedRecords, WithoutRecordsNumbersCanBeSkipped) {
  PackedRecords records;
  records.push_back(0, "a");
  records.skip_to(900);
  EXPECT_EQ(records.end(), 1U) << "there is one";
  records.trim(1);
  records.skip_to(900);
  EXPECT_EQ(records.begin(), 900U);
  for (int i = 0; i < 600; ++i) records.push_back(0, std::to_string(i));
  records.trim(1'200);
  EXPECT_EQ(records.begin(), 1'200U);
  EXPECT_EQ(read_all(records, 1'200, 1'203), (std::vector<std::string>{"300", "301", "302"}));
}

TEST(PackedRecords, ForgetWhatIsTrimmedAndGoOn) {
  const std::vector<std::string> payloads = mixed_payloads(1'500);
  PackedRecords records;
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    records.push_back(0, payloads[i]);
    if (i % 100 == 99) records.trim(i - 30);
  }
  EXPECT_EQ(records.begin(), 1'469U);
  EXPECT_EQ(read_all(records, 1'469, 1'500), std::vector<std::string>(payloads.begin() + 1'469, payloads.end()));
  records.trim(1'500);
  EXPECT_EQ(records.payload_bytes(), 0U);
  records.push_back(5, "next");
  EXPECT_EQ(read_all(records, 1'500, 1'501), std::vector<std::string>{"next"});
}

}  // namespace
}  // namespace souk::sim
