#include "domain/incident_review.hpp"

#include <algorithm>
#include <utility>

#include "domain/timeline.hpp"

namespace souk::domain {
namespace {

std::string in_words(ComponentState state) {
  std::string text(to_string(state));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

bool in_scope(const Incident* incident, Component component) {
  return incident == nullptr || incident->scope.empty() ||
         std::find(incident->scope.begin(), incident->scope.end(), component) != incident->scope.end();
}

const StepRecord* find_record(const DrillResult& result, const std::string& name) {
  const auto found = std::find_if(result.steps.begin(), result.steps.end(),
                                  [&name](const StepRecord& record) { return record.name == name; });
  return found == result.steps.end() ? nullptr : &*found;
}

// The step that the drill names when it opens the incident; without one, the end of the baseline.
void find_trigger(const DrillResult& result, const Incident* incident, IncidentReview& review) {
  for (const DrillStep& step : result.drill.steps) {
    for (const StepAction& action : step.actions) {
      const auto* opening = std::get_if<IncidentAction>(&action);
      if (opening == nullptr || opening->trigger.empty()) continue;
      if (incident != nullptr && opening->command.incident != incident->name) continue;
      const StepRecord* record = find_record(result, opening->trigger);
      review.trigger = "step " + opening->trigger;
      if (record != nullptr) review.triggered = record->started;
      return;
    }
  }
  for (std::size_t i = 1; i < result.phases.size(); ++i) {
    if (result.phases[i - 1].name != kBaselinePhase) continue;
    review.trigger = "phase " + result.phases[i].name;
    review.triggered = result.phases[i].start;
    return;
  }
}

class Troubles {
 public:
  Troubles(const std::vector<ComponentChange>& changes, const Incident* incident, Nanos end) {
    for (const ComponentChange& change : changes) {
      if (in_scope(incident, change.component)) add(change);
    }
    for (ComponentTrouble& trouble : list_) {
      if (bad_since_[index_of(trouble.component)]) trouble.bad_for += end - *bad_since_[index_of(trouble.component)];
    }
  }
  std::vector<ComponentTrouble> take() { return std::move(list_); }

 private:
  void add(const ComponentChange& change) {
    std::optional<Nanos>& bad_since = bad_since_[index_of(change.component)];
    if (is_bad(change.to)) {
      ComponentTrouble& trouble = of(change);
      trouble.worst = worse_of(trouble.worst, change.to);
      trouble.until.reset();
      if (!bad_since) bad_since = change.at;
    } else if (bad_since) {
      ComponentTrouble& trouble = of(change);
      trouble.until = change.at;
      trouble.bad_for += change.at - *bad_since;
      bad_since.reset();
    }
  }
  ComponentTrouble& of(const ComponentChange& change) {
    const auto known = std::find_if(list_.begin(), list_.end(), [&change](const ComponentTrouble& trouble) {
      return trouble.component == change.component;
    });
    if (known != list_.end()) return *known;
    ComponentTrouble trouble;
    trouble.component = change.component;
    trouble.since = change.at;
    list_.push_back(trouble);
    return list_.back();
  }

  std::vector<ComponentTrouble> list_;
  PerComponent<std::optional<Nanos>> bad_since_;
};

void find_detection(const std::vector<ComponentChange>& changes, const Incident* incident, IncidentReview& review) {
  if (!review.triggered) return;
  for (const ComponentChange& change : changes) {
    if (change.at < *review.triggered || is_bad(change.from) || !is_bad(change.to)) continue;
    if (!in_scope(incident, change.component)) continue;
    review.detected = change.at;
    review.first = change.component;
    break;
  }
  if (!review.detected) return;
  Nanos latest{0};
  for (const ComponentTrouble& trouble : review.troubles) {
    if (!trouble.until) return;
    latest = std::max(latest, *trouble.until);
  }
  if (latest >= *review.detected) review.recovered = latest;
}

void add(OperationImpact& sum, const Accounting& accounting) {
  sum.planned += accounting.planned;
  sum.failed += accounting.error + accounting.timeout + accounting.shed + accounting.dropped;
  sum.attempts += accounting.attempts;
}

Impact impact_of(const DrillResult& result, Nanos from, Nanos until) {
  Impact impact;
  impact.from = from;
  impact.until = until;
  const TimeSpan span{from, until};
  for (const LoadWindow& window : result.windows) {
    if (!span.contains(window.start - result.zero + result.resolution() / 2)) continue;
    impact.visits += window.visits;
    impact.visits_affected += window.visits_affected;
    for (const auto& [name, operation] : window.operations) {
      add(impact.operations[name], operation.accounting);
      add(impact.all, operation.accounting);
      if (is_core_operation(name)) add(impact.core, operation.accounting);
    }
  }
  return impact;
}

class Entries {
 public:
  Entries(const DrillResult& result, const Incident* incident) : result_(result), incident_(incident) {}

  std::vector<TimelineEntry> take(const std::vector<ComponentChange>& changes) {
    for (const StepRecord& step : result_.steps) {
      if (!step.started) continue;
      add(*step.started, "Step " + step.name + (step.ok ? "" : " (failed)") +
                             (step.description.empty() ? "" : ": " + step.description));
    }
    for (const ComponentChange& change : changes) {
      if (!in_scope(incident_, change.component)) continue;
      add(change.at,
          std::string(name_of(change.component)) + ": " + in_words(change.from) + " -> " + in_words(change.to));
    }
    if (incident_ != nullptr) add_incident();
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
    return std::move(entries_);
  }

 private:
  void add(Nanos at, std::string what) { entries_.push_back({at, std::move(what)}); }
  Nanos clock_of(UnixMs at) const { return std::chrono::milliseconds(at - result_.zero_at); }
  void add_incident() {
    for (const IncidentUpdate& update : incident_->updates) {
      add(clock_of(update.at), "[" + std::string(to_string(update.state)) + "] " + update.text);
    }
    for (const Hypothesis& hypothesis : incident_->hypotheses) {
      for (const Finding& finding : hypothesis.findings) {
        add(clock_of(finding.at),
            "Hypothesis " + hypothesis.name + " " + std::string(to_string(finding.state)) + ": " + finding.text);
      }
    }
  }

  const DrillResult& result_;
  const Incident* incident_;
  std::vector<TimelineEntry> entries_;
};

}  // namespace

std::vector<ComponentChange> component_changes(const DrillResult& result) {
  std::vector<ComponentChange> changes;
  ComponentStates known{};
  for (const StatusSample& sample : result.samples) {
    for (std::size_t i = 0; i < kComponentCount; ++i) {
      const ComponentState state = sample.status.components[i];
      if (state == ComponentState::unknown || state == known[i]) continue;
      // The first that is known of a component is no change, unless it is bad news.
      if (known[i] != ComponentState::unknown || is_bad(state)) {
        changes.push_back({sample.at, static_cast<Component>(i), known[i], state});
      }
      known[i] = state;
    }
  }
  return changes;
}

IncidentReview review(const DrillResult& result, const Incident* incident) {
  IncidentReview review;
  const std::vector<ComponentChange> changes = component_changes(result);
  for (const StatusSample& sample : result.samples) {
    review.watched = review.watched || sample.status.components != ComponentStates{};
  }
  find_trigger(result, incident, review);
  if (incident != nullptr) review.opened = std::chrono::milliseconds(incident->opened_at() - result.zero_at);
  review.troubles = Troubles(changes, incident, result.length).take();
  find_detection(changes, incident, review);
  const Nanos from = review.triggered.value_or(review.opened.value_or(Nanos{0}));
  // Up to the very end of the run when it did not recover: windows belong to a span by their middle.
  review.impact = impact_of(result, from, review.recovered.value_or(result.length));
  review.timeline = Entries(result, incident).take(changes);
  return review;
}

}  // namespace souk::domain
