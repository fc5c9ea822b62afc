#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "domain/duration.hpp"
#include "services/firedrill/fire_drill.hpp"
#include "services/firedrill/matrix_report.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/drill_session.hpp"
#include "services/souk/sim_session.hpp"

namespace souk {
namespace {

namespace fs = std::filesystem;
using firedrill::FlagExperiment;

constexpr int kUsage = 2;
constexpr int kInvalid = 3;

struct FireArguments {
  std::vector<std::string> keys;
  bool all = false;
  bool list = false;
  std::string out;
  std::string runs = "runs";
  std::string world = "live";
  std::string model_file;
  DrillSessionOptions session;
};

int refuse(const std::string& why) {
  fmt::print(stderr, "souk flags drill: {}\n", why);
  return kUsage;
}

// In the order of the experiments, whatever the order of the keys. Errors: not_found.
Result<std::vector<const FlagExperiment*>> choose(const FireArguments& arguments) {
  std::vector<domain::Flag> wanted;
  for (const std::string& key : arguments.keys) {
    const auto flag = domain::find_flag(key);
    if (!flag) return fail(Errc::not_found, "no flag \"" + key + "\"; `souk flags drill --list` has them");
    wanted.push_back(*flag);
  }
  std::vector<const FlagExperiment*> chosen;
  for (const FlagExperiment& experiment : firedrill::experiments()) {
    const bool named = std::find(wanted.begin(), wanted.end(), experiment.flag) != wanted.end();
    if (arguments.all || named) chosen.push_back(&experiment);
  }
  return chosen;
}

int list_experiments() {
  for (const FlagExperiment& experiment : firedrill::experiments()) {
    fmt::print("{:<26} {:>9} -> {:<10} {}\n", key_of(experiment), experiment.healthy, experiment.flipped,
               experiment.question);
  }
  return 0;
}

Result<domain::DrillResult> play(const domain::Drill& drill, const FireArguments& arguments) {
  if (arguments.world != "sim") return run_drill(drill, arguments.session);
  const Result<sim::Model> model = load_model(arguments.model_file);
  if (!model) return model.error();
  return simulate_drill(drill, arguments.session, *model);
}

int run(FireArguments& arguments) {
  if (arguments.list) return list_experiments();
  if (arguments.all == !arguments.keys.empty()) return refuse("name flags, or --all (and not both)");
  if (arguments.world != "sim" && !arguments.model_file.empty()) return refuse("--model goes with --world sim");
  const auto chosen = choose(arguments);
  if (!chosen) return refuse(chosen.error().detail);
  const domain::Drill drill = firedrill::make_fire_drill(*chosen);
  arguments.session.program = fs::read_symlink("/proc/self/exe").string();
  arguments.session.out_folder = arguments.out.empty() ? fmt::format("{}/{}-{:%Y%m%d-%H%M%S}", arguments.runs,
                                                                     drill.name, fmt::localtime(std::time(nullptr)))
                                                       : arguments.out;
  fmt::print("{} of {} flags, {} under load\n", chosen->size(), domain::kFlagCount,
             domain::duration_in_words(drill.duration));
  std::fflush(stdout);

  const Result<domain::DrillResult> result = play(drill, arguments);
  if (!result) {
    fmt::print(stderr, "souk flags drill: {}\n", result.error().detail);
    return kInvalid;
  }
  const firedrill::FlagMatrix matrix = firedrill::judge(*result, *chosen);
  const Result<void> written = firedrill::write_matrix(matrix, *result, arguments.session.out_folder);
  if (!written) {
    fmt::print(stderr, "souk flags drill: {}\n", written.error().detail);
    return kInvalid;
  }
  fmt::print("\n{}", firedrill::plain_text(matrix));
  const bool invalid = result->verdict.outcome == domain::RunOutcome::invalid;
  if (invalid) {
    for (const std::string& reason : result->verdict.reasons) fmt::print("the run is invalid: {}\n", reason);
  }
  fmt::print("\nmatrix: {}/flags.html\n", arguments.session.out_folder);
  return invalid ? kInvalid : matrix.exit_status();
}

}  // namespace

void add_flags_drill_command(CLI::App& flags, int& exit_code) {
  auto arguments = std::make_shared<FireArguments>();
  CLI::App* command =
      flags.add_subcommand("drill", "Fire drill: flip flags of a fresh souk under load, and prove what each does");
  command->add_option("flags", arguments->keys, "Keys of flags");
  command->add_flag("--all", arguments->all, "Every flag there is (less than five minutes)");
  command->add_flag("--list", arguments->list, "What would be asked of each flag; plays nothing");
  command->add_option("--out", arguments->out, "Folder of the matrix (default: a new one under --runs)");
  command->add_option("--runs", arguments->runs, "Where runs are kept")->capture_default_str();
  command->add_option("--world", arguments->world, "live: real processes in real time; sim: simulated, in virtual time")
      ->check(CLI::IsMember({"live", "sim"}))
      ->capture_default_str();
  command->add_option("--model", arguments->model_file, "sim: a machine as `souk calibrate` measured it");
  command->add_option("--seed", arguments->session.seed, "Of arrivals and users")->capture_default_str();
  command->footer(
      "Writes flags.html, flags.json and flags-junit.xml, and the report of the whole run.\n"
      "Exit status: 0 every flag is proven, 1 one is not, 2 usage, 3 the run is invalid (it proves nothing).\n"
      "Examples:\n"
      "  souk flags drill --all\n"
      "  souk flags drill analytics-processing install-counts\n"
      "  souk flags drill --all --world sim --seed 7 --out /tmp/fire");
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace souk
