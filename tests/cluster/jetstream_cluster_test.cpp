// The log on three servers that keep three copies: the contract, and servers that die.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "jetstream/jetstream_test_fixture.hpp"
#include "tests/support/nats_server.hpp"

namespace souk::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Shared by the tests, each with a stream of its own: three servers take seconds to find each other.
NatsCluster& cluster() {
  static NatsCluster servers;
  return servers;
}

std::string next_stream() {
  static int streams = 0;
  return "events-" + std::to_string(++streams);
}

std::unique_ptr<EventLogFixture> make_replicated() {
  return std::make_unique<jetstream::JetStreamFixture>(cluster().urls(), next_stream(), 3);
}

INSTANTIATE_TEST_SUITE_P(Replicated, EventLogContract,
                         testing::Values(EventLogAdapter{"jetstream_replicated", &make_replicated}), adapter_name);

class JetStreamClusterTest : public testing::Test {
 protected:
  JetStreamClusterTest() : options_(jetstream::test_options(clock_, cluster().urls(), next_stream(), 3)) {
    options_.ack_timeout = milliseconds(500);
    options_.append_timeout = seconds(30);
    options_.call_timeout = seconds(10);
    log_ = std::move(jetstream::JetStreamLog::open(options_).value());
  }
  ~JetStreamClusterTest() override {
    for (std::size_t i = 0; i < 3; ++i) cluster().node(i).start();
  }

  // Of the test's stream, once there is one.
  std::size_t leader() {
    const auto connection = jetstream::Connection::open(options_, "test", clock_.now() + seconds(5));
    const Instant deadline = clock_.now() + seconds(30);
    while (clock_.now() < deadline) {
      jsStreamInfo* read = nullptr;
      js_GetStreamInfo(&read, (*connection)->jetstream(), options_.stream.c_str(), nullptr, nullptr);
      const jetstream::StreamInfoHandle info(read);
      for (std::size_t i = 0; i < 3; ++i) {
        const char* leading = info == nullptr || info->Cluster == nullptr ? nullptr : info->Cluster->Leader;
        if (leading != nullptr && cluster().node(i).name() == leading) return i;
      }
      std::this_thread::sleep_for(milliseconds(50));
    }
    ADD_FAILURE() << "the stream has no leader";
    return 0;
  }

  // Every number below `count` is there, once.
  void expect_all(int count, const std::string& name) {
    std::multiset<std::string> found;
    const auto records = coroutines_.get(log_->read(0, 100'000));
    ASSERT_TRUE(records.has_value()) << records.error().detail;
    for (const ports::LogRecord& record : *records) found.insert(record.payload);
    for (int i = 0; i < count; ++i) EXPECT_EQ(found.count(name + ":" + std::to_string(i)), 1U) << i;
    EXPECT_EQ(found.size(), static_cast<std::size_t>(count));
  }

  runtime::LiveClock clock_;
  jetstream::Options options_;
  std::unique_ptr<jetstream::JetStreamLog> log_;
  Coroutines coroutines_;
};

TEST_F(JetStreamClusterTest, LosesNothingWhenItsLeaderDies) {
  constexpr int kAppends = 300;
  std::vector<std::uint64_t> positions;
  std::atomic<bool> appended{false};
  std::thread appender([&] {
    Coroutines elsewhere;
    elsewhere.start(append_one_by_one(*log_, "e", kAppends, &positions));
    elsewhere.finish();
    appended = true;
  });
  for (int round = 0; round < 2; ++round) {
    std::this_thread::sleep_for(milliseconds(30));
    const std::size_t leading = leader();
    cluster().node(leading).stop(SIGKILL);
    std::this_thread::sleep_for(milliseconds(500));
    cluster().node(leading).start();
    std::this_thread::sleep_for(seconds(2));
  }
  appender.join();
  EXPECT_TRUE(appended);
  EXPECT_EQ(positions.size(), static_cast<std::size_t>(kAppends));
  EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));
  expect_all(kAppends, "e");
}

TEST_F(JetStreamClusterTest, WithoutAMajorityAppendsEndInTimeAndAllComesBack) {
  options_.append_timeout = seconds(2);
  log_ = std::move(jetstream::JetStreamLog::open(options_).value());
  ASSERT_TRUE(coroutines_.get(log_->append({"e:0"})).has_value());
  const std::size_t leading = leader();
  cluster().node(leading).stop(SIGKILL);
  cluster().node((leading + 1) % 3).stop(SIGKILL);
  const Instant began = clock_.now();
  const auto refused = coroutines_.get(log_->append({"lost"}));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Errc::deadline_exceeded) << refused.error().detail;
  EXPECT_LT(clock_.now() - began, seconds(10));
  cluster().node(leading).start();
  cluster().node((leading + 1) % 3).start();
  options_.append_timeout = seconds(30);
  options_.open_timeout = seconds(30);
  log_ = std::move(jetstream::JetStreamLog::open(options_).value());
  const auto receipt = coroutines_.get(log_->append({"e:1"}));
  ASSERT_TRUE(receipt.has_value()) << receipt.error().detail;
  // "lost" may have come through late; it was never promised.
  const auto records = coroutines_.get(log_->read(0, 10));
  ASSERT_TRUE(records.has_value()) << records.error().detail;
  EXPECT_EQ(records->front().payload, "e:0");
  EXPECT_EQ(records->back().payload, "e:1");
}

}  // namespace
}  // namespace souk::tests
