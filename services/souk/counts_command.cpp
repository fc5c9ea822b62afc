#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "runtime/live_clock.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/ops_target.hpp"

namespace souk {
namespace {

constexpr const char* kFlag = "count-repair";
constexpr const char* kWho = "souk counts repair";
constexpr Nanos kPoll = std::chrono::milliseconds(200);

struct RepairArguments {
  OpsTarget target;
  bool whole = false;
};

cluster::FlagOrder order_of(std::string value, std::string why) {
  return {.key = kFlag, .value = std::move(value), .who = kWho, .why = std::move(why)};
}

// Starts a run, waits until it is through, and switches the flag off again.
Task<Result<int>> repair(cluster::OpsClient& ops, const RepairArguments& arguments) {
  auto switching_off = ops.set_flag(order_of("off", "before a repair"));
  const auto switched_off = co_await std::move(switching_off);
  if (switched_off.has_error()) co_return switched_off.error();
  const Result<domain::ServiceStatus> before = co_await ops.status();
  if (before.has_error()) co_return before.error();
  runtime::LiveClock clock;
  // The job looks at its flag ten times a second, and has to see that it was off.
  co_await clock.sleep_for(kPoll * 2);
  auto starting = ops.set_flag(order_of(arguments.whole ? "whole" : "batched", "asked for"));
  const auto started = co_await std::move(starting);
  if (started.has_error()) co_return started.error();
  domain::ServiceStatus now = *before;
  while (now.repairs == before->repairs) {
    co_await clock.sleep_for(kPoll);
    const Result<domain::ServiceStatus> status = co_await ops.status();
    if (status.has_error()) co_return status.error();
    now = *status;
    if (now.flags[kFlag] == "off") {
      co_return fail(Errc::cancelled, "somebody set the flag count-repair to off: the repair is not through");
    }
  }
  auto ending = ops.set_flag(order_of("off", "through"));
  const auto ended = co_await std::move(ending);
  if (ended.has_error()) co_return ended.error();
  std::printf("%llu vendors recounted, %llu rows corrected\n",
              static_cast<unsigned long long>(now.recounted - before->recounted),
              static_cast<unsigned long long>(now.corrected - before->corrected));
  co_return 0;
}

}  // namespace

void add_counts_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<RepairArguments>();
  CLI::App* counts = app.add_subcommand("counts", "The counts made from analytics events");
  counts->require_subcommand(1);
  CLI::App* command = counts->add_subcommand(
      "repair", "Count every vendor's apps again from the raw events, and correct what is wrong");
  arguments->target.add_options(*command);
  command->add_flag("--whole", arguments->whole,
                    "In one transaction: installs and renewals fail for as long as it takes (drill count-repair-job)");
  command->footer(
      "Ctrl-C ends the waiting, not the repair: `souk flags set count-repair off` does.\n"
      "Examples:\n"
      "  souk counts repair\n"
      "  souk counts repair --data /tmp/shop");
  command->callback([arguments, &exit_code] {
    exit_code = arguments->target.run("counts repair",
                                      [&arguments](cluster::OpsClient& ops) { return repair(ops, *arguments); });
  });
}

}  // namespace souk
