#include "sim/shrink.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "sim/invariants.hpp"

namespace souk::sim {
namespace {

using domain::Drill;

using Round = std::chrono::duration<std::int64_t, std::centi>;
constexpr Nanos kShortestCut = std::chrono::milliseconds(100);

bool is_calm(const domain::DrillStep& step) { return step.name == kCalmStep; }

bool changes_class(const domain::StepAction& action, const std::string& name) {
  const auto* change = std::get_if<domain::LoadChange>(&action);
  return change != nullptr && change->class_name == name;
}

class Shrinker {
 public:
  Shrinker(Drill drill, const std::function<bool(const Drill&)>& still_fails, const std::function<bool()>& may_go_on)
      : best_(std::move(drill)), still_fails_(still_fails), may_go_on_(may_go_on) {}

  Drill run() {
    bool smaller = true;
    while (smaller && may_go_on_()) {
      smaller = drop_steps();
      smaller = drop_actions() || smaller;
      smaller = drop_classes() || smaller;
      smaller = drop_each(&Drill::flags) || smaller;
      smaller = drop_each(&Drill::settings) || smaller;
      smaller = heal_parts() || smaller;
      smaller = lower_rates() || smaller;
      smaller = shorten() || smaller;
    }
    return std::move(best_);
  }

 private:
  bool keep_if_it_fails(Drill candidate) {
    if (!may_go_on_() || !still_fails_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  // Larger pieces first: halves, quarters, ... single steps.
  bool drop_steps() {
    bool smaller = false;
    for (std::size_t piece = std::max<std::size_t>(1, best_.steps.size() / 2);; piece /= 2) {
      for (std::size_t first = 0; first < best_.steps.size() && may_go_on_();) {
        Drill candidate = best_;
        auto& steps = candidate.steps;
        const std::size_t last = std::min(first + piece, steps.size());
        for (std::size_t i = last; i > first; --i) {
          if (!is_calm(steps[i - 1])) steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i - 1));
        }
        const bool dropped = steps.size() < best_.steps.size() && keep_if_it_fails(std::move(candidate));
        smaller = smaller || dropped;
        if (!dropped) first = last;
      }
      if (piece <= 1) return smaller;
    }
  }

  bool drop_actions() {
    bool smaller = false;
    for (std::size_t step = 0; step < best_.steps.size(); ++step) {
      for (std::size_t i = best_.steps[step].actions.size(); i > 0; --i) {
        const auto& actions = best_.steps[step].actions;
        if (is_calm(best_.steps[step]) && std::holds_alternative<domain::Faults>(actions[i - 1])) continue;
        Drill candidate = best_;
        candidate.steps[step].actions.erase(candidate.steps[step].actions.begin() + static_cast<std::ptrdiff_t>(i - 1));
        smaller = keep_if_it_fails(std::move(candidate)) || smaller;
      }
    }
    return smaller;
  }

  bool drop_classes() {
    bool smaller = false;
    for (std::size_t i = best_.workload.size(); i > 0 && best_.workload.size() > 1; --i) {
      Drill candidate = best_;
      const std::string name = candidate.workload[i - 1].user_class.name;
      candidate.workload.erase(candidate.workload.begin() + static_cast<std::ptrdiff_t>(i - 1));
      for (domain::DrillStep& step : candidate.steps) {
        std::erase_if(step.actions, [&name](const auto& action) { return changes_class(action, name); });
      }
      if (!has_core(candidate)) std::erase_if(candidate.expectations, is_about_core);
      smaller = keep_if_it_fails(std::move(candidate)) || smaller;
    }
    return smaller;
  }
  // Without such users an expectation of the core can only be unknown.
  static bool has_core(const Drill& drill) {
    return std::any_of(drill.workload.begin(), drill.workload.end(), [](const domain::PlannedClass& planned) {
      const domain::UserKind kind = planned.user_class.kind;
      return kind == domain::UserKind::in_product || kind == domain::UserKind::renewing_customer;
    });
  }
  static bool is_about_core(const domain::Expectation& expectation) {
    return expectation.metric == domain::Metric::core_goodput_ratio;
  }

  template <class Part>
  bool drop_each(std::vector<Part> Drill::*parts) {
    bool smaller = false;
    for (std::size_t i = (best_.*parts).size(); i > 0; --i) {
      Drill candidate = best_;
      auto& list = candidate.*parts;
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(i - 1));
      smaller = keep_if_it_fails(std::move(candidate)) || smaller;
    }
    return smaller;
  }

  // The parts of a network's fault, one by one.
  bool heal_parts() {
    bool smaller = false;
    for (std::size_t step = 0; step < best_.steps.size(); ++step) {
      for (std::size_t i = 0; i < best_.steps[step].actions.size(); ++i) {
        for (int part = 0; part < 4; ++part) {
          Drill candidate = best_;
          auto* faults = std::get_if<domain::Faults>(&candidate.steps[step].actions[i]);
          if (faults == nullptr || !faults->network || !heal(*faults->network, part)) continue;
          smaller = keep_if_it_fails(std::move(candidate)) || smaller;
        }
      }
    }
    return smaller;
  }
  // False if that part is whole already.
  static bool heal(domain::NetworkFault& fault, int part) {
    if (part == 0) return std::exchange(fault.loss, 0) != 0;
    if (part == 1) return std::exchange(fault.repeat, 0) != 0;
    if (part == 2) return std::exchange(fault.delay, Nanos{0}) != Nanos{0};
    return std::exchange(fault.cut, domain::Cut::none) != domain::Cut::none;
  }

  bool lower_rates() {
    bool smaller = false;
    for (std::size_t i = 0; i < best_.workload.size(); ++i) {
      while (best_.workload[i].rate.quantity.value > 1) {
        Drill candidate = best_;
        double& rate = candidate.workload[i].rate.quantity.value;
        rate = std::max(1.0, std::floor(rate / 2));
        if (!keep_if_it_fails(std::move(candidate))) break;
        smaller = true;
      }
    }
    return smaller;
  }

  // Takes time away before a step, for it and all after it: as much as possible first.
  bool shorten() {
    bool smaller = false;
    for (std::size_t step = 0; step < best_.steps.size(); ++step) {
      const Nanos before = step == 0 ? Nanos{0} : best_.steps[step - 1].at;
      for (Nanos cut = best_.steps[step].at - before; cut >= kShortestCut; cut = std::chrono::floor<Round>(cut / 2)) {
        Drill candidate = best_;
        for (std::size_t i = step; i < candidate.steps.size(); ++i) candidate.steps[i].at -= cut;
        candidate.duration = std::chrono::ceil<std::chrono::seconds>(candidate.duration - cut);
        if (!keep_if_it_fails(std::move(candidate))) continue;
        smaller = true;
        break;
      }
    }
    return smaller;
  }

  Drill best_;
  const std::function<bool(const Drill&)>& still_fails_;
  const std::function<bool()>& may_go_on_;
};

}  // namespace

DrillSize size_of(const Drill& drill) {
  DrillSize size;
  size.steps = drill.steps.size();
  for (const domain::DrillStep& step : drill.steps) size.actions += step.actions.size();
  size.classes = drill.workload.size();
  size.knobs = drill.flags.size() + drill.settings.size();
  for (const domain::PlannedClass& planned : drill.workload) size.sessions_per_s += planned.rate.quantity.value;
  size.duration = drill.duration;
  return size;
}

Drill shrink(Drill drill, const std::function<bool(const Drill&)>& still_fails,
             const std::function<bool()>& may_go_on) {
  return Shrinker(std::move(drill), still_fails, may_go_on).run();
}

}  // namespace souk::sim
