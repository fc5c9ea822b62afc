// What only a log that others use, over a network, has to stand.
#include "jetstream/jetstream_log.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <set>
#include <thread>

#include "jetstream/jetstream_test_support.hpp"
#include "tests/support/nats_server.hpp"

namespace souk::jetstream {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Task<void> append_into(JetStreamLog& log, std::string payload, std::optional<Result<ports::AppendReceipt>>* answer) {
  std::vector<std::string> payloads{std::move(payload)};
  answer->emplace(co_await log.append(std::move(payloads)));
}

class JetStreamLogTest : public testing::Test {
 protected:
  Options options() { return test_options(clock_, {server_.url()}); }
  std::unique_ptr<JetStreamLog> open(const Options& options) { return std::move(JetStreamLog::open(options).value()); }
  std::vector<std::string> payloads(JetStreamLog& log) {
    std::vector<std::string> all;
    const auto records = coroutines_.get(log.read(log.stats().first_position, 100'000));
    for (const ports::LogRecord& record : records.value()) all.push_back(record.payload);
    return all;
  }

  tests::NatsServer server_;
  runtime::LiveClock clock_;
  tests::Coroutines coroutines_;
};

TEST_F(JetStreamLogTest, SeesWhatOthersAppendAndTrim) {
  const auto mine = open(options());
  const auto theirs = open(options());
  std::optional<bool> came;
  coroutines_.start(tests::wait_into(*mine, 0, clock_.now() + seconds(10), &came));
  coroutines_.poll();
  tests::Coroutines elsewhere;
  ASSERT_TRUE(elsewhere.get(theirs->append({"a", "b"})).has_value());
  coroutines_.finish();
  EXPECT_EQ(came, true);
  ASSERT_TRUE(coroutines_.get(mine->wait_for(1, clock_.now() + seconds(5))));
  EXPECT_THAT(payloads(*mine), testing::ElementsAre("a", "b"));
  EXPECT_EQ(mine->stats().next_position, 2U);
  ASSERT_TRUE(coroutines_.get(mine->trim(0)).has_value());  // frees nothing, and asks the servers
  EXPECT_GT(mine->oldest_at(), 0);
  ASSERT_TRUE(elsewhere.get(theirs->trim(1)).has_value());
  // Known after the next question about the stream at the latest, and to whoever reads.
  const auto gone = coroutines_.get(mine->read(0, 10));
  ASSERT_TRUE(gone.has_error());
  EXPECT_EQ(gone.error().code, Errc::invalid_argument);
}

TEST_F(JetStreamLogTest, WakesAWaiterSoon) {
  const auto mine = open(options());
  const auto theirs = open(options());
  tests::Coroutines elsewhere;
  for (std::uint64_t i = 0; i < 20; ++i) {
    std::optional<bool> came;
    coroutines_.start(tests::wait_into(*mine, i, clock_.now() + seconds(10), &came));
    coroutines_.poll();
    ASSERT_TRUE(elsewhere.get(theirs->append({"x"})).has_value());
    const Instant appended = clock_.now();
    coroutines_.finish();
    EXPECT_EQ(came, true);
    EXPECT_LT(clock_.now() - appended, milliseconds(500));
    EXPECT_EQ(coroutines_.get(mine->read(i, 1))->size(), 1U);
  }
}

TEST_F(JetStreamLogTest, TwoProcessesAppendWithoutLosingAnything) {
  const auto one = open(options());
  const auto two = open(options());
  constexpr int kAppends = 200;
  std::vector<std::uint64_t> first;
  std::vector<std::uint64_t> second;
  std::thread other([&two, &second] {
    tests::Coroutines elsewhere;
    elsewhere.start(tests::append_one_by_one(*two, "two", kAppends, &second));
    elsewhere.finish();
  });
  coroutines_.start(tests::append_one_by_one(*one, "one", kAppends, &first));
  coroutines_.finish();
  other.join();
  ASSERT_TRUE(coroutines_.get(one->wait_for(2 * kAppends - 1, clock_.now() + seconds(5))));
  const auto records = coroutines_.get(one->read(0, 10'000));
  ASSERT_TRUE(records.has_value());
  ASSERT_EQ(records->size(), 2U * kAppends);
  for (std::size_t i = 0; i < kAppends; ++i) {
    EXPECT_EQ((*records)[first[i]].payload, "one:" + std::to_string(i));
    EXPECT_EQ((*records)[second[i]].payload, "two:" + std::to_string(i));
  }
}

TEST_F(JetStreamLogTest, AnAppendSurvivesTheServersCrash) {
  const auto log = open(options());
  ASSERT_TRUE(coroutines_.get(log->append({"before"})).has_value());
  server_.stop(SIGKILL);
  std::vector<std::uint64_t> positions;
  coroutines_.start(tests::append_one_by_one(*log, "during", 3, &positions));
  coroutines_.poll();
  server_.start();
  coroutines_.finish();
  EXPECT_THAT(positions, testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(payloads(*log), testing::ElementsAre("before", "during:0", "during:1", "during:2"));
}

TEST_F(JetStreamLogTest, ARepeatedAppendCountsOnce) {
  Options hasty = options();
  hasty.ack_timeout = milliseconds(200);
  const auto log = open(hasty);
  ASSERT_TRUE(coroutines_.get(log->append({"before"})).has_value());
  // The server gets the events, and answers after they were sent again.
  server_.pause();
  std::vector<std::uint64_t> positions;
  coroutines_.start(tests::append_one_by_one(*log, "slow", 1, &positions));
  std::thread later([this] {
    std::this_thread::sleep_for(milliseconds(900));
    server_.resume();
  });
  coroutines_.finish();
  later.join();
  EXPECT_THAT(payloads(*log), testing::ElementsAre("before", "slow:0"));
}

TEST_F(JetStreamLogTest, SaysInTimeThatTheServerDoesNotAnswer) {
  Options hasty = options();
  hasty.ack_timeout = milliseconds(200);
  hasty.call_timeout = milliseconds(500);
  hasty.append_timeout = milliseconds(600);
  const auto log = open(hasty);
  ASSERT_TRUE(coroutines_.get(log->append({"before"})).has_value());
  server_.pause();
  const Instant began = clock_.now();
  const auto receipt = coroutines_.get(log->append({"lost"}));
  ASSERT_TRUE(receipt.has_error());
  EXPECT_EQ(receipt.error().code, Errc::deadline_exceeded) << receipt.error().detail;
  const auto records = coroutines_.get(log->read(0, 10));
  ASSERT_TRUE(records.has_error());
  EXPECT_EQ(records.error().code, Errc::deadline_exceeded) << records.error().detail;
  const auto trimmed = coroutines_.get(log->trim(1));
  ASSERT_TRUE(trimmed.has_error());
  EXPECT_LT(clock_.now() - began, seconds(8));
  server_.resume();
  ASSERT_TRUE(coroutines_.get(log->append({"after"})).has_value());
  EXPECT_EQ(payloads(*log).back(), "after");
}

TEST_F(JetStreamLogTest, ClosesInTimeWhileTheServerIsAway) {
  Options hasty = options();
  hasty.ack_timeout = milliseconds(200);
  auto log = open(hasty);
  server_.stop(SIGKILL);
  std::optional<Result<ports::AppendReceipt>> receipt;
  coroutines_.start(append_into(*log, "never", &receipt));
  coroutines_.poll();
  const Instant began = clock_.now();
  log->close();
  coroutines_.finish();
  EXPECT_LT(clock_.now() - began, seconds(8));
  ASSERT_TRUE(receipt.has_value());
  EXPECT_TRUE(receipt->has_error());
}

TEST_F(JetStreamLogTest, ReadsOnAfterTheServersCrash) {
  const auto log = open(options());
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(coroutines_.get(log->append(std::vector<std::string>(100, "x"))).has_value());
  ASSERT_EQ(coroutines_.get(log->read(0, 300))->size(), 300U);
  server_.stop(SIGKILL);
  server_.start();
  const auto rest = coroutines_.get(log->read(300, 1'000));
  ASSERT_TRUE(rest.has_value()) << rest.error().detail;
  EXPECT_EQ(rest->front().position, 300U);
  EXPECT_EQ(coroutines_.get(log->read(999, 10))->size(), 1U);
}

TEST_F(JetStreamLogTest, TellsThatSomebodyRemovedAnEvent) {
  const auto log = open(options());
  ASSERT_TRUE(coroutines_.get(log->append({"a", "b", "c"})).has_value());
  const auto connection = Connection::open(options(), "test", clock_.now() + seconds(5));
  ASSERT_EQ(js_DeleteMsg((*connection)->jetstream(), "events", 2, nullptr, nullptr), NATS_OK);
  EXPECT_EQ(coroutines_.get(log->read(0, 1))->size(), 1U);
  const auto records = coroutines_.get(log->read(1, 10));
  ASSERT_TRUE(records.has_error());
  EXPECT_EQ(records.error().code, Errc::corrupt) << records.error().detail;
}

}  // namespace
}  // namespace souk::jetstream
