#include "domain/drill.hpp"

#include <algorithm>

namespace souk::domain {

std::optional<double> LoadRate::sessions_per_s(const Measurements& measured, unsigned events_per_agent) const {
  const std::optional<double> rate = quantity.resolve(measured);
  if (!rate || !in_events) return rate;
  return *rate / static_cast<double>(std::max(1U, events_per_agent));
}

bool Drill::plays_in(World world) const { return std::find(worlds.begin(), worlds.end(), world) != worlds.end(); }

const DrillStep* Drill::find_step(std::string_view step) const {
  const auto found = std::find_if(steps.begin(), steps.end(), [step](const DrillStep& s) { return s.name == step; });
  return found == steps.end() ? nullptr : &*found;
}

const PlannedClass* Drill::find_class(std::string_view class_name) const {
  const auto found = std::find_if(workload.begin(), workload.end(),
                                  [class_name](const PlannedClass& c) { return c.user_class.name == class_name; });
  return found == workload.end() ? nullptr : &*found;
}

}  // namespace souk::domain
