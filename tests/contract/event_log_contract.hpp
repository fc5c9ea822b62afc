// What every EventLog must do. An adapter joins by registering a fixture, in exactly one source file per test program:
//
//   INSTANTIATE_TEST_SUITE_P(Journal, EventLogContract,
//                            testing::Values(EventLogAdapter{"journal", &make_journal_fixture}), adapter_name);
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ports/clock.hpp"
#include "ports/event_log.hpp"
#include "tests/contract/event_log_coroutines.hpp"

namespace souk::tests {

// One log in a place of its own, which goes away with the fixture. Logs should keep at most about 64 KiB in one unit
// of storage, so that trimming has something to free, and queue at least 2,000 payloads.
class EventLogFixture {
 public:
  virtual ~EventLogFixture() = default;
  virtual ports::EventLog& log() = 0;
  virtual ports::Clock& clock() = 0;
  virtual void close() = 0;
  // Closes the log and opens it again on what it kept; references to the old one become invalid.
  virtual void reopen() = 0;
  // False for a log that forgets everything when closed.
  virtual bool keeps_records() const { return true; }
  // Where callers of this log live: in real time unless the log has a time of its own.
  virtual CoroutineWorld& coroutines() { return coroutines_; }

 private:
  Coroutines coroutines_;
};

struct EventLogAdapter {
  std::string name;
  std::function<std::unique_ptr<EventLogFixture>()> make;
};

inline std::string adapter_name(const testing::TestParamInfo<EventLogAdapter>& info) { return info.param.name; }

class EventLogContract : public testing::TestWithParam<EventLogAdapter> {
 protected:
  EventLogContract() : fixture_(GetParam().make()) {}

  ports::EventLog& log() { return fixture_->log(); }
  ports::Clock& clock() { return fixture_->clock(); }
  EventLogFixture& fixture() { return *fixture_; }
  CoroutineWorld& coroutines() { return fixture_->coroutines(); }

  Result<ports::AppendReceipt> append(std::vector<std::string> payloads) {
    return coroutines().get(log().append(std::move(payloads)));
  }
  // "0", "1", ... as the payloads of the next `count` positions.
  void append_numbers(std::uint64_t count) {
    std::vector<std::string> payloads;
    const std::uint64_t next = log().stats().next_position;
    for (std::uint64_t i = 0; i < count; ++i) payloads.push_back(std::to_string(next + i));
    const Result<ports::AppendReceipt> receipt = append(std::move(payloads));
    ASSERT_TRUE(receipt.has_value()) << receipt.error().detail;
    ASSERT_EQ(receipt->first_position, next);
    ASSERT_EQ(receipt->count, count);
  }
  Result<std::vector<ports::LogRecord>> read(std::uint64_t from, std::size_t max) {
    return coroutines().get(log().read(from, max));
  }
  // Positions [from, from + count) hold their own numbers.
  void expect_numbers(std::uint64_t from, std::uint64_t count) {
    const auto records = read(from, count);
    ASSERT_TRUE(records.has_value()) << records.error().detail;
    ASSERT_EQ(records->size(), count);
    for (std::uint64_t i = 0; i < count; ++i) {
      ASSERT_EQ((*records)[i].position, from + i);
      ASSERT_EQ((*records)[i].payload, std::to_string(from + i));
    }
  }

