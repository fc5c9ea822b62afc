#include "report/incident_report.hpp"

#include <fmt/format.h>

#include "domain/duration.hpp"
#include "domain/incident_review.hpp"
#include "report/text.hpp"

namespace souk::report {
namespace {

using domain::IncidentReview;

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "none were planned";
  return domain::decimal(100.0 * static_cast<double>(part) / static_cast<double>(whole), 1) + "%";
}

std::string readable(std::string_view state) {
  std::string text(state);
  for (char& c : text) c = c == '_' ? ' ' : c;
  return text;
}

// To a tenth of a second, or to a second in what lasts for minutes: samples are no finer.
std::string in_words(Nanos time) {
  using Tenths = std::chrono::duration<std::int64_t, std::deci>;
  if (time <= std::chrono::minutes(2)) return domain::duration_in_words(std::chrono::round<Tenths>(time));
  return domain::duration_in_words(std::chrono::round<std::chrono::seconds>(time));
}

class Chapter {
 public:
  Chapter(const domain::DrillResult& result, const domain::Incident* incident)
      : result_(result), incident_(incident), review_(domain::review(result, incident)) {}

  std::string write() {
    head();
    times();
    impact();
    components();
    if (incident_ != nullptr) hypotheses();
    timeline();
    if (incident_ != nullptr) criteria();
    return std::move(text_);
  }

 private:
  std::string moment(Nanos at) const {
    return clock_text(at, result_.length) + std::string(clock_unit(result_.length));
  }
  std::string date(UnixMs at) const { return iso_time(at); }
  void line(const std::string& text) { text_ += text + "\n"; }
  void section(std::string_view title) { text_ += fmt::format("\n### {}\n\n", title); }
  static std::string later(Nanos from, Nanos until) { return in_words(until - from); }

  void head() {
    if (incident_ == nullptr) {
      line("## The run as such\n\nNo incident was opened.");
      return;
    }
    line(fmt::format("## {}\n", markdown_text(incident_->title)));
    line(fmt::format("`{}`, {}, {}; opened {}{}.", incident_->name, domain::to_string(incident_->severity()),
                     domain::to_string(incident_->state()), date(incident_->opened_at()),
                     review_.opened ? " (" + moment(*review_.opened) + " on the drill's clock)" : ""));
  }

  void times() {
    section("Detection and recovery");
    if (!review_.watched) return line("Nothing was probed, so nothing is known.");
    if (!review_.triggered) return line("No trigger is known, so nothing can be said about detection.");
    line(fmt::format("- Triggered by {}, at {}.", review_.trigger, moment(*review_.triggered)));
    if (!review_.detected) return line("- **Not detected**: no component became worse than operational after that.");
    line(fmt::format("- **Time to detect: {}**. The first component that was not operational: {}, at {}.",
                     later(*review_.triggered, *review_.detected), domain::name_of(review_.first),
                     moment(*review_.detected)));
    if (review_.opened && *review_.opened >= *review_.triggered) {
      line(fmt::format("- Time to open the incident: {}.", later(*review_.triggered, *review_.opened)));
    }
    if (!review_.recovered) return line("- **Not recovered** by the end of the run.");
    line(
        fmt::format("- **Time to recover: {}** from the detection, {} from the trigger. All components were "
                    "operational again, for good, at {}.",
                    later(*review_.detected, *review_.recovered), later(*review_.triggered, *review_.recovered),
                    moment(*review_.recovered)));
    line(
        "\nA component is judged by the probes of the last seconds (`probes.window_s`), so it is seen to recover up to "
        "that much late.");
  }

