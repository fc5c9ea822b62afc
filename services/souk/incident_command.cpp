#include "domain/incident_command.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "incidents/incident_json.hpp"
#include "services/souk/commands.hpp"
#include "services/souk/ops_target.hpp"

namespace souk {
namespace {

struct IncidentArguments {
  OpsTarget target;
  std::string incident, hypothesis, title, text, state, severity;
  std::vector<std::string> components, criteria, met;
  std::string who = "cli";
  bool as_json = false;
};

std::string time_text(UnixMs at) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(at / 1'000)));
}

void print_line(const domain::Incident& incident) {
  fmt::print("{:<24} {:<13} {:<8} {}\n", incident.name, domain::to_string(incident.state()),
             domain::to_string(incident.severity()), incident.title);
}

void print_whole(const domain::Incident& incident) {
  fmt::print("{}: {}\n{}, {}, opened {} UTC\n", incident.name, incident.title, domain::to_string(incident.state()),
             domain::to_string(incident.severity()), time_text(incident.opened_at()));
  for (const domain::IncidentUpdate& update : incident.updates) {
    fmt::print("\n{}  {} ({})\n  {}\n", time_text(update.at), domain::to_string(update.state), update.who, update.text);
  }
  for (const domain::Hypothesis& hypothesis : incident.hypotheses) {
    fmt::print("\nhypothesis {}: {}\n", hypothesis.name, domain::to_string(hypothesis.state()));
    for (const domain::Finding& finding : hypothesis.findings) {
      fmt::print("  {}  {} ({}): {}\n", time_text(finding.at), domain::to_string(finding.state), finding.who,
                 finding.text);
    }
  }
  if (!incident.affected.empty()) fmt::print("\naffected\n");
  for (const domain::AffectedComponent& affected : incident.affected) {
    fmt::print("  {:<53} {} (at worst {}), since {}\n", domain::name_of(affected.component),
               domain::to_string(affected.now), domain::to_string(affected.worst), time_text(affected.since));
  }
  for (const domain::ClosingCriterion& criterion : incident.criteria) {
    fmt::print("criterion: {} ({})\n", criterion.text, criterion.met_at == 0 ? "not met" : "met");
  }
  if (incident.state() == domain::IncidentState::closed) return;
  const std::vector<std::string> unmet = domain::unmet_criteria(incident);
  fmt::print("\n{}\n", unmet.empty() ? "may be closed" : "may not be closed yet:");
  for (const std::string& criterion : unmet) fmt::print("  {}\n", criterion);
}

// `choice` is one of `names`: the command line has checked it, or it is empty.
template <class T, std::size_t N>
std::optional<T> index_in(const std::array<std::string_view, N>& names, const std::string& choice) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == choice) return static_cast<T>(i);
  }
  return std::nullopt;
}

template <std::size_t N>
std::vector<std::string> strings(const std::array<std::string_view, N>& names, std::size_t count = N) {
  return {names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count)};
}

Task<Result<int>> send(cluster::OpsClient& ops, const IncidentArguments& arguments, domain::IncidentCommand command) {
  command.incident = arguments.incident;
  command.who = arguments.who;
  const Result<domain::Incident> incident = co_await ops.change_incident(std::move(command));
  if (incident.has_error()) co_return incident.error();
  print_line(*incident);
  co_return 0;
}

Task<Result<int>> open(cluster::OpsClient& ops, const IncidentArguments& arguments) {
  domain::OpenIncident what;
  what.title = arguments.title;
  what.text = arguments.text;
  what.criteria = arguments.criteria;
  what.severity = index_in<domain::Severity>(domain::kSeverityNames, arguments.severity).value_or(what.severity);
  for (const std::string& key : arguments.components) {
    if (const auto component = domain::find_component(key)) what.scope.push_back(*component);
  }
  return send(ops, arguments, {"", std::move(what)});
}

Task<Result<int>> update(cluster::OpsClient& ops, const IncidentArguments& arguments) {
  domain::UpdateIncident what;
  what.text = arguments.text;
  what.state = index_in<domain::IncidentState>(domain::kIncidentStateNames, arguments.state);
  what.severity = index_in<domain::Severity>(domain::kSeverityNames, arguments.severity);
  what.met = arguments.met;
  return send(ops, arguments, {"", std::move(what)});
}

Task<Result<int>> judge(cluster::OpsClient& ops, const IncidentArguments& arguments) {
  domain::JudgeHypothesis what;
  what.name = arguments.hypothesis;
  what.text = arguments.text;
  what.state = index_in<domain::HypothesisState>(domain::kHypothesisStateNames, arguments.state).value_or(what.state);
  return send(ops, arguments, {"", std::move(what)});
}

Task<Result<int>> close(cluster::OpsClient& ops, const IncidentArguments& arguments) {
  return send(ops, arguments, {"", domain::CloseIncident{arguments.text}});
}

