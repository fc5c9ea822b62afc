// An incident as its own record: what is known, what was supposed and what became of it, what users were told, and
// what has to be true before it may be closed. Several may be open at once and are kept apart by their names.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/component.hpp"
#include "domain/time.hpp"

namespace souk::domain {

enum class IncidentState : std::uint8_t { investigating, identified, fixing, monitoring, resolved, closed };
inline constexpr std::array<std::string_view, 6> kIncidentStateNames{"investigating", "identified", "fixing",
                                                                     "monitoring",    "resolved",   "closed"};
constexpr std::string_view to_string(IncidentState state) {
  return kIncidentStateNames[static_cast<std::size_t>(state)];
}

enum class Severity : std::uint8_t { minor, major, critical };
inline constexpr std::array<std::string_view, 3> kSeverityNames{"minor", "major", "critical"};
constexpr std::string_view to_string(Severity severity) { return kSeverityNames[static_cast<std::size_t>(severity)]; }

enum class HypothesisState : std::uint8_t { proposed, tested, refuted, confirmed };
inline constexpr std::array<std::string_view, 4> kHypothesisStateNames{"proposed", "tested", "refuted", "confirmed"};
constexpr std::string_view to_string(HypothesisState state) {
  return kHypothesisStateNames[static_cast<std::size_t>(state)];
}

// What happened to a hypothesis: what was claimed, how it was tested, what the evidence is.
struct Finding {
  UnixMs at = 0;
  HypothesisState state = HypothesisState::proposed;
  std::string text;
  std::string who;
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct Hypothesis {
  std::string name;               // unique in its incident, "heap-too-small"
  std::vector<Finding> findings;  // never empty; the first is the claim
  HypothesisState state() const { return findings.back().state; }
  bool is_open() const { return state() == HypothesisState::proposed || state() == HypothesisState::tested; }
  friend bool operator==(const Hypothesis&, const Hypothesis&) = default;
};

struct IncidentUpdate {
  UnixMs at = 0;
  IncidentState state = IncidentState::investigating;  // from here on
  Severity severity = Severity::major;
  std::string text;  // for everybody to read
  std::string who;
  friend bool operator==(const IncidentUpdate&, const IncidentUpdate&) = default;
};

// A component that was seen in a bad state while the incident was open.
struct AffectedComponent {
  Component component = Component::listings;
  ComponentState now = ComponentState::unknown;    // when it was looked at last
  ComponentState worst = ComponentState::unknown;  // so far
  UnixMs since = 0;                                // first seen bad
  UnixMs well_since = 0;                           // operational again; 0 while it is not
  friend bool operator==(const AffectedComponent&, const AffectedComponent&) = default;
};

// Something that has to be true before the incident is closed, and that only a person can say.
struct ClosingCriterion {
  std::string text;
  UnixMs met_at = 0;  // 0: not met
  friend bool operator==(const ClosingCriterion&, const ClosingCriterion&) = default;
};

struct Incident {
  std::string name;  // "march-2020"
  std::string title;
  std::vector<Component> scope;         // whose trouble belongs to it; empty = everybody's
  std::vector<IncidentUpdate> updates;  // never empty; the last one tells state and severity
  std::vector<Hypothesis> hypotheses;
  std::vector<AffectedComponent> affected;  // in the order in which they were first seen bad
  std::vector<ClosingCriterion> criteria;   // besides those that every incident has, see unmet_criteria()

  IncidentState state() const { return updates.back().state; }
  Severity severity() const { return updates.back().severity; }
  UnixMs opened_at() const { return updates.front().at; }
  // When it was resolved, or closed, for good; nothing while it goes on.
  std::optional<UnixMs> resolved_at() const;
  bool goes_on() const { return state() < IncidentState::resolved; }
  const Hypothesis* find_hypothesis(std::string_view hypothesis) const;
  friend bool operator==(const Incident&, const Incident&) = default;
};

// Why the incident may not be closed yet, a sentence for each criterion that is not met; empty: it may. Every incident
// has these: it is resolved, each of its components is operational again, a hypothesis is confirmed, and none is left
// undecided.
std::vector<std::string> unmet_criteria(const Incident& incident);

}  // namespace souk::domain
