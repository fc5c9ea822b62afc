// All incidents, and the rules of what may be done to them.
//
//   investigating -> identified, fixing, monitoring, resolved
//   identified    -> investigating, fixing, monitoring, resolved
//   fixing        -> investigating, identified, monitoring
//   monitoring    -> investigating, identified, fixing, resolved
//   resolved      -> investigating, closed
//
// A fix is watched before anybody says that it helped, hence no way from fixing to resolved. Only close leads to
// closed, nothing leads out of it. A hypothesis is proposed -> tested -> confirmed or refuted; it can be refuted
// untested, but not confirmed, and what was confirmed can still be refuted. What was refuted stays so.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "domain/incident_command.hpp"
#include "domain/result.hpp"

namespace souk::domain {

bool may_follow(IncidentState from, IncidentState to);
bool may_follow(HypothesisState from, HypothesisState to);

class IncidentBook {
 public:
  // More is refused. Of more than kMostIncidents the oldest closed one makes room.
  static constexpr std::size_t kMostIncidents = 100;
  static constexpr std::size_t kMostUpdates = 500;    // of an incident
  static constexpr std::size_t kMostHypotheses = 50;  // of an incident
  static constexpr std::size_t kMostFindings = 20;    // of a hypothesis
  static constexpr std::size_t kMostCriteria = 20;    // of an incident
  static constexpr std::size_t kLongestText = 4'000;  // bytes
  static constexpr std::size_t kLongestTitle = 200;   // bytes
  static constexpr std::size_t kLongestName = 64;     // characters: lower-case letters, digits and dashes

  IncidentBook() = default;
  explicit IncidentBook(std::vector<Incident> incidents) : incidents_(std::move(incidents)) {}

  // Returns the incident as it is then. Errors, which change nothing: invalid_argument (names, texts, too many),
  // not_found (no such incident or criterion), conflict (there is one of that name; the state forbids it; criteria are
  // not met: says which).
  Result<Incident> carry_out(const IncidentCommand& command, const ComponentStates& components, UnixMs now);

  // What the probes see now, entered into every incident that is not closed. True if that changed one.
  bool observe(const ComponentStates& components, UnixMs now);

  // In the order in which they were opened.
  const std::vector<Incident>& incidents() const { return incidents_; }
  const Incident* find(std::string_view name) const;

 private:
  Result<Incident> open(const IncidentCommand& command, const OpenIncident& what, const ComponentStates& components,
                        UnixMs now);
  Result<void> update(Incident& incident, const UpdateIncident& what, const std::string& who, UnixMs now);
  Result<void> judge(Incident& incident, const JudgeHypothesis& what, const std::string& who, UnixMs now);
  Result<void> close(Incident& incident, const CloseIncident& what, const std::string& who, UnixMs now);

  std::vector<Incident> incidents_;
};

}  // namespace souk::domain
