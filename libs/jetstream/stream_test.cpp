// Which servers and streams souk refuses to put events on, and what it says then.
#include "jetstream/stream.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "jetstream/jetstream_log.hpp"
#include "jetstream/jetstream_test_support.hpp"
#include "tests/support/nats_server.hpp"

namespace souk::jetstream {
namespace {

using testing::HasSubstr;
using testing::Not;

class StreamTest : public testing::Test {
 protected:
  Options options(const std::string& url) {
    Options made = test_options(clock_, {url});
    made.open_timeout = std::chrono::seconds(3);
    return made;
  }
  Error open_error(const Options& options) {
    const auto log = JetStreamLog::open(options);
    return log.has_error() ? log.error() : Error{Errc::ok, "it opened"};
  }
  // Makes a stream as somebody else might.
  void make_stream(const Options& options, const std::function<void(jsStreamConfig&)>& change) {
    const auto connection = Connection::open(options, "test", clock_.now() + std::chrono::seconds(5));
    ASSERT_TRUE(connection.has_value());
    jsStreamConfig config;
    jsStreamConfig_Init(&config);
    const char* subjects[] = {options.subject.c_str()};
    config.Name = options.stream.c_str();
    config.Subjects = subjects;
    config.SubjectsLen = 1;
    config.Storage = js_FileStorage;
    change(config);
    ASSERT_EQ(js_AddStream(nullptr, (*connection)->jetstream(), &config, nullptr, nullptr), NATS_OK);
  }
  void remove_stream(const Options& options) {
    const auto connection = Connection::open(options, "test", clock_.now() + std::chrono::seconds(5));
    ASSERT_TRUE(connection.has_value());
    ASSERT_EQ(js_DeleteStream((*connection)->jetstream(), options.stream.c_str(), nullptr, nullptr), NATS_OK);
  }

  runtime::LiveClock clock_;
};

TEST_F(StreamTest, RefusesWhatCouldLoseEventsAndNamesTheFix) {
  const tests::NatsServer server;
  const Options wanted = options(server.url());
  struct Case {
    std::function<void(jsStreamConfig&)> change;
    const char* said;
    const char* remedy;
  };
  const Case cases[] = {
      {[](jsStreamConfig& config) { config.MaxAge = 3'600'000'000'000; }, "max_age 3600 s", "--max-age=0s"},
      {[](jsStreamConfig& config) { config.MaxMsgs = 1'000; }, "drops the oldest events", "--discard=new"},
      {[](jsStreamConfig& config) { config.MaxBytes = 1 << 20; }, "drops the oldest events", "--discard=new"},
      {[](jsStreamConfig& config) { config.MaxMsgsPerSubject = 5; }, "max_msgs_per_subject", "--max-msgs-per-subject"},
      {[](jsStreamConfig& config) { config.MaxMsgSize = 1'000; }, "max_msg_size", "--max-msg-size=-1"},
      {[](jsStreamConfig& config) { config.Storage = js_MemoryStorage; }, "in memory", "nats stream rm events"},
      {[](jsStreamConfig& config) { config.Retention = js_InterestPolicy; }, "by interest", "nats stream rm events"},
      {[](jsStreamConfig& config) { config.Retention = js_WorkQueuePolicy; }, "work queue", "nats stream rm events"},
      {[](jsStreamConfig& config) { config.Duplicates = 1'000'000'000; }, "duplicates window", "--dupe-window=120s"},
      {[](jsStreamConfig& config) { config.NoAck = true; }, "no_ack", "--ack"},
      {[](jsStreamConfig& config) { config.DenyPurge = true; }, "deny_purge", "nats stream rm events"},
  };
  for (const Case& wrong : cases) {
    make_stream(wanted, wrong.change);
    const Error error = open_error(wanted);
    EXPECT_EQ(error.code, Errc::invalid_argument) << wrong.said;
    EXPECT_THAT(error.detail, HasSubstr(wrong.said));
    EXPECT_THAT(error.detail, HasSubstr(wrong.remedy));
    remove_stream(wanted);
  }
}

TEST_F(StreamTest, TakesALimitThatRefusesInsteadOfDropping) {
  const tests::NatsServer server;
  const Options wanted = options(server.url());
  make_stream(wanted, [](jsStreamConfig& config) {
    config.MaxMsgs = 3;
    config.Discard = js_DiscardNew;
  });
  auto log = JetStreamLog::open(wanted);
  ASSERT_TRUE(log.has_value()) << log.error().detail;
  tests::Coroutines coroutines;
  ASSERT_TRUE(coroutines.get((*log)->append({"a", "b", "c"})).has_value());
  const auto refused = coroutines.get((*log)->append({"d"}));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Errc::no_space);
  EXPECT_EQ(coroutines.get((*log)->read(0, 10))->size(), 3U);
  // Room again once something was applied and trimmed.
  ASSERT_TRUE(coroutines.get((*log)->trim(2)).has_value());
  EXPECT_TRUE(coroutines.get((*log)->append({"d"})).has_value());
}

TEST_F(StreamTest, SaysThatNobodyAnswers) {
  Options nowhere = options("nats://127.0.0.1:1");
  nowhere.open_timeout = std::chrono::milliseconds(300);
  const Instant before = clock_.now();
  const Error error = open_error(nowhere);
  EXPECT_EQ(error.code, Errc::unavailable);
  EXPECT_THAT(error.detail, HasSubstr("no NATS server answers at nats://127.0.0.1:1"));
  EXPECT_LT(clock_.now() - before, std::chrono::seconds(3));
}

TEST_F(StreamTest, SaysThatThePasswordIsWrongAndKeepsItToItself) {
  tests::NatsSettings settings;
  settings.password = "right";
  const tests::NatsServer server(settings);
  Options with = options(server.url());
  EXPECT_EQ(open_error(with).code, Errc::unauthenticated);  // none at all
  with.servers.user = "souk";
  with.password = "wrong-one";
  const Error error = open_error(with);
  EXPECT_EQ(error.code, Errc::unauthenticated);
  EXPECT_THAT(error.detail, HasSubstr("SOUK_NATS_PASSWORD"));
  EXPECT_THAT(error.detail, Not(HasSubstr("wrong-one")));
  with.password = "right";
  EXPECT_EQ(open_error(with).code, Errc::ok);
}

TEST_F(StreamTest, SaysThatJetStreamIsOff) {
  tests::NatsSettings settings;
  settings.jetstream = false;
  const tests::NatsServer server(settings);
  const Error error = open_error(options(server.url()));
  EXPECT_EQ(error.code, Errc::unavailable);
  EXPECT_THAT(error.detail, HasSubstr("-js"));
}

TEST_F(StreamTest, SaysThatReplicasNeedACluster) {
  const tests::NatsServer server;
  Options three = options(server.url());
  three.replicas = 3;
  const Error error = open_error(three);
  EXPECT_EQ(error.code, Errc::invalid_argument);
  EXPECT_THAT(error.detail, HasSubstr("3 replicas"));
}

TEST_F(StreamTest, SaysWhichRightsAreMissing) {
  tests::NatsSettings settings;
  settings.more =
      "authorization { users: [ { user: souk, password: p, permissions: { publish: [\"test.events\"], subscribe: "
      "[\"_INBOX.>\"] } } ] }";
  const tests::NatsServer server(settings);
  Options with = options(server.url());
  with.servers.user = "souk";
  with.password = "p";
  const Error error = open_error(with);
  EXPECT_EQ(error.code, Errc::forbidden) << error.detail;
  EXPECT_THAT(error.detail, HasSubstr("$JS.API.>"));
}

}  // namespace
}  // namespace souk::jetstream
