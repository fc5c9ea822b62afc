#include <CLI/CLI.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "domain/duration.hpp"
#include "runtime/live_clock.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/ops_target.hpp"
#include "services/souk/top_frame.hpp"
#include "services/souk/top_screen.hpp"

namespace souk {
namespace {

constexpr Nanos kShortest = std::chrono::milliseconds(100);
constexpr Nanos kPatience = std::chrono::seconds(10);  // with a service that answered before: it may be restarting

struct TopArguments {
  OpsTarget target;
  std::string interval_text = "1s";
  Nanos interval{0};
  bool once = false;
};

// Until the service is gone for good, or for one frame.
Task<Result<int>> watch(cluster::OpsClient& ops, const TopArguments& arguments, TopScreen& screen) {
  runtime::LiveClock clock;
  std::optional<domain::ServiceStatus> before;
  Instant answered = clock.now();
  while (true) {
    const Result<domain::ServiceStatus> status = co_await ops.status();
    if (status) {
      answered = clock.now();
      // The first of two readings has no rates to show: on a terminal it is something to look at meanwhile.
      if (before || !arguments.once) screen.show(top_frame(before, *status, screen.style()));
      if (before && arguments.once) co_return 0;
      before = *status;
    } else {
      if (!before || clock.now() - answered > kPatience) co_return status.error();
      screen.note("no answer, trying again: " + status.error().detail);
    }
    const bool reached = co_await clock.sleep_for(arguments.interval);
    if (!reached) co_return 0;
  }
}

Task<Result<int>> top(cluster::OpsClient& ops, const TopArguments& arguments) {
  using asio::experimental::awaitable_operators::operator||;
  asio::signal_set stop(co_await asio::this_coro::executor, SIGINT, SIGTERM);
  TopScreen screen(!arguments.once);
  auto ended = co_await (watch(ops, arguments, screen) || stop.async_wait(asio::use_awaitable));
  if (ended.index() == 1) co_return 0;
  co_return std::move(std::get<0>(ended));
}

int run_top(TopArguments& arguments) {
  const Result<Nanos> interval = domain::parse_duration(arguments.interval_text);
  if (interval.has_error() || *interval < kShortest) {
    const std::string why = interval.has_error() ? interval.error().detail : "100ms is the shortest interval";
    std::fprintf(stderr, "souk top: --interval: %s\n", why.c_str());
    return 2;
  }
  arguments.interval = *interval;
  return arguments.target.run("top", [&arguments](cluster::OpsClient& ops) { return top(ops, arguments); });
}

}  // namespace

void add_top_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<TopArguments>();
  CLI::App* command =
      app.add_subcommand("top", "Who holds and who waits for each shared resource of a running souk, live");
  arguments->target.add_options(*command);
  command->add_option("--interval", arguments->interval_text, "Time from frame to frame")->capture_default_str();
  command->add_flag("--once", arguments->once, "One frame as plain text, with the rates of one interval, and an end");
  command->footer(
      "On a terminal the frame is rewritten in place until Ctrl-C; into a pipe or file frames follow each other.\n"
      "Resources: pool (connections to the store), writer (the one turn to write), work queue (events on their way to\n"
      "the workers), admission (requests in flight). Owners: core (installs, upgrades, renewals), browse, phone_home,\n"
      "analytics (the workers), outbox, ops. `longest` is the age of the oldest hold and of the longest wait.\n"
      "Examples:\n"
      "  souk top\n"
      "  souk top --data /tmp/shop --interval 250ms\n"
      "  souk top --once --url http://127.0.0.1:8081");
  command->callback([arguments, &exit_code] { exit_code = run_top(*arguments); });
}

}  // namespace souk
