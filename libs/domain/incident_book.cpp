#include "domain/incident_book.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace souk::domain {
namespace {

Error invalid(std::string detail) { return fail(Errc::invalid_argument, std::move(detail)); }
Error conflict(std::string detail) { return fail(Errc::conflict, std::move(detail)); }

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= IncidentBook::kLongestName &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

Result<void> check_name(std::string_view what, std::string_view name) {
  if (is_name(name)) return {};
  return invalid(std::string(what) + ": \"" + std::string(name.substr(0, IncidentBook::kLongestName)) +
                 "\" is not a name; use lower-case letters, digits and dashes, at most " +
                 std::to_string(IncidentBook::kLongestName));
}

Result<void> check_text(std::string_view what, std::string_view text, std::size_t longest) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return invalid(std::string(what) + " is missing: say it in a sentence");
  }
  if (text.size() > longest) {
    return invalid(std::string(what) + " is longer than " + std::to_string(longest) + " bytes");
  }
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  });
  if (control) return invalid(std::string(what) + " has a control character");
  return {};
}

Result<void> check_text(std::string_view what, std::string_view text) {
  return check_text(what, text, IncidentBook::kLongestText);
}

bool belongs(const Incident& incident, Component component) {
  return incident.scope.empty() ||
         std::find(incident.scope.begin(), incident.scope.end(), component) != incident.scope.end();
}

// Unknown says nothing: a component that cannot be probed now stays as it was.
bool note(Incident& incident, Component component, ComponentState state, UnixMs now) {
  if (state == ComponentState::unknown || !belongs(incident, component)) return false;
  const auto known = std::find_if(incident.affected.begin(), incident.affected.end(),
                                  [component](const AffectedComponent& one) { return one.component == component; });
  if (known == incident.affected.end()) {
    if (!is_bad(state) || !incident.goes_on()) return false;
    incident.affected.push_back({component, state, state, now, 0});
    return true;
  }
  if (known->now == state) return false;
  known->now = state;
  known->worst = worse_of(known->worst, state);
  known->well_since = is_bad(state) ? 0 : now;
  return true;
}

bool note_all(Incident& incident, const ComponentStates& components, UnixMs now) {
  bool changed = false;
  for (std::size_t i = 0; i < kComponentCount; ++i) {
    changed = note(incident, static_cast<Component>(i), components[i], now) || changed;
  }
  return changed;
}

Result<void> check_opening(const OpenIncident& what) {
  if (auto ok = check_text("title", what.title, IncidentBook::kLongestTitle); !ok) return ok;
  if (auto ok = check_text("text", what.text); !ok) return ok;
  if (what.criteria.size() > IncidentBook::kMostCriteria) {
    return invalid("an incident has at most " + std::to_string(IncidentBook::kMostCriteria) + " criteria of its own");
  }
  for (std::size_t i = 0; i < what.criteria.size(); ++i) {
    if (auto ok = check_text("a criterion", what.criteria[i]); !ok) return ok;
    const auto before = what.criteria.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(what.criteria.begin(), before, what.criteria[i]) != before) {
      return invalid("the criterion \"" + what.criteria[i] + "\" is there twice");
    }
  }
  return {};
}

Result<void> meet(Incident& incident, const std::string& text, UnixMs now) {
  const auto found = std::find_if(incident.criteria.begin(), incident.criteria.end(),
                                  [&text](const ClosingCriterion& criterion) { return criterion.text == text; });
  if (found == incident.criteria.end()) {
    return fail(Errc::not_found, "incident " + incident.name + " has no criterion \"" + text + "\"");
  }
  if (found->met_at == 0) found->met_at = now;
  return {};
}

}  // namespace

bool may_follow(IncidentState from, IncidentState to) {
  using enum IncidentState;
  if (from == to) return from != closed;
  switch (from) {
    case investigating:
    case identified:
    case monitoring:
      return to != closed;
    case fixing:
      return to == investigating || to == identified || to == monitoring;
    case resolved:
      return to == investigating || to == closed;
    case closed:
      break;
  }
  return false;
}

bool may_follow(HypothesisState from, HypothesisState to) {
  using enum HypothesisState;
  switch (from) {
    case proposed:
      return to == tested || to == refuted;
    case tested:
      return to != proposed;
    case confirmed:
      return to == refuted;
    case refuted:
      break;
  }
  return false;
}

const Incident* IncidentBook::find(std::string_view name) const {
  const auto found = std::find_if(incidents_.begin(), incidents_.end(),
                                  [name](const Incident& incident) { return incident.name == name; });
  return found == incidents_.end() ? nullptr : &*found;
}

