#include "report/html_report.hpp"

#include <fmt/format.h>

#include "domain/duration.hpp"
#include "report/html_tables.hpp"
#include "report/page_assets.hpp"
#include "report/plain_summary.hpp"
#include "report/text.hpp"

namespace souk::report {
namespace {

std::string section(std::string_view title, const std::string& body, std::string_view note = {}) {
  if (body.empty()) return {};
  const std::string aside = note.empty() ? "" : fmt::format("<p class=\"note\">{}</p>", note);
  return fmt::format("<section class=\"card\"><h2>{}</h2>{}{}</section>\n", title, aside, body);
}

std::string chart(std::string_view id, std::string_view title, std::string_view note, std::string_view height = {}) {
  return fmt::format(
      "<figure class=\"chart\"><figcaption><strong>{}</strong> <span class=\"note\">{}</span>"
      "<span class=\"legend\" id=\"{}-legend\"></span></figcaption><div class=\"plot {}\" id=\"{}\"></div></figure>\n",
      title, note, id, height, id);
}

std::string charts() {
  std::string html = "<section class=\"card charts\"><h2>What happened</h2>";
  html +=
      "<p class=\"note\">One clock for all: drag to zoom, double-click to see the whole run again. Bands are phases "
      "(red: core goodput at or below 50%, amber: below 95%), dashed lines are steps.</p>";
  html += "<div class=\"strip\" id=\"strip\"></div>";
  html += chart("goodput", "Core goodput", "installs, upgrades, renewals per second, by intended start", "tall");
  html += chart("latency", "Core latency", "ms from the intended start, logarithmic; ok operations only");
  html += chart("heat", "Core latency, every operation",
                "stronger is more; the top row counts those that never succeeded", "tall");
  html += chart("backlog", "Backlog", "accepted events that wait, and the age of the oldest");
  html += chart("workers", "Workers", "running, and asked for by the controllers");
  html += chart("connections", "Connections to the store", "open ones, of all replicas and workers");
  html += chart("memory", "Memory of the process", "resident, MiB; a simulated process has none");
  html += chart("rates", "Events in and out", "accepted and applied per second");
  html += chart("pool", "Waiting for a connection", "requests in line for the pool, by owner");
  html += chart("writer", "Waiting for the writer", "transactions in line to write, by owner");
  html += chart("waste", "Retries and wasted work", "tries beyond the first, and work finished after its client left");
  return html + "</section>\n";
}

std::string clock_length(const domain::DrillResult& result) {
  std::string text = domain::duration_in_words(result.length) + " on the clock";
  if (result.resolution() <= domain::kFinestResolution) return text;
  return text + ", in windows of " + domain::duration_in_words(result.resolution());
}

std::string header(const domain::DrillResult& result) {
  const std::string_view outcome = domain::to_string(result.verdict.outcome);
  std::string reasons;
  for (const std::string& reason : result.verdict.reasons) reasons += "<li>" + escape(reason) + "</li>";
  if (!reasons.empty()) reasons = "<ul class=\"reasons\">" + reasons + "</ul>";
  return fmt::format(
      "<header class=\"{0}\"><div class=\"badge\">{0}</div><div><h1>{1}</h1><p class=\"headline\">{2}</p>{3}"
      "<p class=\"meta\"><span>drill <strong>{4}</strong></span><span>world {5}</span><span>substrate {6}</span>"
      "<span>seed {7}</span><span>{8}</span><span>{9}</span></p></div></header>\n",
      outcome, escape(result.drill.title), escape(headline(result)), reasons, escape(result.drill.name),
      escape(result.world), escape(result.substrate), result.seed, clock_length(result), iso_time(result.started_at));
}

std::string summary(const domain::DrillResult& result) {
  std::string lines;
  for (const std::string& line : summary_lines(result)) lines += "<li>" + escape(line) + "</li>";
  const std::string story = "<p>" + escape(result.drill.description) + "</p>";
  return section("In plain words", (result.drill.description.empty() ? "" : story) + "<ol>" + lines + "</ol>");
}

std::string rollback(const domain::DrillResult& result) {
  if (result.rollback.empty()) return {};
  std::string lines;
  for (const std::string& line : result.rollback) lines += "<li>" + escape(line) + "</li>";
  return section("Put back at the end", "<ul class=\"columns\">" + lines + "</ul>");
}

std::string body(const domain::DrillResult& result) {
  std::string html = "<main>\n";
  html += header(result);
  html += summary(result);
  html += charts();
  html += section("Phases", phases_table(result));
  html +=
      section("Expectations", expectations_table(result), "Unknown means that there was no data; it is not a pass.");
  html += section("Certificate of metastability", certificate_table(result));
  html += section("Steps", steps_table(result));
  html += section("Every operation accounted for", accounting_table(result));
  html += "<div class=\"pair\">";
  html += section("Every event accounted for", events_table(result));
  html += section("Measured on this machine", calibration_table(result));
  html += "</div>\n";
  html += section("Discrepancies", discrepancies_table(result), "At most fifty are shown; report.json has them all.");
  html += rollback(result);
  return html + "</main>\n";
}

}  // namespace

std::string to_html(const domain::DrillResult& result, const std::string& json, const ChartLibrary& library) {
  std::string html = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += "<meta name=\"color-scheme\" content=\"light dark\">\n";
  html += "<title>" + escape(result.drill.name) + ": " + std::string(domain::to_string(result.verdict.outcome)) +
          "</title>\n";
  html += "<style>\n" + library.style + "\n" + std::string(page_style()) + "</style>\n</head>\n<body>\n";
  html += body(result);
  html += "<script type=\"application/json\" id=\"report\">" + json_in_script(json) + "</script>\n";
  html += "<script>\n" + library.script + "\n</script>\n";
  html += "<script>\n" + std::string(page_script()) + "</script>\n</body>\n</html>\n";
  return html;
}

}  // namespace souk::report
