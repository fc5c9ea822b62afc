#include "services/lab/sweep_json.hpp"

#include "report/json_report.hpp"
#include "report/text.hpp"

namespace souk::lab {
namespace {

namespace json = boost::json;
using domain::RunClass;

json::string text(std::string_view value) { return json::string(report::clean(value)); }

json::value ratio(const std::optional<double>& value) {
  if (!value) return nullptr;
  return report::number(*value, 4);
}

json::object axis_json(const Axis& axis) {
  json::array values, texts;
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    values.push_back(report::number(axis.values[i], 9));
    texts.push_back(text(axis.text(i)));
  }
  return {{"path", text(axis.number.path)},
          {"unit", text(axis.number.unit)},
          {"in_drill", report::number(axis.number.value, 9)},
          {"values", std::move(values)},
          {"texts", std::move(texts)}};
}

json::object run_json(const SweepRun& run) {
  const domain::RunFigures& figures = run.figures;
  return {{"seed", run.seed},
          {"class", std::string(to_string(figures.run_class))},
          {"why", text(figures.why)},
          {"goodput", json::object{{"baseline", ratio(figures.in_baseline)},
                                   {"trigger", ratio(figures.in_trigger)},
                                   {"after", ratio(figures.after_trigger)},
                                   {"end", ratio(figures.at_end)}}}};
}

json::object cell_json(const Sweep& sweep, const SweepCell& cell, const Commands& commands) {
  json::object counts, probability;
  for (std::size_t i = 0; i < domain::kRunClassNames.size(); ++i) {
    const auto run_class = static_cast<RunClass>(i);
    counts[domain::kRunClassNames[i]] = cell.count(run_class);
    if (run_class == RunClass::invalid) continue;
    const domain::Interval interval = cell.interval(run_class);
    probability[domain::kRunClassNames[i]] = {{"share", report::number(cell.share(run_class), 4)},
                                              {"low", report::number(interval.low, 4)},
                                              {"high", report::number(interval.high, 4)}};
  }
  json::array settings, runs;
  for (const std::string& setting : cell.settings) settings.push_back(text(setting));
  for (const SweepRun& run : cell.runs) runs.push_back(run_json(run));
  const auto commonest = cell.run_class();
  json::object object{{"x", report::number(sweep.plan.x.values[cell.x], 9)}};
  object["y"] = sweep.plan.y ? report::number(sweep.plan.y->values[cell.y], 9) : json::value(nullptr);
  object["set"] = std::move(settings);
  object["class"] = commonest ? json::value(std::string(to_string(*commonest))) : json::value(nullptr);
  object["counts"] = std::move(counts);
  object["probability"] = std::move(probability);
  object["mean_goodput_after_trigger"] = ratio(cell.mean(&domain::RunFigures::after_trigger));
  object["mean_goodput_in_trigger"] = ratio(cell.mean(&domain::RunFigures::in_trigger));
  object["mean_goodput_at_end"] = ratio(cell.mean(&domain::RunFigures::at_end));
  object["runs"] = std::move(runs);
  object["play"] = text(play_command(commands, cell, sweep.plan.first_seed));
  return object;
}

}  // namespace

std::string_view meaning(RunClass run_class) {
  switch (run_class) {
    case RunClass::healthy:
      return "core goodput stays at 95% of the baseline's or more, in the trigger and after it";
    case RunClass::degraded:
      return "less than that, but not down at the end: the system comes back by itself";
    case RunClass::metastable:
      return "still down at the end of the watched time, though the trigger is gone and the load is back";
    case RunClass::down:
      return "sick without any trigger, or the trigger is not gone";
    case RunClass::invalid:
      break;
  }
  return "the run proves nothing";
}

std::string play_command(const Commands& commands, const SweepCell& cell, std::uint64_t seed) {
  std::string command = "souk drill run " + commands.drill_file + " --world sim";
  if (!commands.model_file.empty()) command += " --model " + commands.model_file;
  for (const std::string& setting : cell.settings) command += " --set " + setting;
  return command + " --seed " + std::to_string(seed);
}

json::object to_json(const Sweep& sweep, const Commands& commands) {
  const SweepPlan& plan = sweep.plan;
  json::array seeds, cells;
  for (std::size_t i = 0; i < plan.seeds; ++i) seeds.push_back(plan.first_seed + i);
  for (const SweepCell& cell : sweep.cells) cells.push_back(cell_json(sweep, cell, commands));
  json::object axes{{"x", axis_json(plan.x)}};
  axes["y"] = plan.y ? json::value(axis_json(*plan.y)) : json::value(nullptr);
  json::object meanings;
  for (std::size_t i = 0; i < domain::kRunClassNames.size(); ++i) {
    meanings[domain::kRunClassNames[i]] = std::string(meaning(static_cast<RunClass>(i)));
  }
  return {{"kind", "sweep"},
          {"version", 1},
          {"drill", text(plan.drill.name)},
          {"title", text(plan.drill.title)},
          {"command", text(commands.sweep)},
          {"simulator", plan.lean ? "lean" : "full"},
          {"complete", sweep.complete},
          {"confidence", 0.95},
          {"classes", std::move(meanings)},
          {"axes", std::move(axes)},
          {"seeds", std::move(seeds)},
          {"cells", std::move(cells)}};
}

}  // namespace souk::lab
