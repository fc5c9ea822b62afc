#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/drill_numbers.hpp"
#include "domain/duration.hpp"
#include "drill/parse_drill.hpp"
#include "report/plain_summary.hpp"
#include "report/write_report.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/drill_session.hpp"
#include "services/souk/sim_session.hpp"

namespace souk {
namespace {

namespace fs = std::filesystem;

constexpr int kUsage = 2;
constexpr int kInvalid = 3;

struct DrillArguments {
  std::vector<std::string> files;
  std::string file;
  std::string folder = "loadtests/drills";
  std::string runs = "runs";
  std::string out;
  std::string twin_report;
  bool with_twin = false;
  std::string world = "live";
  std::string model_file;
  std::vector<std::string> settings;  // --set
  sim::Model model;
  DrillSessionOptions session;
};

std::optional<domain::Drill> parse_or_complain(const std::string& path) {
  drill::ParsedDrill parsed = drill::parse_drill_file(path);
  for (const drill::Mistake& mistake : parsed.mistakes) fmt::print(stderr, "{}\n", mistake.text());
  return std::move(parsed.drill);
}

// Says so if the drill is not meant for this world.
bool plays_in(const domain::Drill& drill, const std::string& world) {
  if (drill.plays_in(world == "sim" ? domain::World::sim : domain::World::live)) return true;
  fmt::print(stderr, "souk drill run: {} is a drill for the world \"{}\" only: add --world {}\n", drill.name,
             world == "sim" ? "live" : "sim", world == "sim" ? "live" : "sim");
  return false;
}

std::string new_run_folder(const std::string& runs, const std::string& drill) {
  return fmt::format("{}/{}-{:%Y%m%d-%H%M%S}", runs, drill, fmt::localtime(std::time(nullptr)));
}

// The newest report of `drill` under `runs`.
std::optional<std::string> newest_report(const std::string& runs, const std::string& drill) {
  std::optional<std::string> newest;
  std::error_code ignored;  // no folder, no reports
  for (const fs::directory_entry& entry : fs::directory_iterator(runs, ignored)) {
    const std::string name = entry.path().filename().string();
    // march-2020-20201231-235959 is a run of march-2020; march-2020-no-trigger-... is not.
    if (name.size() != drill.size() + 16 || !name.starts_with(drill + "-")) continue;
    const fs::path report = entry.path() / "report.json";
    if (fs::exists(report) && (!newest || report.string() > *newest)) newest = report.string();
  }
  return newest;
}

void print_outcome(const domain::DrillResult& result, const std::string& folder) {
  fmt::print("\n{}\n\nreport: {}/report.html\n", report::plain_summary(result), folder);
  std::fflush(stdout);
}

// Plays one drill into its own folder; the exit status is its verdict's.
int play(const domain::Drill& drill, DrillSessionOptions options, const DrillArguments& arguments) {
  fmt::print("{}: {}\n", drill.name, drill.title);
  std::fflush(stdout);
  const Result<domain::DrillResult> result =
      arguments.world == "sim" ? simulate_drill(drill, options, arguments.model) : run_drill(drill, options);
  if (result.has_error()) {
    fmt::print(stderr, "souk drill run: {}\n", result.error().detail);
    return kInvalid;
  }
  print_outcome(*result, options.out_folder);
  return result->verdict.exit_status();
}

// Changes numbers of the drill; says so and returns false if one cannot be.
bool change(domain::Drill& drill, const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) {
    const Result<void> done = domain::apply_assignment(drill, setting);
    if (done) continue;
    fmt::print(stderr, "souk drill run: {}\n", done.error().detail);
    return false;
  }
  return true;
}

// What the parser makes sure of for a file, and --set may undo.
bool fits_live(const domain::Drill& drill) {
  if (drill.duration <= domain::kLongestLiveDrill) return true;
  fmt::print(stderr, "souk drill run: with --set the drill lasts {}, too long to be played live: add --world sim\n",
             domain::duration_in_words(drill.duration));
  return false;
}

int run(DrillArguments& arguments) {
  std::optional<domain::Drill> drill = parse_or_complain(arguments.file);
  if (!drill || !plays_in(*drill, arguments.world) || !change(*drill, arguments.settings)) return kUsage;
  if (arguments.world != "sim" && !fits_live(*drill)) return kUsage;
  if (arguments.world == "sim") {
    Result<sim::Model> model = load_model(arguments.model_file);
    if (!model) {
      fmt::print(stderr, "souk drill run: {}\n", model.error().detail);
      return kUsage;
    }
    arguments.model = std::move(*model);
  } else if (!arguments.model_file.empty() || arguments.session.seed_world) {
    fmt::print(stderr, "souk drill run: --model and --seed-world go with --world sim; a live run has this machine\n");
    return kUsage;
  }
  arguments.session.program = fs::read_symlink("/proc/self/exe").string();
  arguments.session.out_folder = arguments.out.empty() ? new_run_folder(arguments.runs, drill->name) : arguments.out;

  std::string twin_report = arguments.twin_report;
  if (arguments.with_twin && !drill->twin.empty()) {
    const std::string path = (fs::path(arguments.file).parent_path() / (drill->twin + ".yaml")).string();
    const std::optional<domain::Drill> twin = parse_or_complain(path);
    if (!twin || !plays_in(*twin, arguments.world)) return kUsage;
    DrillSessionOptions options = arguments.session;
    options.out_folder = arguments.session.out_folder + "/twin";
    play(*twin, options, arguments);  // healthy or not, its report says
    twin_report = options.out_folder + "/report.json";
  }
  if (twin_report.empty() && !drill->twin.empty()) {
    twin_report = newest_report(arguments.runs, drill->twin).value_or("");
  }
  if (!twin_report.empty()) {
    Result<domain::TwinReport> twin = report::load_twin(twin_report);
    if (twin.has_error()) {
      fmt::print(stderr, "souk drill run: {}\n", twin.error().detail);
      return kUsage;
    }
    arguments.session.twin = std::move(twin.value());
  }
  return play(*drill, arguments.session, arguments);
}

int list(const DrillArguments& arguments) {
  std::error_code error;
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(arguments.folder, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  if (error) {
    fmt::print(stderr, "souk drill list: cannot read the folder '{}': {}; name another with --folder\n",
               arguments.folder, error.message());
    return kUsage;
  }
  std::sort(files.begin(), files.end());
  int exit_code = 0;
  for (const std::string& file : files) {
    const std::optional<domain::Drill> drill = parse_or_complain(file);
    if (!drill) {
      exit_code = kUsage;
      continue;
    }
    fmt::print("{:<28} {:>6}  {}\n", drill->name, domain::duration_in_words(drill->duration), drill->title);
  }
  return exit_code;
}

int check(const DrillArguments& arguments) {
  int exit_code = 0;
  for (const std::string& file : arguments.files) {
    const std::optional<domain::Drill> drill = parse_or_complain(file);
    if (!drill) {
      exit_code = kUsage;
      continue;
    }
    fmt::print("{}: {} steps, {} expectations, {}\n", file, drill->steps.size(), drill->expectations.size(),
               domain::duration_in_words(drill->duration));
  }
  return exit_code;
}

void add_run(CLI::App& drill, const std::shared_ptr<DrillArguments>& arguments, int& exit_code) {
  CLI::App* command = drill.add_subcommand("run", "Play a drill against a fresh souk and judge it");
  command->add_option("file", arguments->file, "The drill's YAML file")->required();
  command->add_option("--out", arguments->out, "Folder of the report (default: a new one under --runs)");
  command->add_option("--runs", arguments->runs, "Where runs are kept, and a twin's report is looked for")
      ->capture_default_str();
  command->add_option("--world", arguments->world, "live: real processes in real time; sim: simulated, in virtual time")
      ->check(CLI::IsMember({"live", "sim"}))
      ->capture_default_str();
  command->add_option("--model", arguments->model_file, "sim: a machine as `souk calibrate` measured it");
  command->add_flag("--seed-world", arguments->session.seed_world,
                    "sim: the small world of `souk sim seeds`, with limits as --seed draws them");
  command
      ->add_option(
          "--set", arguments->settings,
          "PATH=VALUE: changes a number of the drill (not of its twin); `souk sim sweep DRILL --list` has them")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--seed", arguments->session.seed, "Of arrivals and users")->capture_default_str();
  command->add_flag("--twin", arguments->with_twin, "Play the twin without the trigger first (for the certificate)");
  command->add_option("--twin-report", arguments->twin_report, "report.json of a run of the twin");
  command->add_flag("--keep-data", arguments->session.keep_data, "Keep the service's data folder, <out>/data");
  command->footer(
      "Exit status: 0 the verdict holds, 1 it does not, 2 usage, 3 the run is invalid (it proves nothing).\n"
      "Examples:\n"
      "  souk drill run loadtests/drills/march-2020.yaml\n"
      "  souk drill run loadtests/drills/march-2020.yaml --twin --out /tmp/march\n"
      "  souk drill run loadtests/drills/march-2020.yaml --world sim --seed 7\n"
      "  souk drill run loadtests/drills/march-2020-no-action.yaml --world sim --set flags.worker-limit=64");
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace

void add_drill_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<DrillArguments>();
  CLI::App* drill = app.add_subcommand("drill", "Outages as files: play them, list them, check them");
  drill->require_subcommand(1);
  add_run(*drill, arguments, exit_code);

  CLI::App* list_command = drill->add_subcommand("list", "The drills of a folder");
  list_command->add_option("--folder", arguments->folder, "Folder of drill files")->capture_default_str();
  list_command->footer("Example:\n  souk drill list");
  list_command->callback([arguments, &exit_code] { exit_code = list(*arguments); });

  CLI::App* check_command = drill->add_subcommand(
      "check", "Check drill files; every mistake with its line and column (exit 2: there are some)");
  check_command->add_option("files", arguments->files, "Drill files")->required();
  check_command->footer("Example:\n  souk drill check loadtests/drills/*.yaml");
  check_command->callback([arguments, &exit_code] { exit_code = check(*arguments); });
}

}  // namespace souk
