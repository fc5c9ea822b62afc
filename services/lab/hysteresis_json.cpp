#include "services/lab/hysteresis_json.hpp"

#include "report/json_report.hpp"
#include "report/text.hpp"

namespace souk::lab {
namespace {

namespace json = boost::json;

json::string text(std::string_view value) { return json::string(report::clean(value)); }

json::value optional_number(const std::optional<double>& value) {
  if (!value) return nullptr;
  return report::number(*value, 9);
}

json::value estimate_json(const domain::Estimate& estimate) {
  if (estimate.count == 0) return nullptr;
  json::object object{{"mean", report::number(estimate.mean, 9)}, {"runs", estimate.count}};
  object["half_width"] = estimate.count < 2 ? json::value(nullptr) : report::number(estimate.half_width, 9);
  return object;
}

json::value mean_json(const std::optional<domain::Estimate>& estimate) {
  return estimate ? estimate_json(*estimate) : json::value(nullptr);
}

json::object run_json(const HysteresisRun& run) {
  json::array up, back;
  for (const auto& value : run.loop.up) up.push_back(optional_number(value));
  for (const auto& value : run.loop.back) back.push_back(optional_number(value));
  json::object object{{"seed", run.seed}, {"failure", text(run.failure)}};
  object["trigger"] = optional_number(run.thresholds.trigger);
  object["recovery"] = optional_number(run.thresholds.recovery);
  object["width"] = optional_number(run.thresholds.width());
  object["up"] = std::move(up);
  object["back"] = std::move(back);
  return object;
}

std::optional<domain::Estimate> mean_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return domain::mean_estimate(values);
}

}  // namespace

std::vector<LevelMean> mean_loop(const Hysteresis& hysteresis) {
  std::vector<LevelMean> means;
  const std::vector<double>& levels = hysteresis.plan.levels.values;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    std::vector<double> up, back;
    for (const HysteresisRun& run : hysteresis.runs) {
      const domain::HysteresisLoop& loop = run.loop;
      if (i < loop.up.size() && loop.up[i]) up.push_back(*loop.up[i]);
      // back[0] is one level below the top, back.back() the lowest.
      if (i >= loop.back.size()) continue;
      if (const auto& value = loop.back[loop.back.size() - 1 - i]) back.push_back(*value);
    }
    means.push_back({levels[i], mean_of(up), mean_of(back)});
  }
  return means;
}

json::object to_json(const Hysteresis& hysteresis, const std::string& command) {
  const HysteresisPlan& plan = hysteresis.plan;
  json::array runs, levels;
  for (const HysteresisRun& run : hysteresis.runs) runs.push_back(run_json(run));
  for (const LevelMean& mean : mean_loop(hysteresis)) {
    json::object level{{"level", report::number(mean.level, 9)}};
    level["up"] = mean_json(mean.up);
    level["back"] = mean_json(mean.back);
    levels.push_back(std::move(level));
  }
  return {{"kind", "hysteresis"},
          {"version", 1},
          {"drill", text(plan.drill.name)},
          {"title", text(plan.drill.title)},
          {"command", text(command)},
          {"complete", hysteresis.complete},
          {"confidence", 0.95},
          {"path", text(plan.levels.number.path)},
          {"unit", text(plan.levels.number.unit)},
          {"hold_s", report::number(to_s(plan.hold))},
          {"down_at_most", report::number(plan.down_at_most)},
          {"trigger", estimate_json(hysteresis.trigger())},
          {"recovery", estimate_json(hysteresis.recovery())},
          {"width", estimate_json(hysteresis.width())},
          {"levels", std::move(levels)},
          {"runs", std::move(runs)}};
}

}  // namespace souk::lab
