#include "services/lab/sweep_page.hpp"

#include <fmt/format.h>

#include "domain/duration.hpp"
#include "report/text.hpp"
#include "services/lab/lab_page.hpp"

namespace souk::lab {
namespace {

using domain::RunClass;
using report::escape;

std::string axis_name(const Axis& axis) {
  // "220% of apply_capacity": the unit of a time is in each of its values already.
  const bool in_values = axis.number.kind == domain::NumberKind::time || axis.number.unit.empty();
  return "<b>" + escape(axis.number.path) + "</b>" + (in_values ? "" : " (" + escape(axis.number.unit) + ")");
}

std::string_view class_name(const SweepCell& cell) {
  const auto run_class = cell.run_class();
  return run_class ? to_string(*run_class) : "none";
}

// Paler where the seeds do not agree.
double certainty(const SweepCell& cell) {
  const auto run_class = cell.run_class();
  if (!run_class || *run_class == RunClass::invalid) return 1;
  return 0.45 + 0.55 * cell.share(*run_class);
}

std::string counts_text(const SweepCell& cell) {
  const auto run_class = cell.run_class();
  if (!run_class) return "not played";
  return fmt::format("{}/{}", cell.count(*run_class), cell.runs.size());
}

std::string cell_html(const Sweep& sweep, std::size_t index) {
  const SweepCell& cell = sweep.cells[index];
  std::string label = fmt::format("{}, {}", class_name(cell), counts_text(cell));
  for (const std::string& setting : cell.settings) label += ", " + escape(setting);
  return fmt::format(
      "<td><button class=\"cell {}\" style=\"--sure:{:.2f}\" data-cell=\"{}\" aria-label=\"{}\"><span>{}</span>"
      "<small>{}</small></button></td>",
      class_name(cell), certainty(cell), index, label, class_name(cell), counts_text(cell));
}

std::string map(const Sweep& sweep) {
  const Axis& x = sweep.plan.x;
  std::string html = "<div class=\"scroll\"><table class=\"map\">";
  if (sweep.plan.y) html += "<caption>&uarr; " + axis_name(*sweep.plan.y) + "</caption>";
  html += "<tbody>";
  for (std::size_t row = sweep.rows(); row-- > 0;) {  // the largest on top, as in a chart
    html += "<tr><th scope=\"row\">" + (sweep.plan.y ? escape(sweep.plan.y->text(row)) : std::string()) + "</th>";
    for (std::size_t i = 0; i < x.values.size(); ++i) html += cell_html(sweep, row * x.values.size() + i);
    html += "</tr>";
  }
  html += "</tbody><tfoot><tr><th></th>";
  for (std::size_t i = 0; i < x.values.size(); ++i) html += "<th scope=\"col\">" + escape(x.text(i)) + "</th>";
  html += fmt::format("</tr><tr><th></th><td class=\"axis\" colspan=\"{}\">{} &rarr;</td></tr></tfoot></table></div>",
                      x.values.size(), axis_name(x));
  return html;
}

std::string legend() {
  std::string html = "<ul class=\"classes\">";
  for (std::size_t i = 0; i < domain::kRunClassNames.size(); ++i) {
    html += fmt::format("<li><i class=\"cell {0}\" style=\"--sure:1\"></i><b>{0}</b> {1}</li>",
                        domain::kRunClassNames[i], meaning(static_cast<RunClass>(i)));
  }
  return html +
         "</ul><p class=\"note\">A cell shows the commonest class of its runs (the worst of equally common "
         "ones) and how many runs were of it; it is pale where they do not agree.</p>";
}

std::string headline(const Sweep& sweep) {
  std::string text;
  for (std::size_t i = 0; i < domain::kRunClassNames.size(); ++i) {
    std::size_t cells = 0;
    for (const SweepCell& cell : sweep.cells) cells += cell.run_class() == static_cast<RunClass>(i) ? 1 : 0;
    if (cells == 0) continue;
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", cells, domain::kRunClassNames[i]);
  }
  return fmt::format("Of {} cells: {}.", sweep.cells.size(), text.empty() ? "none was played" : text);
}

constexpr std::string_view kLeanNote =
    "Runs of the <b>lean model</b>, a fast approximation of the simulator: good for seeing where the map changes, not "
    "for a verdict. The command of a cell plays it in the full simulator, which may see it otherwise near a border.";

std::string header(const Sweep& sweep) {
  const SweepPlan& plan = sweep.plan;
  const std::string early =
      sweep.complete ? "" : "<p class=\"reasons\"><b>Interrupted:</b> only what was played by then is shown.</p>";
  const auto watched = domain::watched_drill(plan.drill, plan.watch);
  const std::string length =
      watched ? domain::duration_in_words(watched->duration) + " of virtual time at most a run" : "";
  return fmt::format(
      "<header class=\"{}\"><div><h1>Sweep: {}</h1><p class=\"headline\">{}</p>{}<p class=\"meta\"><span>drill "
      "<strong>{}</strong></span><span>{}</span><span>{} seeds a cell, from {}</span><span>{}</span></p></div>"
      "</header>\n",
      sweep.complete ? "pass" : "invalid", escape(plan.drill.title), headline(sweep), early, escape(plan.drill.name),
      plan.lean ? "lean model" : "world sim", plan.seeds, plan.first_seed, length);
}

}  // namespace

std::string sweep_page(const Sweep& sweep, const Commands& commands, const std::string& json) {
  std::string body = header(sweep);
  body += "<div class=\"lab\">";
  body += "<section class=\"card\"><h2>What becomes of the core</h2>" + map(sweep) + "</section>";
  body +=
      "<section class=\"card detail\"><h2>A cell</h2><div id=\"detail\"><p class=\"note\">Point at a cell, or click "
      "it to keep it here: its numbers, and the command that plays it as a drill.</p></div></section></div>\n";
  if (sweep.plan.lean) body += card("An approximation", "<p class=\"note\">" + std::string(kLeanNote) + "</p>");
  body += card("Classes", legend());
  body +=
      card("The same again", command_block(commands.sweep) +
                                 "<p class=\"note\">The same command gives the same sweep.json, to the last byte, on "
                                 "any number of threads. Intervals are Wilson's, 95%: from few seeds they are wide, "
                                 "as they should be.</p>");
  return page("Sweep of " + sweep.plan.drill.name, body, json);
}

}  // namespace souk::lab
