#include "load/open_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "load/load_command.hpp"
#include "load/load_report.hpp"
#include "load/load_test_server.hpp"

namespace souk::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

OpenLoopOptions short_run(const std::string& url) {
  OpenLoopOptions options;
  options.url = url;
  options.rate_per_s = 500;
  options.duration = milliseconds(500);
  options.lateness_bound = seconds(5);  // the figures of these tests do not depend on a quiet machine
  return options;
}

void expect_closed(const LoadResult& result) {
  EXPECT_TRUE(result.accounting.closes());
  EXPECT_EQ(result.accounting.in_flight, 0U);
  EXPECT_EQ(result.latency.count(), result.accounting.ok);
  EXPECT_EQ(result.latency.count() + result.failed_latency.count() + result.accounting.dropped,
            result.accounting.planned);
}

TEST(OpenLoop, ConstantArrivalsAreExactAndAllAnswered) {
  LoadTestServer server;
  auto options = short_run(server.url("/thing?x=1"));
  options.arrivals = domain::ArrivalKind::constant;
  options.request.add_header("X-Test", "yes");
  const auto result = run_open_loop(options);
  ASSERT_TRUE(result.has_value()) << result.error().detail;
  expect_closed(*result);
  EXPECT_EQ(result->accounting.ok, 250U);
  EXPECT_EQ(server.requests(), 250U);
  EXPECT_EQ(result->statuses.at(200), 250U);
  EXPECT_GT(result->cpu_us_per_request, 0);
  EXPECT_TRUE(result->valid()) << result->invalid_because();
  EXPECT_THAT(server.last_request(), testing::StartsWith("GET /thing?x=1 HTTP/1.1\r\n"));
  EXPECT_THAT(server.last_request(), HasSubstr("X-Test: yes\r\n"));
}

TEST(OpenLoop, SameSeedPlansTheSameNumberAndARampHalfOfItsTop) {
  LoadTestServer server;
  auto options = short_run(server.url());
  const auto one = run_open_loop(options);
  const auto two = run_open_loop(options);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->accounting.planned, two->accounting.planned);
  options.arrivals = domain::ArrivalKind::constant;
  options.ramp = options.duration;
  const auto ramp = run_open_loop(options);
  ASSERT_TRUE(ramp.has_value());
  EXPECT_NEAR(static_cast<double>(ramp->accounting.planned), 125, 1);
}

