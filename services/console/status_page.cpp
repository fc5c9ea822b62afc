#include "services/console/status_page.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "report/text.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

using domain::ComponentState;

constexpr std::size_t kPastIncidents = 20;  // that are over; the newest

// What others call it.
std::string_view public_name(ComponentState state) {
  return state == ComponentState::degraded ? "degraded_performance" : domain::to_string(state);
}

std::string_view impact_of(domain::Severity severity) { return domain::to_string(severity); }

ComponentState worst_of(const StatusPage& page) {
  ComponentState worst = ComponentState::unknown;
  for (const app::ComponentReading& reading : page.components) worst = domain::worse_of(worst, reading.state);
  return worst;
}

json::value optional_ms(const std::optional<Nanos>& time) {
  return time ? json::value(to_ms(*time)) : json::value(nullptr);
}

json::object component_json(const app::ComponentReading& reading) {
  return {{"id", domain::key_of(reading.component)},
          {"name", domain::name_of(reading.component)},
          {"status", public_name(reading.state)},
          {"updated_at", report::iso_time(reading.since)},
          {"probed", reading.probed},
          {"slo", {{"goodput", reading.slo.goodput}, {"latency_ms", to_ms(reading.slo.latency)}}},
          {"probes",
           {{"count", reading.probes.probes},
            {"failed", reading.probes.failed},
            {"slow", reading.probes.slow},
            {"p50_ms", optional_ms(reading.probes.p50)},
            {"max_ms", optional_ms(reading.probes.max)}}}};
}

json::object incident_json(const domain::Incident& incident) {
  json::array updates, components;
  for (auto update = incident.updates.rbegin(); update != incident.updates.rend(); ++update) {
    updates.push_back({{"status", domain::to_string(update->state)},
                       {"body", update->text},
                       {"created_at", report::iso_time(update->at)}});
  }
  for (const domain::AffectedComponent& affected : incident.affected) {
    components.push_back({{"id", domain::key_of(affected.component)},
                          {"name", domain::name_of(affected.component)},
                          {"status", public_name(affected.now)},
                          {"worst", public_name(affected.worst)}});
  }
  const auto resolved = incident.resolved_at();
  return {{"id", incident.name},
          {"name", incident.title},
          {"status", domain::to_string(incident.state())},
          {"impact", impact_of(incident.severity())},
          {"created_at", report::iso_time(incident.opened_at())},
          {"updated_at", report::iso_time(incident.updates.back().at)},
          {"resolved_at", resolved ? json::value(report::iso_time(*resolved)) : json::value(nullptr)},
          {"components", std::move(components)},
          {"incident_updates", std::move(updates)}};
}

}  // namespace

std::string_view indicator_of(const StatusPage& page) {
  switch (worst_of(page)) {
    case ComponentState::unknown:
      return "unknown";
    case ComponentState::operational:
      return "none";
    case ComponentState::degraded:
      return "minor";
    case ComponentState::partial_outage:
      return "major";
    case ComponentState::major_outage:
      break;
  }
  return "critical";
}

std::string headline_of(const StatusPage& page) {
  const ComponentState worst = worst_of(page);
  if (worst == ComponentState::unknown) return "Nothing is known yet";
  if (worst == ComponentState::operational) return "Everything that is probed is operational";
  const auto bad = std::count_if(page.components.begin(), page.components.end(),
                                 [](const app::ComponentReading& reading) { return domain::is_bad(reading.state); });
  const auto probed = std::count_if(page.components.begin(), page.components.end(),
                                    [](const app::ComponentReading& reading) { return reading.probed; });
  return std::to_string(bad) + " of " + std::to_string(probed) + " probed components " + (bad == 1 ? "is" : "are") +
         " not operational";
}

json::value to_json(const StatusPage& page) {
  json::array components, incidents;
  for (const app::ComponentReading& reading : page.components) components.push_back(component_json(reading));
  std::size_t past = 0;
  for (auto incident = page.incidents.rbegin(); incident != page.incidents.rend(); ++incident) {
    if (incident->goes_on() || ++past <= kPastIncidents) incidents.push_back(incident_json(*incident));
  }
  return {{"page", {{"name", "souk"}, {"updated_at", report::iso_time(page.at)}, {"window_s", to_s(page.window)}}},
          {"status", {{"indicator", indicator_of(page)}, {"description", headline_of(page)}}},
          {"components", std::move(components)},
          {"incidents", std::move(incidents)}};
}

}  // namespace souk::console