Result<Incident> IncidentBook::carry_out(const IncidentCommand& command, const ComponentStates& components,
                                         UnixMs now) {
  if (auto ok = check_name("incident", command.incident); !ok) return ok.error();
  if (auto ok = check_text("who", command.who, kLongestTitle); !ok) return ok.error();
  if (const auto* what = std::get_if<OpenIncident>(&command.what)) return open(command, *what, components, now);

  const auto found = std::find_if(incidents_.begin(), incidents_.end(),
                                  [&command](const Incident& incident) { return incident.name == command.incident; });
  if (found == incidents_.end()) return fail(Errc::not_found, "no incident " + command.incident);
  if (found->state() == IncidentState::closed) return conflict("incident " + command.incident + " is closed");

  Incident changed = *found;
  note_all(changed, components, now);
  Result<void> done;
  if (const auto* update_it = std::get_if<UpdateIncident>(&command.what)) {
    done = update(changed, *update_it, command.who, now);
  } else if (const auto* judge_it = std::get_if<JudgeHypothesis>(&command.what)) {
    done = judge(changed, *judge_it, command.who, now);
  } else {
    done = close(changed, std::get<CloseIncident>(command.what), command.who, now);
  }
  if (!done) return done.error();
  *found = changed;
  return changed;
}

Result<Incident> IncidentBook::open(const IncidentCommand& command, const OpenIncident& what,
                                    const ComponentStates& components, UnixMs now) {
  if (auto ok = check_opening(what); !ok) return ok.error();
  if (find(command.incident) != nullptr) {
    return conflict("there is an incident " + command.incident + " already; choose another name");
  }
  if (incidents_.size() >= kMostIncidents) {
    const auto closed = std::find_if(incidents_.begin(), incidents_.end(), [](const Incident& incident) {
      return incident.state() == IncidentState::closed;
    });
    if (closed == incidents_.end()) {
      return conflict(std::to_string(kMostIncidents) + " incidents are not closed; close one first");
    }
    incidents_.erase(closed);
  }
  Incident incident;
  incident.name = command.incident;
  incident.title = what.title;
  incident.scope = what.scope;
  incident.updates.push_back({now, IncidentState::investigating, what.severity, what.text, command.who});
  for (const std::string& criterion : what.criteria) incident.criteria.push_back({criterion, 0});
  note_all(incident, components, now);
  incidents_.push_back(incident);
  return incident;
}

Result<void> IncidentBook::update(Incident& incident, const UpdateIncident& what, const std::string& who, UnixMs now) {
  if (auto ok = check_text("text", what.text); !ok) return ok;
  if (incident.updates.size() >= kMostUpdates) return conflict("an incident has at most 500 updates");
  const IncidentState state = what.state.value_or(incident.state());
  if (state == IncidentState::closed) return conflict("only close closes an incident");
  if (!may_follow(incident.state(), state)) {
    return conflict("incident " + incident.name + " is " + std::string(to_string(incident.state())) + ", which " +
                    std::string(to_string(state)) + " cannot follow");
  }
  for (const std::string& criterion : what.met) {
    if (auto ok = meet(incident, criterion, now); !ok) return ok;
  }
  incident.updates.push_back({now, state, what.severity.value_or(incident.severity()), what.text, who});
  return {};
}

Result<void> IncidentBook::judge(Incident& incident, const JudgeHypothesis& what, const std::string& who, UnixMs now) {
  if (auto ok = check_name("hypothesis", what.name); !ok) return ok;
  if (auto ok = check_text("text", what.text); !ok) return ok;
  const auto known = std::find_if(incident.hypotheses.begin(), incident.hypotheses.end(),
                                  [&what](const Hypothesis& one) { return one.name == what.name; });
  if (known == incident.hypotheses.end()) {
    if (what.state != HypothesisState::proposed) {
      return fail(Errc::not_found,
                  "incident " + incident.name + " has no hypothesis " + what.name + "; propose it first");
    }
    if (incident.hypotheses.size() >= kMostHypotheses) return conflict("an incident has at most 50 hypotheses");
    incident.hypotheses.push_back({what.name, {{now, what.state, what.text, who}}});
    return {};
  }
  if (!may_follow(known->state(), what.state)) {
    const bool untested = known->state() == HypothesisState::proposed && what.state == HypothesisState::confirmed;
    return conflict("hypothesis " + what.name + " is " + std::string(to_string(known->state())) + ", which " +
                    std::string(to_string(what.state)) + " cannot follow" + (untested ? "; test it first" : ""));
  }
  if (known->findings.size() >= kMostFindings) return conflict("a hypothesis has at most 20 findings");
  known->findings.push_back({now, what.state, what.text, who});
  return {};
}

Result<void> IncidentBook::close(Incident& incident, const CloseIncident& what, const std::string& who, UnixMs now) {
  if (auto ok = check_text("text", what.text); !ok) return ok;
  const std::vector<std::string> unmet = unmet_criteria(incident);
  if (!unmet.empty()) {
    std::string list;
    for (const std::string& criterion : unmet) list += (list.empty() ? "" : "; ") + criterion;
    return conflict("incident " + incident.name + " cannot be closed: " + list);
  }
  incident.updates.push_back({now, IncidentState::closed, incident.severity(), what.text, who});
  return {};
}

bool IncidentBook::observe(const ComponentStates& components, UnixMs now) {
  bool changed = false;
  for (Incident& incident : incidents_) {
    if (incident.state() == IncidentState::closed) continue;
    changed = note_all(incident, components, now) || changed;
  }
  return changed;
}

}  // namespace souk::domain