TEST(OpenLoop, AnswersThatAreNotOkAreErrorsOrShed) {
  LoadTestServer broken("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
  const auto errors = run_open_loop(short_run(broken.url()));
  ASSERT_TRUE(errors.has_value());
  expect_closed(*errors);
  EXPECT_EQ(errors->accounting.error, errors->accounting.planned);

  LoadTestServer busy("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
  const auto shed = run_open_loop(short_run(busy.url()));
  ASSERT_TRUE(shed.has_value());
  expect_closed(*shed);
  EXPECT_EQ(shed->accounting.shed, shed->accounting.planned);
  EXPECT_EQ(shed->failed_latency.count(), shed->accounting.planned);
}

TEST(OpenLoop, AServerThatIsAwayIsCountedNotFatal) {
  std::string url;
  {
    const LoadTestServer gone;
    url = gone.url();
  }
  const auto result = run_open_loop(short_run(url));
  ASSERT_TRUE(result.has_value());
  expect_closed(*result);
  EXPECT_EQ(result->accounting.error, result->accounting.planned);
  EXPECT_THAT(result->failures.begin()->first, HasSubstr("refused"));
}

TEST(OpenLoop, AServerThatClosesWithoutAnAnswerIsAnError) {
  LoadTestServer server("");
  const auto result = run_open_loop(short_run(server.url()));
  ASSERT_TRUE(result.has_value());
  expect_closed(*result);
  EXPECT_EQ(result->accounting.error, result->accounting.planned);
}

TEST(OpenLoop, TimeoutsCountFromTheIntendedStartAndCoverTheWaitForAConnection) {
  LoadTestServer server;
  server.freeze(milliseconds(1'500));
  auto options = short_run(server.url());
  options.connections = 2;
  options.timeout = milliseconds(200);
  const auto result = run_open_loop(options);
  ASSERT_TRUE(result.has_value());
  expect_closed(*result);
  EXPECT_EQ(result->accounting.timeout, result->accounting.planned);
  EXPECT_GE(result->failed_latency.min(), milliseconds(200));
}

TEST(OpenLoop, WhatTheGeneratorHasNoRoomForIsDroppedAndMakesTheRunInvalid) {
  LoadTestServer server;
  server.freeze(milliseconds(800));
  auto options = short_run(server.url());
  options.max_outstanding = 10;
  const auto result = run_open_loop(options);
  ASSERT_TRUE(result.has_value());
  expect_closed(*result);
  EXPECT_GT(result->accounting.dropped, 0U);
  EXPECT_FALSE(result->valid());
  EXPECT_THAT(result->invalid_because(), HasSubstr("dropped"));
}

TEST(OpenLoop, ALateGeneratorMakesTheRunInvalid) {
  LoadTestServer server;
  auto options = short_run(server.url());
  options.lateness_bound = Nanos{1};
  const auto result = run_open_loop(options);
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->valid());
  EXPECT_THAT(result->invalid_because(), HasSubstr("fell behind"));
}

TEST(OpenLoop, AStopEndsTheArrivalsAndWhatWasSeenIsKeptButProvesNothing) {
  LoadTestServer server;
  auto options = short_run(server.url());
  options.duration = seconds(60);
  const auto result = run_open_loop(options, {}, [&server] { return server.requests() >= 20; });
  ASSERT_TRUE(result.has_value());
  expect_closed(*result);
  EXPECT_TRUE(result->interrupted);
  EXPECT_GE(result->accounting.ok, 20U);
  EXPECT_LT(result->accounting.ok, 10'000U);
  EXPECT_THAT(result->invalid_because(), HasSubstr("interrupted"));
}

TEST(OpenLoop, ReportsProgressOnceASecond) {
  LoadTestServer server;
  auto options = short_run(server.url());
  options.duration = milliseconds(1'200);
  std::vector<LoadProgress> seen;
  const auto result = run_open_loop(options, [&seen](const LoadProgress& progress) { seen.push_back(progress); });
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].ok_in_last_second + seen[1].ok_in_last_second, result->accounting.ok);
  EXPECT_TRUE(seen[0].accounting.closes());
}

TEST(OpenLoop, RefusesOptionsThatMakeNoSense) {
  const auto refused = [](auto change) {
    auto options = short_run("http://127.0.0.1:1/");
    change(options);
    const auto result = run_open_loop(options);
    return !result && result.error().code == Errc::invalid_argument;
  };
  EXPECT_TRUE(refused([](auto& o) { o.url = "nonsense"; }));
  EXPECT_TRUE(refused([](auto& o) { o.rate_per_s = 0; }));
  EXPECT_TRUE(refused([](auto& o) { o.rate_per_s = -1; }));
  EXPECT_TRUE(refused([](auto& o) { o.duration = Nanos{0}; }));
  EXPECT_TRUE(refused([](auto& o) { o.timeout = Nanos{0}; }));
  EXPECT_TRUE(refused([](auto& o) { o.connections = 0; }));
}

class LoadCommandTest : public testing::Test {
 protected:
  LoadCommandTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("souk-load-test-" + std::to_string(::getpid()) + "-" +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {}
  ~LoadCommandTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  // The command's exit code, or 2 with `error_` for what the command line itself refuses.
  int run(std::vector<std::string> arguments) {
    CLI::App app;
    int exit_code = -1;
    add_load_command(app, exit_code);
    std::reverse(arguments.begin(), arguments.end());
    arguments.emplace_back("load");
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    try {
      app.parse(arguments);
    } catch (const CLI::Error& error) {
      exit_code = 2;
      error_ = error.what();
    }
    std::fflush(stdout);
    output_ = testing::internal::GetCapturedStdout();
    error_ += testing::internal::GetCapturedStderr();
    return exit_code;
  }
  std::string read(const char* name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ / name).rdbuf();
    return text.str();
  }

  std::filesystem::path folder_;
  std::string output_;
  std::string error_;
};

TEST_F(LoadCommandTest, RunsPrintsASummaryAndWritesItsResults) {
  LoadTestServer server;
  const int exit_code = run({"--url", server.url(), "--rate", "200", "--duration", "500ms", "--arrivals", "constant",
                             "--header", "X-A: b", "--lateness-bound", "10s", "--out", folder_.string()});
  EXPECT_EQ(exit_code, 0) << error_;
  EXPECT_THAT(output_, HasSubstr("offered   100 requests in 500ms"));
  EXPECT_THAT(output_, HasSubstr("valid     yes"));
  EXPECT_THAT(server.last_request(), HasSubstr("X-A: b\r\n"));
  const auto json = boost::json::parse(read("load.json"));
  EXPECT_EQ(json.at("valid"), true);
  EXPECT_EQ(json.at("accounting").at("planned"), 100);
  EXPECT_EQ(json.at("accounting").at("ok"), 100);
  EXPECT_EQ(json.at("statuses").at("200"), 100);
  EXPECT_EQ(json.at("latency").at("count"), 100);
  for (const char* name : {"latency.hgrm", "failed.hgrm", "lateness.hgrm"}) {
    EXPECT_THAT(read(name), HasSubstr("1/(1-Percentile)")) << name;
  }
}

TEST_F(LoadCommandTest, ExitsWithThreeWhenTheRunIsInvalidOrItsResultsAreLost) {
  LoadTestServer server;
  EXPECT_EQ(run({"--url", server.url(), "--duration", "200ms", "--lateness-bound", "1ns"}), 3);
  EXPECT_THAT(output_, HasSubstr("valid     NO: the generator fell behind"));
  EXPECT_EQ(run({"--url", server.url(), "--duration", "200ms", "--lateness-bound", "10s", "--out", "/proc/nowhere"}),
            3);
  EXPECT_THAT(error_, HasSubstr("/proc/nowhere"));
}

TEST_F(LoadCommandTest, MistakesAreUsageErrorsThatSayWhatIsWrong) {
  const std::vector<std::pair<std::vector<std::string>, const char*>> mistakes = {
      {{}, "--url"},
      {{"--url", "nonsense"}, "nonsense"},
      {{"--url", "https://127.0.0.1/"}, "http://"},
      {{"--url", "http://127.0.0.1:1/", "--rate", "0"}, "--rate"},
      {{"--url", "http://127.0.0.1:1/", "--duration", "15"}, "500ms"},
      {{"--url", "http://127.0.0.1:1/", "--arrivals", "bursty"}, "poisson"},
      {{"--url", "http://127.0.0.1:1/", "--ramp-from", "10"}, "--arrivals ramp"},
      {{"--url", "http://127.0.0.1:1/", "--header", "nocolon"}, "Name: value"},
      {{"--url", "http://127.0.0.1:1/", "--method", "GRAB"}, "--method"},
      {{"--url", "http://127.0.0.1:1/", "--connections", "0"}, "--connections"},
  };
  for (const auto& [arguments, hint] : mistakes) {
    error_.clear();
    EXPECT_EQ(run(arguments), 2) << hint;
    EXPECT_THAT(error_, HasSubstr(hint));
  }
}

}  // namespace
}  // namespace souk::load