  void impact() {
    const domain::Impact& impact = review_.impact;
    section("Impact");
    line(fmt::format("From {} to {} on the drill's clock, by when a request was meant to be made:\n",
                     moment(impact.from), moment(impact.until)));
    line(fmt::format("- **Requests failed: {} of {}** ({}).", grouped(impact.all.failed), grouped(impact.all.planned),
                     percent(impact.all.failed, impact.all.planned)));
    line(fmt::format("- Installs, upgrades and renewals failed: {} of {} ({}).", grouped(impact.core.failed),
                     grouped(impact.core.planned), percent(impact.core.failed, impact.core.planned)));
    line(fmt::format("- **Users affected: {} of {}** ({}): visits in which at least one request failed.\n",
                     grouped(impact.visits_affected), grouped(impact.visits),
                     percent(impact.visits_affected, impact.visits)));
    line("| Request | Planned | Failed | Share | Tries |\n|---|--:|--:|--:|--:|");
    for (const auto& [name, operation] : impact.operations) {
      line(fmt::format("| {} | {} | {} | {} | {} |", name, grouped(operation.planned), grouped(operation.failed),
                       percent(operation.failed, operation.planned), grouped(operation.attempts)));
    }
  }

  void components() {
    section("Components");
    if (review_.troubles.empty()) {
      return line(review_.watched ? "Every component that is probed stayed operational." : "Nothing was probed.");
    }
    line("| Component | Worst | First seen | Operational again | Not operational for |\n|---|---|--:|--:|--:|");
    for (const domain::ComponentTrouble& trouble : review_.troubles) {
      line(fmt::format("| {} | {} | {} | {} | {} |", domain::name_of(trouble.component),
                       readable(domain::to_string(trouble.worst)), moment(trouble.since),
                       trouble.until ? moment(*trouble.until) : "not by the end", in_words(trouble.bad_for)));
    }
  }

  void hypotheses() {
    section("Hypotheses");
    if (incident_->hypotheses.empty()) return line("None was recorded.");
    for (const domain::Hypothesis& hypothesis : incident_->hypotheses) {
      line(fmt::format("- **{}**: {}", hypothesis.name, domain::to_string(hypothesis.state())));
      for (const domain::Finding& finding : hypothesis.findings) {
        line(fmt::format("  - {}: {}", domain::to_string(finding.state), markdown_text(finding.text)));
      }
    }
  }

  void timeline() {
    section("Timeline");
    line("| At | What |\n|--:|---|");
    for (const domain::TimelineEntry& entry : review_.timeline) {
      line(fmt::format("| {} | {} |", moment(entry.at), markdown_text(entry.what)));
    }
  }

  void criteria() {
    section("Closing");
    const bool closed = incident_->state() == domain::IncidentState::closed;
    for (const domain::ClosingCriterion& criterion : incident_->criteria) {
      line(fmt::format("- [{}] {}", criterion.met_at == 0 ? " " : "x", markdown_text(criterion.text)));
    }
    if (!incident_->criteria.empty()) line("");
    if (closed) return line("The incident is closed.");
    const std::vector<std::string> unmet = domain::unmet_criteria(*incident_);
    line(unmet.empty() ? "The incident may be closed." : "The incident may not be closed yet:\n");
    for (const std::string& criterion : unmet) line("- " + markdown_text(criterion));
  }

  const domain::DrillResult& result_;
  const domain::Incident* incident_;
  const IncidentReview review_;
  std::string text_;
};

}  // namespace

std::string markdown_text(std::string_view text) {
  std::string result;
  for (const char c : escape(text)) {
    if (c == '\n' || c == '\r') {
      result += ' ';
      continue;
    }
    const std::string_view special = "\\`*_[]|#~";
    if (special.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string to_incident_markdown(const domain::DrillResult& result) {
  std::string text = fmt::format("# Incident report: {}\n\n", markdown_text(result.drill.title));
  text += fmt::format("Drill `{}`, world {}, seed {}, begun {}. Verdict: {}.\n\n", result.drill.name, result.world,
                      result.seed, iso_time(result.started_at), domain::to_string(result.verdict.outcome));
  if (result.incidents.empty()) return text + Chapter(result, nullptr).write();
  for (std::size_t i = 0; i < result.incidents.size(); ++i) {
    if (i > 0) text += "\n";
    text += Chapter(result, &result.incidents[i]).write();
  }
  return text;
}

}  // namespace souk::report
