#include "sim/memory_log.hpp"

#include <gtest/gtest.h>

namespace souk::sim {
namespace {

std::vector<std::string> numbers(int first, int count) {
  std::vector<std::string> payloads;
  for (int n = first; n < first + count; ++n) payloads.push_back(std::to_string(n));
  return payloads;
}

void expect_numbers(const MemoryLog& log, std::uint64_t count) {
  const auto records = log.read(0, 1'000).value();
  ASSERT_EQ(records.size(), count);
  for (std::uint64_t i = 0; i < count; ++i) EXPECT_EQ(records[i].payload, std::to_string(i));
}

TEST(MemoryLogTest, NothingIsReadBeforeItIsSynced) {
  MemoryLog log;
  EXPECT_EQ(log.append(numbers(0, 5), 10)->first_position, 0U);
  EXPECT_EQ(log.end(), 5U);
  EXPECT_EQ(log.stats().next_position, 0U);
  EXPECT_TRUE(log.read(0, 10)->empty());
  log.sync(5);
  expect_numbers(log, 5);
  EXPECT_EQ(log.read(4, 1)->at(0).appended_at, 10);
  EXPECT_EQ(log.stats().syncs, 1U);
}

TEST(MemoryLogTest, ASyncCoversWhatWasThereWhenItBegan) {
  MemoryLog log;
  log.append(numbers(0, 5), 0).value();
  const std::uint64_t began_at = log.end();
  EXPECT_EQ(log.append(numbers(5, 5), 0)->first_position, 5U);
  log.sync(began_at);
  expect_numbers(log, 5);
  EXPECT_EQ(log.volatile_payloads(), 5U);
  log.sync(log.end());
  log.sync(log.end());
  expect_numbers(log, 10);
  EXPECT_EQ(log.stats().syncs, 2U) << "the third had nothing to do";
}

TEST(MemoryLogTest, ACrashDropsWhatWasNotSyncedAndReusesItsPositions) {
  MemoryLog log;
  log.append(numbers(0, 5), 0).value();
  log.sync(5);
  log.append({"lost", "lost"}, 0).value();
  log.crash(0);
  EXPECT_EQ(log.end(), 5U);
  EXPECT_EQ(log.append(numbers(5, 2), 0)->first_position, 5U);
  log.sync(log.end());
  expect_numbers(log, 7);
}

TEST(MemoryLogTest, ATornTailKeepsItsBeginning) {
  MemoryLog log;
  log.append(numbers(0, 5), 0).value();
  log.sync(5);
  log.append(numbers(5, 5), 0).value();
  log.crash(2);
  expect_numbers(log, 7);
  EXPECT_EQ(log.end(), 7U);
  EXPECT_EQ(log.stats().syncs, 1U);
  log.append(numbers(7, 1), 0).value();
  log.crash(100);
  expect_numbers(log, 8);
}

TEST(MemoryLogTest, RefusesMoreThanMayWaitForASync) {
  MemoryLog log({.queue_payloads = 10, .queue_bytes = 1'000});
  EXPECT_EQ(log.append(numbers(0, 11), 0).error().code, Errc::too_large);
  EXPECT_EQ(log.append({std::string(1'000, 'x')}, 0).error().code, Errc::too_large);
  log.append(numbers(0, 8), 0).value();
  EXPECT_EQ(log.append(numbers(8, 3), 0).error().code, Errc::overloaded);
  EXPECT_EQ(log.append({std::string(950, 'x')}, 0).error().code, Errc::overloaded);
  EXPECT_EQ(log.end(), 8U);
  log.crash(0);
  EXPECT_TRUE(log.append(numbers(0, 8), 0).has_value()) << "a crash makes room";
  log.sync(8);
  EXPECT_TRUE(log.append(numbers(8, 3), 0).has_value()) << "and so does a sync";
}

// The newest are kept as they are, older ones packed: nobody sees the difference.
TEST(MemoryLogTest, ALongBacklogIsReadAsItWasWritten) {
  constexpr int kBatch = 100, kBatches = 100;
  MemoryLog log;
  std::uint64_t bytes = 0;
  for (int batch = 0; batch < kBatches; ++batch) {
    for (const std::string& payload : numbers(batch * kBatch, kBatch)) bytes += 8 + payload.size();
    log.append(numbers(batch * kBatch, kBatch), batch).value();
    log.sync(log.end());
  }
  EXPECT_EQ(log.stats().bytes, bytes);
  std::uint64_t next = 0;
  for (const std::size_t max : {700U, 5'000U, 300U, 10'000U}) {
    for (const ports::LogRecord& record : log.read(next, max).value()) {
      EXPECT_EQ(record.position, next);
      EXPECT_EQ(record.appended_at, static_cast<UnixMs>(next / kBatch));
      EXPECT_EQ(record.payload, std::to_string(next));
      ++next;
    }
    log.trim(next - 50);
  }
  EXPECT_EQ(next, static_cast<std::uint64_t>(kBatch * kBatches));
  EXPECT_EQ(log.stats().first_position, next - 50);
  EXPECT_EQ(log.stats().bytes, 50U * (8 + 4));
  log.trim(next);
  EXPECT_EQ(log.stats().bytes, 0U);
}

TEST(MemoryLogTest, TrimsDurableRecordsOnly) {
  MemoryLog log;
  log.append(numbers(0, 5), 0).value();
  log.sync(3);
  log.trim(100);
  EXPECT_EQ(log.stats().first_position, 3U);
  EXPECT_EQ(log.stats().bytes, 0U);
  EXPECT_EQ(log.read(2, 1).error().code, Errc::invalid_argument);
  log.sync(5);
  EXPECT_EQ(log.read(3, 10)->size(), 2U);
  EXPECT_EQ(log.stats().bytes, 2U * (8 + 1));
}

}  // namespace
}  // namespace souk::sim
