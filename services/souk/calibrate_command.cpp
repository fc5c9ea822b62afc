#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include "services/calibration/calibrate.hpp"
#include "services/souk/commands.hpp"

namespace souk {
namespace {

struct CalibrateArguments {
  std::string out = "model.json";
  std::string folder = ".";
  int seconds = 30;
};

constexpr double kQuiet = 0.02;

double us(Nanos duration) { return static_cast<double>(duration.count()) / 1e3; }

void print_row(std::string_view name, const sim::ServiceTime& time) {
  constexpr std::size_t kMedian = 4, k99 = 8;
  std::printf("  %-22.*s %10.1f %10.1f %10.1f %10.1f\n", static_cast<int>(name.size()), name.data(), us(time.mean()),
              us(time.at[kMedian]), us(time.at[k99]), us(time.at.back()));
}

void print_table(const calibration::Calibration& made) {
  const sim::Model& model = made.model;
  std::printf("\nMicroseconds (%s)      mean        p50        p99        max\n", model.measured_on.c_str());
  for (std::size_t i = 0; i < domain::kTransactionKindCount; ++i) {
    print_row(domain::kTransactionKindNames[i], model.transactions[i].cpu);
  }
  print_row("commit", model.commit);
  print_row("checkpoint", model.checkpoint);
  print_row("handover", model.handover);
  print_row("log_sync", model.log_sync);
  print_row("server_cpu", model.server_cpu);
  print_row("client_cpu", model.client_cpu);
  print_row("network", model.network);
  print_row("timer", model.timer);
  print_row("hop", model.hop);
  std::printf(
      "\nMicroseconds each: event of a batch %.2f, event posted %.2f (client %.2f, log %.2f), store call %.2f\n",
      us(model.cost_of(domain::TransactionKind::apply_batch).cpu_per_item), us(model.server_cpu_per_event),
      us(model.client_cpu_per_event), us(model.log_cpu_per_event), us(model.store_call_cpu));
  for (const sim::CrowdCost& cost : model.crowd) {
    std::printf("A crowd of %u workers: %.2f of CPU and %.2f of waiting more for each event\n", cost.workers,
                us(cost.cpu), us(cost.wait));
  }
  std::printf("A sync beside another takes %.0f%% longer\n", 100 * model.disk_sharing);
  std::printf("\nCross-check: what follows from the model beside a direct measurement\n");
  for (const calibration::CrossCheck& check : made.checks) {
    std::printf("  %-38s %8.0f%-3s predicted %8.0f%-3s measured %+6.1f%%\n", check.what.c_str(), check.predicted,
                check.unit.c_str(), check.measured, check.unit.c_str(), 100 * check.error());
  }
  std::printf("  %-38s %8s              %8.0f/s  measured\n", "installs over HTTP, 4 at a time", "",
              made.installs_per_s);
  if (made.disturbed_share > kQuiet) {
    std::printf(
        "\nThe machine was not quiet: for %.0f%% of the time others had the cores. Calibrate again when it is.\n",
        100 * made.disturbed_share);
  }
}

int complain(const std::string& what) {
  std::fprintf(stderr, "souk calibrate: %s\n", what.c_str());
  return 1;
}

// Written beside it and renamed, so that a calibration that fails leaves an earlier model as it was.
int calibrate_into(const CalibrateArguments& arguments, const std::string& unfinished) {
  // Opened first: a path that cannot be written should not cost half a minute.
  std::ofstream out(unfinished);
  if (!out) return complain("cannot write '" + arguments.out + "'; name another file with --out");
  calibration::CalibrationOptions options;
  options.folder = arguments.folder;
  options.duration = std::chrono::seconds(arguments.seconds);
  options.progress = [](const std::string& stage) {
    std::printf("measuring: %s\n", stage.c_str());
    std::fflush(stdout);
  };
  const Result<calibration::Calibration> made = calibration::calibrate(options);
  if (made.has_error()) return complain(made.error().detail);
  print_table(*made);
  out << sim::to_json(made->model);
  out.close();
  std::error_code failure;
  if (out) std::filesystem::rename(unfinished, arguments.out, failure);
  if (!out || failure) return complain("cannot write '" + arguments.out + "': is the disk full?");
  std::printf("\n-> %s\n", arguments.out.c_str());
  return 0;
}

int run_calibrate(const CalibrateArguments& arguments) {
  const std::string unfinished = arguments.out + ".unfinished";
  const int exit_code = calibrate_into(arguments, unfinished);
  std::error_code ignored;
  if (exit_code != 0) std::filesystem::remove(unfinished, ignored);
  return exit_code;
}

}  // namespace

void add_calibrate_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<CalibrateArguments>();
  CLI::App* command =
      app.add_subcommand("calibrate", "Measure what work costs on this machine: a model for the simulator");
  command->add_option("--out", arguments->out, "File of the model")->capture_default_str();
  command->add_option("--seconds", arguments->seconds, "How long to measure; longer means tails closer to the truth")
      ->check(CLI::Range(5, 600))
      ->capture_default_str();
  command
      ->add_option("--data", arguments->folder,
                   "Folder on the disk to measure; a scratch folder is made in it and removed")
      ->capture_default_str();
  command->footer(
      "Measure on a quiet machine: whatever else runs is in the figures. docs/simulator.md says what they mean.\n"
      "Examples:\n"
      "  souk calibrate\n"
      "  souk calibrate --data /mnt/fast --out fast.json --seconds 60");
  command->callback([arguments, &exit_code] { exit_code = run_calibrate(*arguments); });
}

}  // namespace souk
