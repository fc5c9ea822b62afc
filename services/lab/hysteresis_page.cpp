#include "services/lab/hysteresis_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/duration.hpp"
#include "report/text.hpp"
#include "services/lab/hysteresis_json.hpp"
#include "services/lab/lab_page.hpp"

namespace souk::lab {
namespace {

using report::escape;

constexpr double kWidth = 1'060, kHeight = 430, kLeft = 60, kRight = 20, kTop = 40, kBottom = 60;

// The chart's own coordinates.
class Plot {
 public:
  explicit Plot(const HysteresisPlan& plan) : from_(plan.levels.values.front()), to_(plan.levels.values.back()) {}
  double x(double level) const {
    const double part = std::clamp((level - from_) / (to_ - from_), 0.0, 1.0);
    return kLeft + part * (kWidth - kLeft - kRight);
  }
  double y(double goodput) const { return kHeight - kBottom - goodput * (kHeight - kTop - kBottom); }

 private:
  double from_, to_;
};

struct Point {
  double level = 0, goodput = 0;
};

std::string path(const Plot& plot, const std::vector<Point>& points, std::string_view classes) {
  std::string d;
  for (const Point& point : points) {
    d += fmt::format("{}{:.1f} {:.1f}", d.empty() ? "M" : " L", plot.x(point.level), plot.y(point.goodput));
  }
  return d.empty() ? "" : fmt::format("<path class=\"{}\" d=\"{}\"/>", classes, d);
}

std::vector<Point> up_of(const domain::HysteresisLoop& loop) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < loop.up.size(); ++i) {
    if (loop.up[i]) points.push_back({loop.levels[i], *loop.up[i]});
  }
  return points;
}

// Begins at the top of the way up, where it turns around.
std::vector<Point> back_of(const domain::HysteresisLoop& loop) {
  std::vector<Point> points;
  if (!loop.up.empty() && loop.up.back()) points.push_back({loop.levels[loop.up.size() - 1], *loop.up.back()});
  for (std::size_t i = 0; i < loop.back.size(); ++i) {
    if (loop.back[i]) points.push_back({loop.levels[loop.back.size() - 1 - i], *loop.back[i]});
  }
  return points;
}

std::string axes(const Plot& plot, const HysteresisPlan& plan) {
  std::string svg;
  for (int percent_of = 0; percent_of <= 100; percent_of += 25) {
    const double y = plot.y(percent_of / 100.0);
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text x=\"{3}\" y=\"{4:.1f}\" "
        "text-anchor=\"end\">{5}%</text>",
        kLeft, kWidth - kRight, y, kLeft - 8, y + 4, percent_of);
  }
  const std::size_t every = plan.levels.values.size() / 12 + 1;
  for (std::size_t i = 0; i < plan.levels.values.size(); i += every) {
    const double x = plot.x(plan.levels.values[i]);
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>", x, kHeight - kBottom + 20,
                       escape(plan.levels.text(i)));
  }
  const bool in_values = plan.levels.number.kind == domain::NumberKind::time || plan.levels.number.unit.empty();
  svg +=
      fmt::format("<text class=\"name\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}{}</text>", kWidth / 2, kHeight - 12,
                  escape(plan.levels.number.path), in_values ? "" : " (" + escape(plan.levels.number.unit) + ")");
  svg += fmt::format("<text class=\"name\" x=\"{}\" y=\"16\">core goodput (ok / planned)</text>", kLeft - 44);
  return svg;
}

std::string threshold(const Plot& plot, const domain::Estimate& estimate, std::string_view classes,
                      std::string_view name, double label_y) {
  if (estimate.count == 0) return {};
  const double x = plot.x(estimate.mean);
  const double low = plot.x(estimate.mean - estimate.half_width), high = plot.x(estimate.mean + estimate.half_width);
  const bool right = x > kWidth - 200;
  return fmt::format(
      "<rect class=\"{0}\" x=\"{1:.1f}\" y=\"{2}\" width=\"{3:.1f}\" height=\"{4}\"/><line class=\"threshold {0}\" "
      "x1=\"{5:.1f}\" x2=\"{5:.1f}\" y1=\"{2}\" y2=\"{6}\"/><text class=\"{0}\" x=\"{7:.1f}\" y=\"{8}\" "
      "text-anchor=\"{9}\">{10}</text>",
      classes, low, kTop, std::max(0.0, high - low), kHeight - kTop - kBottom, x, kHeight - kBottom,
      right ? x - 7 : x + 7, label_y, right ? "end" : "start", name);
}

