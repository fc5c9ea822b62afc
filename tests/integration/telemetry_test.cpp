// The instruments from outside: where a request's time went, who holds and who waits, what the CPU is spent on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "tests/support/process_suite.hpp"

namespace souk::testing {
namespace {

namespace json = boost::json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

struct Ended {
  int status = -1;
  std::string output;
};

class TelemetryTest : public ProcessSuite {
 protected:
  // A `souk` command, to its end.
  static Ended run(std::vector<std::string> arguments) {
    static int number = 0;
    const std::filesystem::path output = folder_->path() / ("output-" + std::to_string(++number));
    arguments.insert(arguments.begin(), SOUK_BINARY);
    auto child = cluster::ChildProcess::start(arguments, output.string());
    if (!child) return {};
    eventually([&child] { return child->poll().has_value(); });
    const std::optional<int> ended = child->poll();
    return {ended && WIFEXITED(*ended) ? WEXITSTATUS(*ended) : -1, contents(output)};
  }
  static HttpReply install(const std::string& key) {
    const auto page = souk_->get("/rest/2/addons?limit=1");
    const json::value app = json::parse(page->body).at("_embedded").at("addons").at(0).at("key");
    return request(souk_->port(), "POST", "/rest/souk/1/instances/it-1/installations",
                   {{"Content-Type", "application/json"}, {"Idempotency-Key", key}},
                   json::serialize(json::object{{"app_key", app}}))
        .value_or(HttpReply{});
  }
  static HttpReply ops(const std::string& method, const std::string& target) {
    return request(souk_->ops_port(), method, target, {}, {}, std::chrono::seconds(90)).value_or(HttpReply{});
  }
};

TEST_F(TelemetryTest, AnInstallSaysWhereItsTimeWent) {
  const HttpReply reply = install("timing");
  ASSERT_EQ(reply.status, 201) << reply.body;
  EXPECT_THAT(reply.head, ContainsRegex("Server-Timing: admission;dur=[0-9.]+, pool;dur=[0-9.]+, writer;dur=[0-9.]+, "
                                        "store;dur=[0-9.]+, serialise;dur=[0-9.]+, total;dur=[0-9.]+\r\n"));
}

TEST_F(TelemetryTest, APageSaysSoToo) {
  EXPECT_THAT(souk_->get("/rest/2/addons?limit=2")->head, HasSubstr("store;dur="));
  EXPECT_THAT(souk_->get("/livez")->head, Not(HasSubstr("store;dur=")));
}

TEST_F(TelemetryTest, ThePhasesAreHistogramsByOwner) {
  ASSERT_EQ(install("metrics").status, 201);
  ASSERT_TRUE(eventually([] { return souk_->number({"events", "backlog"}) == 0; }));
  const std::string text = ops("GET", "/metrics").body;
  for (const char* series :
       {R"(souk_request_phase_seconds_count{phase="pool",owner="core"})",
        R"(souk_request_phase_seconds_count{phase="writer",owner="core"})",
        R"(souk_request_phase_seconds_count{phase="serialise",owner="core"})",
        R"(souk_request_phase_seconds_count{phase="writer",owner="analytics"})",
        R"(souk_request_phase_seconds_count{phase="store",owner="analytics"})",
        R"(souk_request_phase_seconds_count{phase="store",owner="outbox"})",
        R"(souk_pool_longest_wait_seconds{owner="core"})", R"(souk_writer_holders{owner="analytics"})"}) {
    EXPECT_THAT(text, HasSubstr(series));
  }
}

TEST_F(TelemetryTest, TheOperatorSeesEveryResource) {
  const HttpReply reply = ops("GET", "/rest/souk/1/ops/resources");
  ASSERT_EQ(reply.status, 200);
  const json::value answer = json::parse(reply.body);
  std::vector<std::string> names;
  for (const json::value& resource : answer.at("resources").as_array()) {
    names.emplace_back(resource.at("name").as_string());
    EXPECT_GT(resource.at("capacity").to_number<int>(), 0);
    EXPECT_TRUE(resource.at("holders").is_object());
    EXPECT_TRUE(resource.at("waiters").is_object());
  }
  EXPECT_THAT(names, ::testing::ElementsAre("pool", "writer", "work_queue", "admission"));
}

TEST_F(TelemetryTest, EventsThatNobodyTakesHoldTheirPlaces) {
  ASSERT_TRUE(souk_->set_flag("analytics-processing", "off"));
  const auto posted =
      request(souk_->port(), "POST", "/rest/souk/1/events", kBatch, event_batch("held", 50, "no.such.app"));
  ASSERT_EQ(posted->status, 202);
  const auto places = [] {
    const json::value answer = json::parse(ops("GET", "/rest/souk/1/ops/resources").body);
    return answer.at("resources").at(2).at("holders");
  };
  EXPECT_TRUE(eventually([&] { return places().as_object().contains("analytics"); }));
  EXPECT_EQ(places().at("analytics").at("count").to_number<int>(), 50);
  EXPECT_TRUE(eventually([&] { return places().at("analytics").at("longest_ms").to_number<double>() > 20; }));
  ASSERT_TRUE(souk_->set_flag("analytics-processing", "on"));
  EXPECT_TRUE(eventually([&] { return places().as_object().empty(); }));
}

TEST_F(TelemetryTest, TopShowsOneFrame) {
  const Ended ended = run({"top", "--once", "--interval", "200ms", "--data", souk_->data().string()});
  EXPECT_EQ(ended.status, 0) << ended.output;
  for (const char* part : {"core ", "backlog", "workers", "all at their defaults", "pool         0 of 8", "writer",
                           "work queue", "admission"}) {
    EXPECT_THAT(ended.output, HasSubstr(part));
  }
  EXPECT_THAT(ended.output, Not(HasSubstr("\x1b"))) << "no terminal, no control sequences";
}

TEST_F(TelemetryTest, TopEndsCleanlyWhenInterrupted) {
  const std::filesystem::path output = folder_->path() / "interrupted";
  auto child = cluster::ChildProcess::start(
      {SOUK_BINARY, "top", "--interval", "100ms", "--data", souk_->data().string()}, output.string());
  ASSERT_TRUE(child.has_value());
  const auto frames = [&output] {
    const std::string text = contents(output);
    std::size_t count = 0;
    for (std::size_t at = text.find("backlog"); at != std::string::npos; at = text.find("backlog", at + 1)) ++count;
    return count;
  };
  ASSERT_TRUE(eventually([&] { return frames() >= 2; })) << contents(output);
  child->signal(SIGINT);
  ASSERT_TRUE(eventually([&] { return child->poll().has_value(); }));
  EXPECT_TRUE(WIFEXITED(*child->poll()) && WEXITSTATUS(*child->poll()) == 0) << contents(output);
}

TEST_F(TelemetryTest, WithoutAServiceTopAndProfileSayWhatToDo) {
  for (const char* command : {"top", "profile"}) {
    const Ended ended = run({command, "--data", (folder_->path() / "nothing").string()});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.output, HasSubstr("no souk runs on the data folder"));
    EXPECT_THAT(ended.output, HasSubstr("souk up"));
  }
  const Ended ended = run({"top", "--interval", "1ms"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.output, HasSubstr("--interval"));
  EXPECT_EQ(run({"profile", "--seconds", "61"}).status, 2);
}

TEST_F(TelemetryTest, AProfileOfTheServiceUnderLoadNamesItsFunctions) {
  const std::filesystem::path stacks = folder_->path() / "stacks.folded";
  std::atomic<bool> done{false};
  std::thread load([&done] {
    while (!done) souk_->get("/rest/2/addons?limit=50&text=a");
  });
  const Ended ended = run({"profile", "--seconds", "2", "--out", stacks.string(), "--data", souk_->data().string()});
  done = true;
  load.join();
  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output, ContainsRegex("[1-9][0-9]* samples, stacks in .*stacks.folded"));
  EXPECT_THAT(ended.output, HasSubstr("function"));
  EXPECT_THAT(contents(stacks), HasSubstr("souk::"));
  EXPECT_THAT(contents(stacks), ContainsRegex(";[^\n]+ [0-9]+\n"));
}

TEST_F(TelemetryTest, ProfilesAreTakenOneAtATimeAndWithinBounds) {
  for (const char* bad : {"0", "61", "-1", "5s", "", "99999999999999999999"}) {
    const HttpReply reply = ops("POST", std::string("/rest/souk/1/ops/profile?seconds=") + bad);
    EXPECT_EQ(reply.status, 400) << bad;
    EXPECT_THAT(reply.body, HasSubstr("from 1 to 60")) << bad;
  }
  EXPECT_EQ(ops("GET", "/rest/souk/1/ops/profile?seconds=1").status, 405);
  HttpReply first;
  // Again if the question below came first, and began one itself.
  std::thread asking([&first] {
    eventually([&first] {
      first = ops("POST", "/rest/souk/1/ops/profile?seconds=2");
      return first.status != 409;
    });
  });
  // While it is under way a second one is refused, and everything else is answered.
  EXPECT_TRUE(eventually([] { return ops("POST", "/rest/souk/1/ops/profile?seconds=1").status == 409; }));
  EXPECT_EQ(ops("GET", "/rest/souk/1/ops/status").status, 200);
  asking.join();
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_THAT(first.head, HasSubstr("text/plain"));
}

}  // namespace
}  // namespace souk::testing
