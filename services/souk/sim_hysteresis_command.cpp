#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <memory>

#include "domain/duration.hpp"
#include "services/lab/hysteresis_json.hpp"
#include "services/lab/hysteresis_page.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/sim_lab.hpp"

namespace souk {
namespace {

struct HysteresisArguments : LabArguments {
  std::string path, from, to, hold = "10s";
  std::size_t steps = 12;
};

Result<lab::HysteresisPlan> plan_of(const HysteresisArguments& arguments, domain::Drill drill) {
  if (arguments.path.empty() || arguments.from.empty() || arguments.to.empty()) {
    return fail(Errc::invalid_argument, "--of PATH, --from and --to are needed; --list shows the drill's numbers");
  }
  Result<domain::DrillNumber> number = domain::find_number(drill, arguments.path);
  if (!number) return number.error();
  const Result<double> from = domain::parse_number(*number, arguments.from);
  if (!from) return from.error();
  const Result<double> to = domain::parse_number(*number, arguments.to);
  if (!to) return to.error();
  Result<lab::Axis> levels = lab::make_axis(std::move(*number), *from, *to, arguments.steps, false);
  if (!levels) return levels.error();
  const Result<Nanos> hold = domain::parse_duration(arguments.hold);
  if (!hold) return fail(Errc::invalid_argument, "--hold: " + hold.error().detail);
  lab::HysteresisPlan plan{std::move(drill), std::move(*levels), *hold, arguments.first_seed, arguments.seeds};
  if (plan.drill.metastability) plan.down_at_most = plan.drill.metastability->down_at_most;
  if (const Result<void> fits = lab::check(plan); !fits) return fits.error();
  return plan;
}

std::string command_of(const HysteresisArguments& arguments) {
  std::vector<std::string> words{"souk",   "sim",          "hysteresis", arguments.file,
                                 "--of",   arguments.path, "--from",     arguments.from,
                                 "--to",   arguments.to,   "--steps",    std::to_string(arguments.steps),
                                 "--hold", arguments.hold};
  for (const std::string& setting : arguments.settings) words.insert(words.end(), {"--set", setting});
  if (!arguments.model_file.empty()) words.insert(words.end(), {"--model", arguments.model_file});
  words.insert(words.end(),
               {"--seeds", std::to_string(arguments.seeds), "--seed", std::to_string(arguments.first_seed)});
  return command_line(words);
}

void print_summary(const lab::Hysteresis& hysteresis) {
  const lab::HysteresisPlan& plan = hysteresis.plan;
  fmt::print("\n{:>12} {:>10} {:>10}   core goodput\n",
             plan.levels.number.path.substr(plan.levels.number.path.rfind('.') + 1), "up", "back");
  const auto shown = [](const std::optional<domain::Estimate>& mean) {
    return mean ? fmt::format("{:.1f}%", mean->mean * 100) : std::string("-");
  };
  for (const lab::LevelMean& mean : lab::mean_loop(hysteresis)) {
    fmt::print("{:>12} {:>10} {:>10}\n", domain::number_text(plan.levels.number, mean.level), shown(mean.up),
               shown(mean.back));
  }
  fmt::print("\ntrigger:  {}\nrecovery: {}\nwidth:    {}\n\n", lab::estimate_text(plan, hysteresis.trigger()),
             lab::estimate_text(plan, hysteresis.recovery()), lab::estimate_text(plan, hysteresis.width()));
}

int run(HysteresisArguments& arguments) {
  std::optional<domain::Drill> drill = lab_drill(arguments);
  if (!drill) return kUsage;
  if (arguments.list) {
    print_numbers(*drill);
    return 0;
  }
  Result<lab::HysteresisPlan> plan = plan_of(arguments, std::move(*drill));
  if (!plan) {
    complain(arguments, plan.error().detail);
    return kUsage;
  }
  const std::optional<sim::Setting> setting = lab_setting(arguments);
  if (!setting) return kUsage;
  LabView view(arguments);
  fmt::print("{} levels up and back, {} each, {} seeds\n", plan->levels.values.size(),
             domain::duration_in_words(plan->hold), plan->seeds);
  std::fflush(stdout);
  const std::string command = command_of(arguments);
  const auto hysteresis = lab::run_hysteresis(*setting, std::move(*plan), lab_threads(arguments), view.watch());
  view.finish();
  if (!hysteresis) {
    complain(arguments, hysteresis.error().detail);
    return kUsage;
  }
  if (view.refused()) return kUsage;
  print_summary(*hysteresis);
  const std::string json = boost::json::serialize(lab::to_json(*hysteresis, command)) + "\n";
  if (!write_results(arguments, "hysteresis", json, lab::hysteresis_page(*hysteresis, command, json))) return 1;
  return exit_code_of(arguments, hysteresis->complete, hysteresis->runs.size(), hysteresis->plan.seeds);
}

}  // namespace

void add_sim_hysteresis_command(CLI::App& sim, int& exit_code) {
  auto arguments = std::make_shared<HysteresisArguments>();
  arguments->name = "hysteresis";
  arguments->out = "runs/hysteresis";
  CLI::App* command = sim.add_subcommand(
      "hysteresis",
      "Move one number of a drill slowly up and down: when does the core go, and when does it come back?");
  add_lab_options(*command, *arguments);
  command->add_option("--of", arguments->path, "PATH: the rate of a class, a setting or a flag");
  command->add_option("--from", arguments->from, "The lowest level, on which the core is healthy");
  command->add_option("--to", arguments->to, "The highest; it turns around where the core is down");
  command->add_option("--steps", arguments->steps, "Levels")->check(CLI::Range(2, 64))->capture_default_str();
  command->add_option("--hold", arguments->hold, "Time on each level")->capture_default_str();
  command->footer(
      "The drill's calibration, workload, flags and settings are taken, its steps are not. Writes hysteresis.json and\n"
      "hysteresis.html.\n"
      "Exit status: 0 done, 1 the results cannot be written, 2 usage, 3 interrupted (what was played is written).\n"
      "Examples:\n"
      "  souk sim hysteresis loadtests/drills/march-2020-no-action.yaml \\\n"
      "    --of workload.phone-home.rate --from 20% --to 130%\n"
      "  souk sim hysteresis loadtests/drills/tipping-point.yaml --of settings.workers --from 8 --to 512 \\\n"
      "    --set workload.phone-home.rate=150%");
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace souk