std::string chart(const Hysteresis& hysteresis) {
  const Plot plot(hysteresis.plan);
  std::string svg = fmt::format(
      "<svg class=\"loop\" viewBox=\"0 0 {} {}\" width=\"100%\" role=\"img\" aria-label="
      "\"core goodput on the way up and back\">",
      kWidth, kHeight);
  svg += axes(plot, hysteresis.plan);
  svg += threshold(plot, hysteresis.trigger(), "up", "trigger", kTop + 14);
  svg += threshold(plot, hysteresis.recovery(), "back", "recovery", kTop + 32);
  for (const HysteresisRun& run : hysteresis.runs) {
    svg += path(plot, up_of(run.loop), "up one") + path(plot, back_of(run.loop), "back one");
  }
  std::vector<Point> up, back;
  for (const LevelMean& mean : mean_loop(hysteresis)) {
    if (mean.up) up.push_back({mean.level, mean.up->mean});
    if (mean.back) back.push_back({mean.level, mean.back->mean});
  }
  std::reverse(back.begin(), back.end());
  svg += path(plot, up, "up") + path(plot, back, "back");
  for (const auto& [points, classes] : {std::pair{&up, "up"}, std::pair{&back, "back"}}) {
    for (const Point& point : *points) {
      svg += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.6\"/>", classes, plot.x(point.level),
                         plot.y(point.goodput));
    }
  }
  svg += fmt::format(
      "<text class=\"up\" x=\"{}\" y=\"16\" text-anchor=\"end\">&#9679; up</text><text class=\"back\" "
      "x=\"{}\" y=\"16\" text-anchor=\"end\">&#9679; back</text>",
      kWidth - kRight - 70, kWidth - kRight);
  return svg +
         "</svg><p class=\"note\">Thick: the mean of the runs; thin: each run. Dashed: the mean thresholds, with "
         "their 95% intervals as bands. A point is the second half of the time on its level.</p>";
}

std::string level_text(const HysteresisPlan& plan, const std::optional<double>& value) {
  return value ? escape(domain::number_text(plan.levels.number, *value)) : "&ndash;";
}

std::string runs_table(const Hysteresis& hysteresis) {
  std::string rows;
  for (const HysteresisRun& run : hysteresis.runs) {
    const auto& t = run.thresholds;
    rows += fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", run.seed,
                        level_text(hysteresis.plan, t.trigger), level_text(hysteresis.plan, t.recovery),
                        t.width() ? domain::decimal(*t.width(), 4) : "&ndash;", escape(run.failure));
  }
  return "<table><thead><tr><th>seed</th><th>down from</th><th>back "
         "from</th><th>width</th><th></th></tr></thead><tbody>" +
         rows + "</tbody></table>";
}

std::string facts(const Hysteresis& hysteresis) {
  const HysteresisPlan& plan = hysteresis.plan;
  const auto row = [](std::string_view name, std::string_view meaning, const std::string& value) {
    return fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td></tr>", name, escape(value), meaning);
  };
  return "<table><tbody>" +
         row("Trigger", "the first level on the way up on which the core is down",
             estimate_text(plan, hysteresis.trigger())) +
         row("Recovery", "the level from which on, on the way back, it is healthy to the end",
             estimate_text(plan, hysteresis.recovery())) +
         row("Width", "trigger less recovery, run by run", estimate_text(plan, hysteresis.width())) +
         "</tbody></table>";
}

}  // namespace

std::string estimate_text(const HysteresisPlan& plan, const domain::Estimate& estimate) {
  if (estimate.count == 0) return "not seen in this range";
  const domain::DrillNumber& number = plan.levels.number;
  // Differences and bounds may lie outside of what the number itself may be.
  const auto shown = [&number](double value) {
    if (number.kind == domain::NumberKind::relative || number.kind == domain::NumberKind::share)
      return percent(value, 1);
    return domain::decimal(value, 1) + (number.kind == domain::NumberKind::time ? " s" : "");
  };
  const std::string runs = fmt::format("{} run{}", estimate.count, estimate.count == 1 ? "" : "s");
  if (estimate.count < 2) return shown(estimate.mean) + " (" + runs + ")";
  return fmt::format("{} (95% interval {} to {}, {})", shown(estimate.mean), shown(estimate.mean - estimate.half_width),
                     shown(estimate.mean + estimate.half_width), runs);
}

std::string hysteresis_page(const Hysteresis& hysteresis, const std::string& command, const std::string& json) {
  const HysteresisPlan& plan = hysteresis.plan;
  const std::string early =
      hysteresis.complete ? "" : "<p class=\"reasons\"><b>Interrupted:</b> only what was played by then is shown.</p>";
  std::string body = fmt::format(
      "<header class=\"{}\"><div><h1>Hysteresis: {}</h1><p class=\"headline\">{} up until the core is down, then back "
      "again.</p>{}<p class=\"meta\"><span>drill <strong>{}</strong></span><span>world sim</span><span>{} seeds, from "
      "{}</span><span>{} a level</span></p></div></header>\n",
      hysteresis.complete ? "pass" : "invalid", escape(plan.drill.title), escape(plan.levels.number.path), early,
      escape(plan.drill.name), plan.seeds, plan.first_seed, domain::duration_in_words(plan.hold));
  body += card("The loop", chart(hysteresis));
  body += card("Thresholds", facts(hysteresis));
  body += card("Runs", runs_table(hysteresis));
  body += card("The same again",
               command_block(command) +
                   "<p class=\"note\">Means over the seeds with Student's 95% interval. Thresholds are levels of the "
                   "staircase: they are known to one step. The longer a level is held, the lower both are: what is too "
                   "much shows later the less it is too much.</p>");
  return page("Hysteresis of " + plan.drill.name, body, json);
}

}  // namespace souk::lab