 private:
  std::unique_ptr<EventLogFixture> fixture_;
};

TEST_P(EventLogContract, BeginsEmpty) {
  EXPECT_EQ(log().stats().first_position, 0U);
  EXPECT_EQ(log().stats().next_position, 0U);
  const auto records = read(0, 10);
  ASSERT_TRUE(records.has_value());
  EXPECT_TRUE(records->empty());
}

TEST_P(EventLogContract, PositionsAreDenseAndInOrder) {
  append_numbers(3);
  append_numbers(1);
  append_numbers(1'000);
  expect_numbers(0, 1'004);
  EXPECT_EQ(log().stats().next_position, 1'004U);
}

TEST_P(EventLogContract, KeepsPayloadsAsTheyAre) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte.push_back(static_cast<char>(byte));
  const std::vector<std::string> payloads{"", every_byte, std::string(64UL * 1024, '\0'),
                                          std::string(64UL * 1024, 'x')};
  ASSERT_TRUE(append(payloads).has_value());
  const auto records = read(0, 10);
  ASSERT_TRUE(records.has_value());
  ASSERT_EQ(records->size(), payloads.size());
  for (std::size_t i = 0; i < payloads.size(); ++i) EXPECT_EQ((*records)[i].payload, payloads[i]) << i;
}

TEST_P(EventLogContract, DatesRecords) {
  const UnixMs before = clock().unix_ms();
  append_numbers(2);
  const UnixMs after = clock().unix_ms();
  const auto records = read(0, 2);
  ASSERT_TRUE(records.has_value());
  ASSERT_EQ(records->size(), 2U);
  for (const ports::LogRecord& record : *records) {
    EXPECT_GE(record.appended_at, before);
    EXPECT_LE(record.appended_at, after);
  }
}

TEST_P(EventLogContract, AppendsNothingForNoPayloads) {
  append_numbers(5);
  const auto receipt = append({});
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->first_position, 5U);
  EXPECT_EQ(receipt->count, 0U);
  EXPECT_EQ(log().stats().next_position, 5U);
}

TEST_P(EventLogContract, RefusesTooManyPayloadsWhole) {
  append_numbers(1);
  const auto receipt = append(std::vector<std::string>(1'001, "x"));
  ASSERT_TRUE(receipt.has_error());
  EXPECT_EQ(receipt.error().code, Errc::too_large);
  EXPECT_EQ(log().stats().next_position, 1U);
  append_numbers(1);
  expect_numbers(0, 2);
}

TEST_P(EventLogContract, RefusesATooLargePayloadWithItsWholeAppend) {
  append_numbers(1);
  const auto receipt = append({"fits", std::string(64UL * 1024 + 1, 'x'), "fits"});
  ASSERT_TRUE(receipt.has_error());
  EXPECT_EQ(receipt.error().code, Errc::too_large);
  EXPECT_EQ(log().stats().next_position, 1U);
  append_numbers(1);
  expect_numbers(0, 2);
}

TEST_P(EventLogContract, ReadsAnyRange) {
  for (int i = 0; i < 20; ++i) append_numbers(37);
  const std::uint64_t count = 740;
  for (std::uint64_t from = 0; from < count; from += 13)
    expect_numbers(from, std::min<std::uint64_t>(50, count - from));
  for (std::uint64_t from = count; from > 0; from -= 10) expect_numbers(from - 1, 1);
}

TEST_P(EventLogContract, ReadsUpToTheEndAndNothingBeyond) {
  append_numbers(10);
  EXPECT_EQ(read(7, 100)->size(), 3U);
  EXPECT_TRUE(read(10, 100)->empty());
  EXPECT_TRUE(read(10'000, 100)->empty());
  EXPECT_TRUE(read(0, 0)->empty());
  append_numbers(1);
  expect_numbers(10, 1);
}

TEST_P(EventLogContract, AppendersAtTheSameTimeGetPositionsOfTheirOwnInTheirOrder) {
  constexpr int kAppenders = 16;
  constexpr int kAppends = 25;
  std::vector<std::vector<std::uint64_t>> positions(kAppenders);
  for (std::size_t i = 0; i < kAppenders; ++i) {
    coroutines().start(append_one_by_one(log(), "a" + std::to_string(i), kAppends, &positions[i]));
  }
  coroutines().finish();
  const auto records = read(0, kAppenders * kAppends + 1);
  ASSERT_TRUE(records.has_value());
  ASSERT_EQ(records->size(), static_cast<std::size_t>(kAppenders * kAppends));
  for (std::size_t i = 0; i < kAppenders; ++i) {
    EXPECT_TRUE(std::is_sorted(positions[i].begin(), positions[i].end()));
    for (std::size_t k = 0; k < kAppends; ++k) {
      EXPECT_EQ((*records)[positions[i][k]].payload, "a" + std::to_string(i) + ":" + std::to_string(k));
    }
  }
}

TEST_P(EventLogContract, WaitEndsAtOnceForARecordThatExists) {
  append_numbers(3);
  EXPECT_TRUE(coroutines().get(log().wait_for(2, kNever)));
  EXPECT_TRUE(coroutines().get(log().wait_for(0, clock().now())));
}

TEST_P(EventLogContract, WaitEndsWhenTheRecordComes) {
  std::optional<bool> near;
  std::optional<bool> far;
  coroutines().start(wait_into(log(), 0, kNever, &near));
  coroutines().start(wait_into(log(), 4, clock().now() + std::chrono::minutes(5), &far));
  coroutines().poll();
  EXPECT_FALSE(near.has_value());
  std::vector<std::uint64_t> positions;
  coroutines().start(append_one_by_one(log(), "x", 5, &positions));
  coroutines().finish();
  EXPECT_EQ(near, true);
  EXPECT_EQ(far, true);
}

TEST_P(EventLogContract, WaitEndsAtItsDeadline) {
  append_numbers(1);
  const Instant deadline = clock().now() + std::chrono::milliseconds(20);
  EXPECT_FALSE(coroutines().get(log().wait_for(1, deadline)));
  EXPECT_GE(clock().now(), deadline);
  EXPECT_FALSE(coroutines().get(log().wait_for(1, clock().now() - std::chrono::seconds(1))));
}

TEST_P(EventLogContract, WaitEndsWhenCancelled) {
  asio::cancellation_signal signal;
  std::optional<bool> answer;
  coroutines().start(wait_into(log(), 0, kNever, &answer), signal.slot());
  coroutines().poll();
  signal.emit(asio::cancellation_type::terminal);
  coroutines().finish();
  EXPECT_EQ(answer, false);
}

TEST_P(EventLogContract, WaitEndsWhenTheLogCloses) {
  std::optional<bool> answer;
  coroutines().start(wait_into(log(), 0, kNever, &answer));
  coroutines().poll();
  EXPECT_FALSE(answer.has_value());
  fixture().close();
  coroutines().finish();
  EXPECT_EQ(answer, false);
}

TEST_P(EventLogContract, RefusesAppendsOnceClosed) {
  append_numbers(1);
  fixture().close();
  const auto receipt = append({"late"});
  ASSERT_TRUE(receipt.has_error());
  EXPECT_EQ(receipt.error().code, Errc::unavailable);
}

TEST_P(EventLogContract, CountsInItsStatistics) {
  const ports::LogStats before = log().stats();
  append_numbers(100);
  append_numbers(100);
  const ports::LogStats after = log().stats();
  EXPECT_EQ(after.next_position, 200U);
  EXPECT_EQ(after.first_position, 0U);
  EXPECT_EQ(after.syncs, before.syncs + 2);
  EXPECT_GT(after.bytes, before.bytes);
}

TEST_P(EventLogContract, TrimFreesOldRecordsOnly) {
  const std::string kilobyte(1'000, 'x');
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(append(std::vector<std::string>(50, kilobyte)).has_value());
  const ports::LogStats before = log().stats();

  const Result<void> trimmed = coroutines().get(log().trim(300));
  ASSERT_TRUE(trimmed.has_value()) << trimmed.error().detail;
  const ports::LogStats after = log().stats();
  EXPECT_GT(after.first_position, 0U);
  EXPECT_LE(after.first_position, 300U);
  EXPECT_EQ(after.next_position, 500U);
  EXPECT_LT(after.bytes, before.bytes);

  const auto gone = read(after.first_position - 1, 1);
  ASSERT_TRUE(gone.has_error());
  EXPECT_EQ(gone.error().code, Errc::invalid_argument);
  EXPECT_EQ(read(after.first_position, 1'000)->size(), 500 - after.first_position);
  EXPECT_EQ(read(300, 1'000)->size(), 200U);
}

TEST_P(EventLogContract, TrimBeyondTheEndKeepsCounting) {
  append_numbers(10);
  ASSERT_TRUE(coroutines().get(log().trim(1'000'000)).has_value());
  EXPECT_EQ(log().stats().next_position, 10U);
  append_numbers(1);
  expect_numbers(10, 1);
}

TEST_P(EventLogContract, ReopenKeepsEverything) {
  if (!fixture().keeps_records()) GTEST_SKIP() << "this log forgets";
  append_numbers(1'000);
  append_numbers(7);
  fixture().reopen();
  EXPECT_EQ(log().stats().next_position, 1'007U);
  expect_numbers(0, 1'007);
  append_numbers(5);
  fixture().reopen();
  expect_numbers(0, 1'012);
}

TEST_P(EventLogContract, ReopenKeepsWhatWasTrimmedTrimmed) {
  if (!fixture().keeps_records()) GTEST_SKIP() << "this log forgets";
  const std::string kilobyte(1'000, 'x');
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(append(std::vector<std::string>(50, kilobyte)).has_value());
  ASSERT_TRUE(coroutines().get(log().trim(400)).has_value());
  const ports::LogStats before = log().stats();
  fixture().reopen();
  EXPECT_EQ(log().stats().first_position, before.first_position);
  EXPECT_EQ(log().stats().next_position, 500U);
  EXPECT_EQ(read(400, 1'000)->size(), 100U);
}

}  // namespace souk::tests