Task<Result<int>> show(cluster::OpsClient& ops, const IncidentArguments& arguments) {
  const Result<std::vector<domain::Incident>> incidents = co_await ops.incidents();
  if (incidents.has_error()) co_return incidents.error();
  if (arguments.incident.empty()) {
    if (arguments.as_json) {
      std::puts(boost::json::serialize(incidents::to_json(*incidents)).c_str());
    } else {
      for (const domain::Incident& incident : *incidents) print_line(incident);
      if (incidents->empty()) std::puts("no incidents");
    }
    co_return 0;
  }
  for (const domain::Incident& incident : *incidents) {
    if (incident.name != arguments.incident) continue;
    if (arguments.as_json) {
      std::puts(boost::json::serialize(incidents::to_json(incident)).c_str());
    } else {
      print_whole(incident);
    }
    co_return 0;
  }
  co_return fail(Errc::not_found, "no incident " + arguments.incident);
}

using Talk = Task<Result<int>> (*)(cluster::OpsClient&, const IncidentArguments&);

CLI::App* add_verb(CLI::App& incident, const std::shared_ptr<IncidentArguments>& arguments, int& exit_code,
                   const std::string& name, const std::string& description, Talk talk) {
  CLI::App* verb = incident.add_subcommand(name, description);
  arguments->target.add_options(*verb);
  CLI::Option* which = verb->add_option("incident", arguments->incident, "Name of the incident");
  if (name != "show") {
    which->required();
    verb->add_option("--text", arguments->text, "What to tell: an update, a claim, a test, evidence")->required();
    verb->add_option("--who", arguments->who, "Who says so")->capture_default_str();
  }
  verb->callback([arguments, &exit_code, name, talk] {
    exit_code = arguments->target.run("incident " + name,
                                      [&arguments, talk](cluster::OpsClient& ops) { return talk(ops, *arguments); });
  });
  return verb;
}

// An option that takes one value each time it is given: what follows it is not its own.
CLI::Option* add_list(CLI::App& verb, const std::string& name, std::vector<std::string>& into,
                      const std::string& description) {
  return verb.add_option(name, into, description)->take_all()->allow_extra_args(false);
}

}  // namespace

void add_incident_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<IncidentArguments>();
  CLI::App* incident = app.add_subcommand("incident", "Open incidents, tell users, test hypotheses, close");
  incident->require_subcommand(1);

  CLI::App* verb =
      add_verb(*incident, arguments, exit_code, "open", "Begin an incident; it is on the status page", &open);
  verb->add_option("--title", arguments->title, "What users see of it")->required();
  verb->add_option("--severity", arguments->severity, "How bad it is (major)")
      ->check(CLI::IsMember(strings(domain::kSeverityNames)));
  add_list(*verb, "--component", arguments->components, "Whose trouble belongs to it (all); may be repeated")
      ->check(CLI::IsMember(strings(domain::kComponentKeys)));
  add_list(*verb, "--criterion", arguments->criteria, "What has to be true before it is closed; may be repeated");

  verb = add_verb(*incident, arguments, exit_code, "update", "Tell users the news", &update);
  verb->add_option("--state", arguments->state, "Its state from here on (as it is)")
      ->check(CLI::IsMember(strings(domain::kIncidentStateNames, 5)));
  verb->add_option("--severity", arguments->severity, "From here on (as it is)")
      ->check(CLI::IsMember(strings(domain::kSeverityNames)));
  add_list(*verb, "--met", arguments->met, "A criterion that is met now; may be repeated");

  verb = add_verb(*incident, arguments, exit_code, "hypothesis", "Propose, test, refute or confirm a cause", &judge);
  verb->add_option("hypothesis", arguments->hypothesis, "Name of the hypothesis")->required();
  verb->add_option("--state", arguments->state, "What became of it (proposed)")
      ->check(CLI::IsMember(strings(domain::kHypothesisStateNames)));

  add_verb(*incident, arguments, exit_code, "close", "Close it, if all its criteria are met", &close);
  verb = add_verb(*incident, arguments, exit_code, "show", "One incident, or all of them", &show);
  verb->add_flag("--json", arguments->as_json, "As JSON");
  incident->footer(
      "Examples:\n"
      "  souk incident open outage --title \"Installs fail\" --severity critical --text \"We are looking into it.\"\n"
      "  souk incident hypothesis outage heap --text \"The heap is too small.\"\n"
      "  souk incident hypothesis outage heap --state refuted --text \"It is flat at 180 MB.\"\n"
      "  souk incident update outage --state fixing --text \"A fix is being deployed.\"\n"
      "  souk incident show outage\n"
      "  souk incident close outage --text \"All is well.\"");
}

}  // namespace souk
