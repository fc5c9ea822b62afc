#include "sim/packed_records.hpp"

#include <gtest/gtest.h>

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
