#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <memory>

#include "domain/duration.hpp"
#include "services/lab/sweep_page.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/sim_lab.hpp"

namespace souk {
namespace {

struct SweepArguments : LabArguments {
  std::string x, y, watch;
  bool lean = false;
};

Result<lab::SweepPlan> plan_of(const SweepArguments& arguments, domain::Drill drill) {
  lab::SweepPlan plan;
  if (arguments.x.empty()) {
    return fail(Errc::invalid_argument, "--x PATH=FROM:TO:STEPS is missing; --list shows the drill's numbers");
  }
  Result<lab::Axis> x = lab::parse_axis(drill, arguments.x);
  if (!x) return x.error();
  plan.x = std::move(*x);
  if (!arguments.y.empty()) {
    Result<lab::Axis> y = lab::parse_axis(drill, arguments.y);
    if (!y) return y.error();
    plan.y = std::move(*y);
  }
  if (!arguments.watch.empty()) {
    const Result<Nanos> watch = domain::parse_duration(arguments.watch);
    if (!watch) return fail(Errc::invalid_argument, "--watch: " + watch.error().detail);
    plan.watch = *watch;
  }
  plan.lean = arguments.lean;
  plan.first_seed = arguments.first_seed;
  plan.seeds = arguments.seeds;
  plan.drill = std::move(drill);
  if (const Result<void> fits = lab::check(plan); !fits) return fits.error();
  return plan;
}

lab::Commands commands_of(const SweepArguments& arguments, const lab::SweepPlan& plan) {
  std::vector<std::string> words{"souk", "sim", "sweep", arguments.file, "--x", arguments.x};
  if (!arguments.y.empty()) words.insert(words.end(), {"--y", arguments.y});
  std::string common;
  for (const std::string& setting : arguments.settings) {
    words.insert(words.end(), {"--set", setting});
    common += " --set " + setting;
  }
  if (!arguments.watch.empty()) words.insert(words.end(), {"--watch", arguments.watch});
  if (arguments.lean) words.emplace_back("--lean");
  if (!arguments.model_file.empty()) words.insert(words.end(), {"--model", arguments.model_file});
  words.insert(words.end(), {"--seeds", std::to_string(plan.seeds), "--seed", std::to_string(plan.first_seed)});
  return {command_line({arguments.file}) + common, arguments.model_file, command_line(words)};
}

void print_map(const lab::Sweep& sweep) {
  const lab::Axis& x = sweep.plan.x;
  const auto sign = [](const lab::SweepCell& cell) {
    const auto run_class = cell.run_class();
    return run_class ? std::string(to_string(*run_class)).substr(0, 4) : std::string("-");
  };
  if (sweep.plan.y) fmt::print("\n{}\n", sweep.plan.y->number.path);
  for (std::size_t row = sweep.rows(); row-- > 0;) {
    fmt::print("{:>10} ", sweep.plan.y ? sweep.plan.y->text(row) : "");
    for (std::size_t i = 0; i < x.values.size(); ++i) fmt::print("{:>8}", sign(sweep.at(i, row)));
    fmt::print("\n");
  }
  fmt::print("{:>10} ", "");
  for (std::size_t i = 0; i < x.values.size(); ++i) fmt::print("{:>8}", x.text(i));
  fmt::print("  {}\n\n", x.number.path);
}

int run(SweepArguments& arguments) {
  std::optional<domain::Drill> drill = lab_drill(arguments);
  if (!drill) return kUsage;
  if (arguments.list) {
    print_numbers(*drill);
    return 0;
  }
  Result<lab::SweepPlan> plan = plan_of(arguments, std::move(*drill));
  if (!plan) {
    complain(arguments, plan.error().detail);
    return kUsage;
  }
  const std::optional<sim::Setting> setting = lab_setting(arguments);
  if (!setting) return kUsage;
  LabView view(arguments);
  const std::size_t cells = plan->x.values.size() * (plan->y ? plan->y->values.size() : 1);
  fmt::print("{} cells, {} seeds each: {} runs\n", cells, plan->seeds, cells * plan->seeds);
  if (arguments.lean) fmt::print("lean model: an approximation; play what matters without --lean\n");
  std::fflush(stdout);
  const lab::Commands commands = commands_of(arguments, *plan);
  const Result<lab::Sweep> sweep = lab::run_sweep(*setting, std::move(*plan), lab_threads(arguments), view.watch());
  view.finish();
  if (!sweep) {
    complain(arguments, sweep.error().detail);
    return kUsage;
  }
  if (view.refused()) return kUsage;
  print_map(*sweep);
  const std::string json = boost::json::serialize(lab::to_json(*sweep, commands)) + "\n";
  if (!write_results(arguments, "sweep", json, lab::sweep_page(*sweep, commands, json))) return 1;
  std::size_t played = 0;
  for (const lab::SweepCell& cell : sweep->cells) played += cell.runs.size();
  return exit_code_of(arguments, sweep->complete, played, cells * sweep->plan.seeds);
}

}  // namespace

void add_sim_sweep_command(CLI::App& sim, int& exit_code) {
  auto arguments = std::make_shared<SweepArguments>();
  arguments->name = "sweep";
  arguments->out = "runs/sweep";
  CLI::App* command =
      sim.add_subcommand("sweep", "Play a drill on a grid of its numbers: healthy, degraded or metastable?");
  add_lab_options(*command, *arguments);
  command->add_option("--x", arguments->x, "PATH=FROM:TO[:STEPS[:log]] (8 steps): the horizontal axis");
  command->add_option("--y", arguments->y, "Likewise, the vertical one");
  command->add_option("--watch", arguments->watch, "At most so long after the trigger, for speed (at least down_for)");
  command->add_flag("--lean", arguments->lean,
                    "A fast approximation on a plain heap instead of the application's code: for large maps");
  command->footer(
      "Writes sweep.json and sweep.html, a heat map whose cells name the command that plays them. The drill has to "
      "have\n"
      "a section metastability and nobody who acts after the trigger.\n"
      "Exit status: 0 done, 1 the results cannot be written, 2 usage, 3 interrupted (what was played is written).\n"
      "Examples:\n"
      "  souk sim sweep loadtests/drills/march-2020-no-action.yaml --list\n"
      "  souk sim sweep loadtests/drills/march-2020-no-action.yaml \\\n"
      "    --x flags.worker-limit=8:512:7:log --y timeline.burst.duration=2s:16s:8\n"
      "  souk sim sweep loadtests/drills/march-2020-no-action.yaml \\\n"
      "    --x workload.in-product.attempts=1:4:4 --y workload.in-product.timeout=200ms:2s:7:log --seeds 10\n"
      "  souk sim sweep loadtests/drills/march-2020-no-action.yaml --lean --seeds 10 \\\n"
      "    --x flags.worker-limit=8:512:25:log --y timeline.burst.duration=2s:16s:15");
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace souk
