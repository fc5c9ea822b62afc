// The status page for people.
#include <fmt/format.h>

#include <string_view>

#include "domain/drill_quantity.hpp"
#include "report/text.hpp"
#include "services/console/status_page.hpp"

namespace souk::console {
namespace {

using domain::ComponentState;
using report::escape;

constexpr int kReload_s = 5;
constexpr std::size_t kPastIncidents = 10;  // shown; the newest

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#172b4d;--soft:#5e6c84;--line:#dfe1e6;--ground:#fff;--card:#f7f8f9;
--ok:#1f845a;--minor:#946f00;--major:#c25100;--critical:#c9372c;--unknown:#626f86}
@media (prefers-color-scheme:dark){:root{--ink:#dcdfe4;--soft:#9fadbc;--line:#3d474f;--ground:#161a1d;--card:#22272b;
--ok:#4bce97;--minor:#e2b203;--major:#faa53d;--critical:#f87168;--unknown:#8c9bab}}
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:1.5rem 1rem;color:var(--ink);
background:var(--ground)}
h1{font-size:1.3rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0}
.banner{margin:1rem 0;padding:.8rem 1rem;border-radius:6px;color:#fff;font-weight:600;background:var(--unknown)}
.banner.none{background:#1f845a}.banner.minor{background:#946f00}.banner.major{background:#c25100}
.banner.critical{background:#c9372c}
table{width:100%;border-collapse:collapse}td{border-top:1px solid var(--line);padding:.45rem 0;vertical-align:top}
td.state{text-align:right;font-weight:600;white-space:nowrap;padding-left:1rem}
.soft{color:var(--soft);font-size:.85rem;font-weight:400}.incident p{margin:.25rem 0}
.operational{color:var(--ok)}.degraded{color:var(--minor)}.partial_outage{color:var(--major)}
.major_outage{color:var(--critical)}.unknown{color:var(--unknown)}
.incident{border:1px solid var(--line);border-left:4px solid var(--soft);border-radius:4px;background:var(--card);
padding:.7rem 1rem;margin:.6rem 0}
.incident.minor{border-left-color:var(--minor)}.incident.major{border-left-color:var(--major)}
.incident.critical{border-left-color:var(--critical)}.incident.over{border-left-color:var(--ok)}
.incident ol{list-style:none;margin:.5rem 0 0;padding:0}.incident li{margin:.45rem 0}
.text{white-space:pre-wrap;overflow-wrap:anywhere}h3{overflow-wrap:anywhere}
footer{margin-top:2rem;border-top:1px solid var(--line);padding-top:.6rem}
)";

std::string_view state_text(ComponentState state) {
  switch (state) {
    case ComponentState::unknown:
      return "Unknown";
    case ComponentState::operational:
      return "Operational";
    case ComponentState::degraded:
      return "Degraded performance";
    case ComponentState::partial_outage:
      return "Partial outage";
    case ComponentState::major_outage:
      break;
  }
  return "Major outage";
}

std::string capital(std::string_view word) {
  std::string text(word);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// "2020-03-05 07:37:00 UTC"
std::string time_text(UnixMs at) {
  const std::string iso = report::iso_time(at);
  return fmt::format("<time datetime=\"{}\">{} {} UTC</time>", iso, iso.substr(0, 10), iso.substr(11, 8));
}

std::string probes_text(const app::ComponentReading& reading) {
  if (!reading.probed) return "not probed";
  const domain::ProbeSummary& probes = reading.probes;
  std::string text = fmt::format("{} probe{}", probes.probes, probes.probes == 1 ? "" : "s");
  if (probes.failed > 0) text += fmt::format(", {} failed", probes.failed);
  if (probes.slow > 0) text += fmt::format(", {} slow", probes.slow);
  if (probes.p50) text += fmt::format(", median {} ms", domain::decimal(to_ms(*probes.p50), 1));
  return text;
}

std::string components(const StatusPage& page) {
  std::string rows;
  for (const app::ComponentReading& reading : page.components) {
    rows += fmt::format(
        "<tr><td>{}<br><span class=\"soft\">{}</span></td><td class=\"state {}\">{}{}</td></tr>\n",
        escape(domain::name_of(reading.component)), probes_text(reading), domain::to_string(reading.state),
        state_text(reading.state),
        reading.probed ? "<br><span class=\"soft\">since " + time_text(reading.since) + "</span>" : std::string());
  }
  return fmt::format(
      "<h2>Components</h2>\n<p class=\"soft\">Judged by probes of the last {} s that ask what users ask.</p>\n"
      "<table>\n{}</table>\n",
      domain::decimal(to_s(page.window), 1), rows);
}

std::string affected(const domain::Incident& incident) {
  std::string list;
  for (const domain::AffectedComponent& one : incident.affected) {
    list += fmt::format("{}{} (<span class=\"{}\">{}</span>)", list.empty() ? "" : ", ",
                        escape(domain::name_of(one.component)), domain::to_string(one.now), state_text(one.now));
  }
  return list.empty() ? std::string() : "<p class=\"soft\">Affected: " + list + "</p>";
}

std::string incident_card(const domain::Incident& incident) {
  std::string updates;
  for (auto update = incident.updates.rbegin(); update != incident.updates.rend(); ++update) {
    updates +=
        fmt::format("<li><strong>{}</strong> <span class=\"soft\">{}</span><br><span class=\"text\">{}</span></li>\n",
                    capital(domain::to_string(update->state)), time_text(update->at), escape(update->text));
  }
  return fmt::format(
      "<article class=\"incident {}\"><h3>{}</h3><p class=\"soft\">{}, {}</p>{}<ol>\n{}</ol></article>\n",
      incident.goes_on() ? domain::to_string(incident.severity()) : "over", escape(incident.title),
      capital(domain::to_string(incident.state())), domain::to_string(incident.severity()), affected(incident),
      updates);
}

std::string incidents(const StatusPage& page) {
  std::string open, past;
  std::size_t shown = 0;
  for (auto incident = page.incidents.rbegin(); incident != page.incidents.rend(); ++incident) {
    if (incident->goes_on()) {
      open += incident_card(*incident);
    } else if (++shown <= kPastIncidents) {
      past += incident_card(*incident);
    }
  }
  std::string html;
  if (!open.empty()) html += "<h2>Incidents</h2>\n" + open;
  html += components(page);
  html += "<h2>Past incidents</h2>\n" + (past.empty() ? "<p class=\"soft\">None.</p>\n" : past);
  return html;
}

}  // namespace

std::string to_html(const StatusPage& page) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"{}\"><title>souk status</title>"
      "<style>{}</style></head>\n<body><h1>souk status</h1>\n<div class=\"banner {}\" role=\"status\">{}</div>\n{}"
      "<footer class=\"soft\">{}. This page loads itself again every {} seconds. "
      "For programs: <a href=\"/status.json\">status.json</a></footer></body></html>\n",
      kReload_s, kStyle, indicator_of(page), escape(headline_of(page)), incidents(page), time_text(page.at), kReload_s);
}

}  // namespace souk::console
