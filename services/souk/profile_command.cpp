#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "profiler/folded.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/ops_target.hpp"

namespace souk {
namespace {

constexpr std::size_t kFunctions = 20;
constexpr std::size_t kNameColumns = 100;

struct ProfileArguments {
  OpsTarget target;
  std::int64_t seconds = 5;
  std::string out = "souk-profile.folded";
};

Error cannot_write(const std::string& path) {
  return fail(Errc::io, "cannot write " + path + ": is the folder there, and room on the disk? --out names another");
}

void print_top(const profiler::Folded& folded, std::uint64_t samples) {
  const auto percent = [samples](std::uint64_t part) {
    return 100 * static_cast<double>(part) / static_cast<double>(samples);
  };
  std::printf("%8s %8s  %s\n", "self", "total", "function");
  for (const profiler::FunctionCost& function : profiler::top_functions(folded, kFunctions)) {
    const std::string name = profiler::short_name(function.name).substr(0, kNameColumns);
    std::printf("%7.1f%% %7.1f%%  %s\n", percent(function.self), percent(function.total), name.c_str());
  }
}

Task<Result<int>> profile(cluster::OpsClient& ops, const ProfileArguments& arguments) {
  // Before the sampling: nobody waits a minute to hear of a typing mistake.
  std::ofstream file(arguments.out, std::ios::binary | std::ios::trunc);
  if (!file) co_return cannot_write(arguments.out);
  std::printf("Sampling for %lld s ...\n", static_cast<long long>(arguments.seconds));
  std::fflush(stdout);
  const Result<std::string> text = co_await ops.profile(arguments.seconds);
  if (text.has_error()) co_return text.error();
  const Result<profiler::Folded> folded = profiler::parse_folded(*text);
  if (folded.has_error()) co_return folded.error();
  file << *text;
  file.close();
  if (!file) co_return cannot_write(arguments.out);
  std::uint64_t samples = 0;
  for (const auto& [stack, count] : *folded) samples += count;
  std::printf("%llu samples, stacks in %s\n", static_cast<unsigned long long>(samples), arguments.out.c_str());
  if (samples == 0) {
    std::printf("The service used no CPU that was worth a sample: profile it under load.\n");
  } else {
    print_top(*folded, samples);
  }
  co_return 0;
}

}  // namespace

void add_profile_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ProfileArguments>();
  CLI::App* command = app.add_subcommand("profile", "Sample what a running souk spends its CPU on");
  arguments->target.add_options(*command);
  command->add_option("--seconds", arguments->seconds, "How long to sample, 1 to 60")
      ->check(CLI::Range(1, 60))
      ->capture_default_str();
  command->add_option("--out", arguments->out, "File for the stacks: folded text, for any flame graph tool")
      ->capture_default_str();
  command->footer(
      "A sample is a stack, noted every 10 ms of CPU time that the service uses, on whichever thread. `self` is the "
      "share\n"
      "of a function's own, `total` with what it calls. [libsqlite3.so.0.8.6] and the like: in a library of the "
      "system,\n"
      "which has names only for what it exports. One profile at a time; without one under way it costs nothing.\n"
      "Examples:\n"
      "  souk profile\n"
      "  souk profile --seconds 20 --data /tmp/shop --out collapse.folded\n"
      "  flamegraph.pl collapse.folded > collapse.svg");
  command->callback([arguments, &exit_code] {
    exit_code =
        arguments->target.run("profile", [&arguments](cluster::OpsClient& ops) { return profile(ops, *arguments); });
  });
}

}  // namespace souk
