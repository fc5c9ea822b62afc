#include <fmt/format.h>

#include "domain/duration.hpp"
#include "report/page_assets.hpp"
#include "report/text.hpp"
#include "services/firedrill/matrix_report.hpp"
#include "services/firedrill/matrix_text.hpp"

namespace souk::firedrill {
namespace {

using report::escape;

// On top of the drill report's style.
constexpr std::string_view kStyle = R"css(
table.matrix { border-collapse: collapse; width: 100%; font-size: 13px; }
table.matrix th, table.matrix td { padding: 6px 8px; text-align: left; vertical-align: top; }
table.matrix tr { border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
table.matrix td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.matrix small { opacity: .75; display: block; }
.outcome { display: inline-block; padding: 1px 8px; border-radius: 9px; color: #fff; font-weight: 600; }
.outcome { white-space: nowrap; }
.outcome.proven { background: #1a7f37; } .outcome.bad { background: #b42318; } .outcome.unknown { background: #8a6100; }
.scroll { overflow-x: auto; }
)css";

std::string_view class_of(Outcome outcome) {
  if (outcome == Outcome::proven) return "proven";
  return outcome == Outcome::unknown ? "unknown" : "bad";
}

std::string names_of(const std::vector<domain::Component>& components) {
  std::string names;
  for (const domain::Component component : components) {
    names += (names.empty() ? "" : ", ") + std::string(name_of(component));
  }
  return names;
}

std::string suffered(const FlagFinding& proof) {
  std::string text = names_of(proof.degraded);
  if (proof.core_suffered) text += std::string(text.empty() ? "" : ", ") + "installs, upgrades and renewals";
  std::string html = escape(text);
  if (!proof.wider.empty()) html += "<b>not documented: " + escape(names_of(proof.wider)) + "</b>";
  return html.empty() ? "nothing" : html;
}

std::string row(const FlagFinding& proof) {
  const FlagExperiment& experiment = *proof.experiment;
  const Watch& watch = experiment.watch;
  std::string verdict =
      fmt::format("<span class=\"outcome {}\">{}</span>", class_of(proof.outcome), to_string(proof.outcome));
  if (!proof.why.empty()) verdict += "<small>" + escape(proof.why) + "</small>";
  const std::string notable = notable_text(proof);
  std::string html = "<tr>";
  html += fmt::format("<th scope=\"row\">{}<small>{} &rarr; {}</small></th>", escape(key_of(proof)),
                      escape(experiment.healthy), escape(experiment.flipped));
  html += fmt::format("<td>{}</td><td>{}<small>{}: {}</small></td>", verdict, escape(experiment.question),
                      escape(watch.name), escape(required_text(experiment)));
  for (const auto& value : {proof.watched.before, proof.watched.flipped, proof.watched.back}) {
    html += "<td class=\"n\">" + escape(number_text(value, watch.unit)) + "</td>";
  }
  html += fmt::format("<td class=\"n\">{}</td><td class=\"n\">{}</td>", seconds_text(proof.effect_after_s),
                      seconds_text(proof.restored_after_s));
  html += fmt::format("<td>{}</td><td>{}</td></tr>\n", escape(notable.empty() ? "-" : notable), suffered(proof));
  return html;
}

std::string header(const FlagMatrix& matrix, const domain::DrillResult& result) {
  const std::size_t proven = matrix.count(Outcome::proven), all = matrix.proofs.size();
  const bool valid = result.verdict.outcome != domain::RunOutcome::invalid;
  std::string reasons;
  if (!valid) {
    for (const std::string& reason : result.verdict.reasons) reasons += (reasons.empty() ? "" : "; ") + escape(reason);
    reasons = "<p class=\"reasons\"><b>The run is invalid:</b> " + reasons + "</p>";
  }
  return fmt::format(
      "<header class=\"{}\"><div><h1>Fire drill of the flags</h1><p class=\"headline\">{} of {} flags proven.</p>{}"
      "<p class=\"meta\"><span>world <strong>{}</strong></span><span>substrate {}</span><span>seed {}</span>"
      "<span>{}</span><span>{}</span></p></div></header>\n",
      !valid ? "invalid" : (proven == all ? "pass" : "fail"), proven, all, reasons, escape(result.world),
      escape(result.substrate), result.seed, domain::duration_in_words(result.length),
      report::iso_time(result.started_at));
}

constexpr std::string_view kNote =
    "<p class=\"note\">Each flag was flipped and flipped back while the shop was under load. <b>Proven</b>: the figure "
    "changed as required, nothing suffered that the flag's definition does not name, and flipping back took it back. A "
    "flag that <i>prevents</i> something is proven when that happens only after it is flipped back; its time to effect "
    "counts from there. The charts of the whole run are in <a href=\"report.html\">report.html</a>.</p>";

}  // namespace

std::string to_html(const FlagMatrix& matrix, const domain::DrillResult& result) {
  std::string html = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Fire drill of the flags</title>\n<style>\n";
  html += std::string(report::page_style()) + std::string(kStyle) + "</style>\n</head>\n<body>\n<main>\n";
  html += header(matrix, result);
  html += "<section class=\"card\"><h2>Flags</h2><div class=\"scroll\"><table class=\"matrix\"><thead><tr>";
  for (const std::string_view column : {"Flag", "Verdict", "Asked", "Before", "Flipped", "Back", "Effect after",
                                        "Gone after", "Meanwhile", "Suffered"}) {
    html += "<th scope=\"col\">" + std::string(column) + "</th>";
  }
  html += "</tr></thead><tbody>\n";
  for (const FlagFinding& proof : matrix.proofs) html += row(proof);
  html += "</tbody></table></div>" + std::string(kNote) + "</section>\n</main>\n";
  html += "<script type=\"application/json\" id=\"data\">" + report::json_in_script(to_json(matrix, result)) +
          "</script>\n</body>\n</html>\n";
  return html;
}

}  // namespace souk::firedrill
