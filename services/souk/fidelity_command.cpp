#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "domain/fidelity.hpp"
#include "drill/parse_drill.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/drill_session.hpp"
#include "services/souk/sim_session.hpp"

namespace souk {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr int kUsage = 2;
constexpr int kInvalid = 3;

struct FidelityArguments {
  std::vector<std::string> files;
  std::string out = "fidelity";
  std::string model_file;
  std::uint64_t seed = 1;
  double rate_percent = 10;
  double latency_percent = 25;
};

std::string text_of(const std::optional<double>& value) {
  if (!value) return "-";
  return domain::decimal(*value, *value < 10 && *value > -10 ? 2 : 1);
}

void print_table(const std::vector<domain::FidelityFigure>& figures) {
  fmt::print("{:<14} {:<16} {:>12} {:>12}  {:<14} {:>7} {:>7}\n", "phase", "figure", "live", "simulated", "", "error",
             "bound");
  for (const domain::FidelityFigure& figure : figures) {
    if (!figure.live && !figure.simulated) continue;
    const char* mark = figure.verdict == domain::Verdict::yes ? "" : "  <-- ";
    fmt::print("{:<14} {:<16} {:>12} {:>12}  {:<14} {:>7} {:>7}{}{}\n", figure.phase.empty() ? "run" : figure.phase,
               figure.name, text_of(figure.live), text_of(figure.simulated), figure.unit,
               figure.error ? domain::decimal(*figure.error * 100, 1) + "%" : "-",
               domain::decimal(figure.bound * 100) + "%", mark, *mark == '\0' ? "" : to_string(figure.verdict));
  }
}

json::value number(const std::optional<double>& value) { return value ? json::value(*value) : json::value(nullptr); }

json::object to_json(const std::string& drill, const std::vector<domain::FidelityFigure>& figures) {
  json::array list;
  for (const domain::FidelityFigure& figure : figures) {
    list.push_back({{"phase", figure.phase},
                    {"figure", figure.name},
                    {"unit", figure.unit},
                    {"live", number(figure.live)},
                    {"simulated", number(figure.simulated)},
                    {"error", number(figure.error)},
                    {"bound", figure.bound},
                    {"verdict", std::string(to_string(figure.verdict))}});
  }
  return {{"drill", drill}, {"figures", std::move(list)}};
}

// Plays the drill in both worlds and compares; null (and a message) if one of the runs proves nothing.
std::optional<std::vector<domain::FidelityFigure>> compare(const domain::Drill& drill,
                                                           const FidelityArguments& arguments,
                                                           const sim::Model& model) {
  DrillSessionOptions options;
  options.program = fs::read_symlink("/proc/self/exe").string();
  options.seed = arguments.seed;
  options.out_folder = arguments.out + "/" + drill.name + "-sim";
  fmt::print("{}, simulated\n", drill.name);
  const Result<domain::DrillResult> simulated = simulate_drill(drill, options, model);
  options.out_folder = arguments.out + "/" + drill.name + "-live";
  fmt::print("{}, live ({:.0f} s)\n", drill.name, to_s(drill.duration));
  std::fflush(stdout);
  const Result<domain::DrillResult> live = run_drill(drill, options);
  for (const auto* run : {&simulated, &live}) {
    const bool played = run->has_value() && (*run)->verdict.outcome != domain::RunOutcome::invalid;
    if (played) continue;
    fmt::print(stderr, "souk fidelity: the {} run of {} proves nothing: {}\n", run == &live ? "live" : "simulated",
               drill.name, run->has_error() ? run->error().detail : (*run)->verdict.reasons.front());
    return std::nullopt;
  }
  return domain::compare_worlds(*live, *simulated, {arguments.rate_percent / 100, arguments.latency_percent / 100});
}

bool write_json(const std::string& path, const json::array& drills) {
  std::ofstream file(path);
  file << json::serialize(drills) << '\n';
  file.close();
  return !file.fail();
}

int run(const FidelityArguments& arguments) {
  const Result<sim::Model> model = load_model(arguments.model_file);
  if (!model) {
    fmt::print(stderr, "souk fidelity: {}\n", model.error().detail);
    return kUsage;
  }
  std::vector<domain::Drill> drills;
  for (const std::string& file : arguments.files) {
    drill::ParsedDrill parsed = drill::parse_drill_file(file);
    for (const drill::Mistake& mistake : parsed.mistakes) fmt::print(stderr, "{}\n", mistake.text());
    if (!parsed.drill) return kUsage;
    if (!parsed.drill->plays_in(domain::World::live) || !parsed.drill->plays_in(domain::World::sim)) {
      fmt::print(stderr, "souk fidelity: {} cannot be played in both worlds\n", file);
      return kUsage;
    }
    drills.push_back(std::move(*parsed.drill));
  }
  int exit_code = 0;
  json::array compared;
  for (const domain::Drill& drill : drills) {
    const auto figures = compare(drill, arguments, *model);
    if (!figures) {
      exit_code = kInvalid;
      continue;
    }
    fmt::print("\n{}\n", drill.title);
    print_table(*figures);
    std::size_t beyond = 0;
    for (const domain::FidelityFigure& figure : *figures) beyond += figure.verdict == domain::Verdict::yes ? 0 : 1;
    fmt::print("{} of {} figures within their bounds\n\n", figures->size() - beyond, figures->size());
    if (beyond > 0 && exit_code == 0) exit_code = 1;
    compared.push_back(to_json(drill.name, *figures));
  }
  const std::string path = arguments.out + "/fidelity.json";
  if (!write_json(path, compared)) {
    fmt::print(stderr, "souk fidelity: cannot write {}\n", path);
    return kInvalid;
  }
  fmt::print("figures: {}\n", path);
  return exit_code;
}

}  // namespace

void add_fidelity_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<FidelityArguments>();
  CLI::App* command = app.add_subcommand("fidelity", "Play drills live and simulated and compare, figure by figure");
  command->add_option("drills", arguments->files, "Drill files that can be played in both worlds")->required();
  command->add_option("--out", arguments->out, "Folder of both reports and fidelity.json")->capture_default_str();
  command->add_option("--model", arguments->model_file,
                      "The machine, as `souk calibrate` measured it (default: built in)");
  command->add_option("--seed", arguments->seed, "Of both runs")->capture_default_str();
  command
      ->add_option("--rate-bound", arguments->rate_percent,
                   "Percent by which goodput, slopes and capacities may differ")
      ->check(CLI::Range(0.1, 1000.0))
      ->capture_default_str();
  command->add_option("--latency-bound", arguments->latency_percent, "Percent by which latencies may differ")
      ->check(CLI::Range(0.1, 1000.0))
      ->capture_default_str();
  command->footer(
      "Exit status: 0 all figures are within their bounds, 1 some are not, 2 usage, 3 a run proves nothing.\n"
      "Calibrate first, on a quiet machine: the built-in model is another machine's.\n"
      "Examples:\n"
      "  souk calibrate --out model.json\n"
      "  souk fidelity loadtests/drills/march-2020.yaml loadtests/drills/tipping-point.yaml --model model.json");
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace souk
