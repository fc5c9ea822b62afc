#include "services/firedrill/matrix_text.hpp"

#include <cmath>

#include "domain/drill_quantity.hpp"
#include "report/text.hpp"

namespace souk::firedrill {

std::string key_of(const FlagFinding& proof) { return key_of(*proof.experiment); }

std::string number_text(const std::optional<double>& value, std::string_view unit) {
  if (!value) return "-";
  constexpr double kWhole = 100;
  std::string text;
  if (*value >= kWhole) {
    text = report::grouped(static_cast<std::uint64_t>(std::llround(*value)));
  } else {
    text = domain::decimal(*value, std::abs(*value) < 10 ? 2 : 1);
  }
  if (unit.empty()) return text;
  return text + (unit.starts_with('/') ? "" : " ") + std::string(unit);
}

std::string watched_text(const FlagFinding& proof) {
  const Watch& watch = proof.experiment->watch;
  const auto& [before, flipped, back] = proof.watched;
  return std::string(watch.name) + " " + number_text(before, watch.unit) + " -> " + number_text(flipped, watch.unit) +
         " -> " + number_text(back, watch.unit);
}

std::string required_text(const FlagExperiment& experiment) {
  const Effect& effect = experiment.effect;
  std::string text = effect.comparison == domain::Comparison::at_most ? "at most " : "at least ";
  text += effect.of_before == 1 ? "that of before" : domain::decimal(effect.of_before) + "x that of before";
  if (effect.plus > 0) text += " + " + domain::decimal(effect.plus);
  if (effect.plus < 0) text += " - " + domain::decimal(-effect.plus);
  return experiment.proof == Proof::prevents ? "only when flipped back " + text : text;
}

std::string seconds_text(const std::optional<double>& seconds) {
  return seconds ? domain::decimal(*seconds, 2) + " s" : "-";
}

std::string notable_text(const FlagFinding& proof) {
  std::string text;
  for (const Figure& figure : proof.figures) {
    const std::string change = notable(figure);
    if (!change.empty()) text += (text.empty() ? "" : ", ") + change;
  }
  return text;
}

}  // namespace souk::firedrill
