#include "domain/drill_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "domain/edit_distance.hpp"
#include "domain/flag.hpp"
#include "domain/settings.hpp"

namespace souk::domain {
namespace {

constexpr double kLargest = 1e9;        // of a quantity, as in the file
constexpr double kLongestWait = 3'600;  // seconds; of timeouts and pauses, as in the file
constexpr std::size_t kNearest = 3;

// A number and how to set it. Setters hold places (indices), not pointers: they are for a drill of the same shape.
struct Slot {
  DrillNumber number;
  std::function<void(Drill&, double)> set;
};
using Slots = std::vector<Slot>;

Nanos nanos_of(double seconds) { return Nanos{std::llround(seconds * 1e9)}; }
unsigned count_of(double value) { return static_cast<unsigned>(std::llround(value)); }

std::string unit_of(const Quantity& quantity, std::string_view absolute) {
  std::string unit(absolute);
  if (quantity.of == Measure::none) return unit;
  return "of " + std::string(kMeasureNames[static_cast<std::size_t>(quantity.of)]) + (unit.empty() ? "" : ", " + unit);
}

DrillNumber quantity(std::string path, const Quantity& quantity, std::string_view unit) {
  DrillNumber number;
  number.path = std::move(path);
  number.kind = quantity.of == Measure::none ? NumberKind::amount : NumberKind::relative;
  number.value = quantity.value;
  number.unit = unit_of(quantity, unit);
  number.most = kLargest;
  return number;
}

DrillNumber rate(std::string path, const LoadRate& rate) {
  DrillNumber number = quantity(std::move(path), rate.quantity, rate.in_events ? "events/s" : "sessions/s");
  number.is_rate = true;
  return number;
}

DrillNumber time(std::string path, Nanos value, double least, double most) {
  return {std::move(path), NumberKind::time, to_s(value), "s", least, most};
}

DrillNumber count(std::string path, unsigned value, unsigned least, unsigned most, std::string unit = {}) {
  return {std::move(path), NumberKind::count,          static_cast<double>(value),
          std::move(unit), static_cast<double>(least), static_cast<double>(most)};
}

bool same(const LoadRate& a, const LoadRate& b) {
  return a.in_events == b.in_events && a.quantity.of == b.quantity.of && a.quantity.value == b.quantity.value;
}

void add_calibration(const Drill& drill, Slots& slots) {
  const CalibrationPlan& plan = drill.calibration;
  slots.push_back({count("calibrate.workers", plan.workers, 1, 1'024, "workers"),
                   [](Drill& d, double v) { d.calibration.workers = count_of(v); }});
  slots.push_back({time("calibrate.for", plan.apply_for, 0.5, 60),
                   [](Drill& d, double v) { d.calibration.apply_for = nanos_of(v); }});
  slots.push_back({count("calibrate.core_concurrency", plan.core_concurrency, 1, 1'000, "users"),
                   [](Drill& d, double v) { d.calibration.core_concurrency = count_of(v); }});
  slots.push_back({time("calibrate.core_for", plan.core_for, 0.5, 60),
                   [](Drill& d, double v) { d.calibration.core_for = nanos_of(v); }});
}

bool is_whole_number(Setting setting) {
  return setting == Setting::workers || setting == Setting::autoscaler_min_workers ||
         setting == Setting::autoscaler_max_workers || setting == Setting::catch_up_max_workers ||
         setting == Setting::batch_size;
}

DrillNumber setting(std::string path, const SettingDefinition& definition, const Quantity& value) {
  DrillNumber number = quantity(std::move(path), value, "");
  if (value.of != Measure::none) return number;
  number.least = definition.min;
  number.most = definition.max;
  if (is_whole_number(definition.setting)) number.kind = NumberKind::count;
  return number;
}

// Present values of the flags that are numbers; none for one that is a switch or a word.
std::optional<double> whole_value(const FlagDefinition& definition, const std::string& text) {
  const Result<FlagValue> value = parse_flag_value(definition.flag, text);
  if (!value || !std::holds_alternative<std::int64_t>(*value)) return std::nullopt;
  return static_cast<double>(std::get<std::int64_t>(*value));
}

DrillNumber flag(std::string path, const FlagDefinition& definition, double value) {
  return {std::move(path),
          NumberKind::count,
          value,
          "",
          static_cast<double>(definition.min),
          static_cast<double>(definition.max)};
}

std::string flag_text(double value) { return std::to_string(std::llround(value)); }

void add_flags(const Drill& drill, Slots& slots) {
  for (const FlagDefinition& definition : flag_definitions()) {
    if (!std::holds_alternative<std::int64_t>(definition.default_value)) continue;
    const std::string key(definition.key);
    const auto found = std::find_if(drill.flags.begin(), drill.flags.end(),
                                    [&key](const FlagSetting& setting) { return setting.key == key; });
    const bool there = found != drill.flags.end();
    const auto value = there ? whole_value(definition, found->value)
                             : std::optional(static_cast<double>(std::get<std::int64_t>(definition.default_value)));
    if (!value) continue;
    Slot slot{flag("flags." + key, definition, *value), {}};
    slot.number.is_default = !there;
    if (there) {
      const auto index = static_cast<std::size_t>(found - drill.flags.begin());
      slot.set = [index](Drill& d, double v) { d.flags[index].value = flag_text(v); };
    } else {
      slot.set = [key](Drill& d, double v) { d.flags.push_back({key, flag_text(v)}); };
    }
    slots.push_back(std::move(slot));
  }
}

void add_settings(const Drill& drill, Slots& slots) {
  for (const SettingDefinition& definition : setting_definitions()) {
    const std::string name(definition.name);
    const auto found = std::find_if(drill.settings.begin(), drill.settings.end(),
                                    [&name](const ControllerSetting& s) { return s.name == name; });
    const bool there = found != drill.settings.end();
    Slot slot{setting("settings." + name, definition, there ? found->value : Quantity{definition.default_value}), {}};
    slot.number.is_default = !there;
    if (there) {
      const auto index = static_cast<std::size_t>(found - drill.settings.begin());
      slot.set = [index](Drill& d, double v) { d.settings[index].value.value = v; };
    } else {
      slot.set = [name](Drill& d, double v) { d.settings.push_back({name, Quantity{v}}); };
    }
    slots.push_back(std::move(slot));
  }
}

void set_rate(Drill& drill, std::size_t index, double value) {
  PlannedClass& planned = drill.workload[index];
  for (DrillStep& step : drill.steps) {
    for (StepAction& action : step.actions) {
      auto* change = std::get_if<LoadChange>(&action);
      if (change == nullptr || change->class_name != planned.user_class.name) continue;
      if (same(change->rate, planned.rate)) change->rate.quantity.value = value;
    }
  }
  planned.rate.quantity.value = value;
}

void add_class(const PlannedClass& planned, std::size_t i, Slots& slots) {
  const UserClass& user = planned.user_class;
  const std::string prefix = "workload." + user.name + ".";
  const auto add = [&slots](DrillNumber number, std::function<void(Drill&, double)> set) {
    slots.push_back({std::move(number), std::move(set)});
  };
  add(rate(prefix + "rate", planned.rate), [i](Drill& d, double v) { set_rate(d, i, v); });
  add(time(prefix + "timeout", user.timeout, 0.001, kLongestWait),
      [i](Drill& d, double v) { d.workload[i].user_class.timeout = nanos_of(v); });
  add(count(prefix + "attempts", user.attempts, 1, 20),
      [i](Drill& d, double v) { d.workload[i].user_class.attempts = count_of(v); });
  add(time(prefix + "backoff", user.backoff, 0, kLongestWait),
      [i](Drill& d, double v) { d.workload[i].user_class.backoff = nanos_of(v); });
  if (user.kind == UserKind::phone_home) {
    add(count(prefix + "events_per_agent", user.events_per_agent, 1, 1'000),
        [i](Drill& d, double v) { d.workload[i].user_class.events_per_agent = count_of(v); });
    add(count(prefix + "apps_per_agent", user.apps_per_agent, 0, 1'000),
        [i](Drill& d, double v) { d.workload[i].user_class.apps_per_agent = count_of(v); });
  }
  if (user.kind == UserKind::in_product) {
    add(count(prefix + "events_per_failure", user.events_per_failure, 0, 50),
        [i](Drill& d, double v) { d.workload[i].user_class.events_per_failure = count_of(v); });
    add({prefix + "upgrade_share", NumberKind::share, user.upgrade_share, "", 0, 1},
        [i](Drill& d, double v) { d.workload[i].user_class.upgrade_share = v; });
  }
}

// When the step is over: at the next later one, or at the end.
Nanos end_of(const Drill& drill, std::size_t step) {
  for (const DrillStep& later : drill.steps) {
    if (later.at > drill.steps[step].at) return later.at;
  }
  return drill.duration;
}

void shift(TimePoint& point, Nanos from, Nanos by) {
  if (point.kind == AnchorKind::clock && point.offset >= from) point.offset += by;
}

void set_duration(Drill& drill, std::size_t step, double seconds) {
  const Nanos end = end_of(drill, step);
  const Nanos by = drill.steps[step].at + nanos_of(seconds) - end;
  for (DrillStep& later : drill.steps) {
    if (later.at >= end) later.at += by;
  }
  for (Expectation& expectation : drill.expectations) {
    shift(expectation.from, end, by);
    shift(expectation.until, end, by);
  }
  const Nanos over = (drill.duration + by) % drill.resolution;
  drill.duration += by + (over > Nanos{0} ? drill.resolution - over : Nanos{0});
}

// A step that changes the load of one class says "load.rate"; of several, "load.<class>.rate".
void add_load(const DrillStep& step, std::size_t s, std::size_t a, Slots& slots) {
  const auto changes = std::count_if(step.actions.begin(), step.actions.end(), [](const StepAction& action) {
    return std::holds_alternative<LoadChange>(action);
  });
  const auto& change = std::get<LoadChange>(step.actions[a]);
  const std::string prefix = "timeline." + step.name + ".load." + (changes > 1 ? change.class_name + "." : "");
  slots.push_back({rate(prefix + "rate", change.rate), [s, a](Drill& d, double v) {
                     std::get<LoadChange>(d.steps[s].actions[a]).rate.quantity.value = v;
                   }});
  slots.push_back({time(prefix + "ramp", change.ramp, 0, to_s(kLongestDrill)),
                   [s, a](Drill& d, double v) { std::get<LoadChange>(d.steps[s].actions[a]).ramp = nanos_of(v); }});
}

void add_action(const DrillStep& step, std::size_t s, std::size_t a, Slots& slots) {
  const std::string prefix = "timeline." + step.name + ".";
  const StepAction& action = step.actions[a];
  if (std::holds_alternative<LoadChange>(action)) add_load(step, s, a, slots);
  if (const auto* set = std::get_if<ControllerSetting>(&action)) {
    const auto known = find_setting(set->name);
    if (!known) return;
    slots.push_back(
        {setting(prefix + "settings." + set->name, setting_definitions()[static_cast<std::size_t>(*known)], set->value),
         [s, a](Drill& d, double v) { std::get<ControllerSetting>(d.steps[s].actions[a]).value.value = v; }});
  }
  if (const auto* set = std::get_if<FlagSetting>(&action)) {
    const auto known = find_flag(set->key);
    const auto value = known ? whole_value(definition_of(*known), set->value) : std::nullopt;
    if (!value) return;
    slots.push_back({flag(prefix + "flags." + set->key, definition_of(*known), *value), [s, a](Drill& d, double v) {
                       std::get<FlagSetting>(d.steps[s].actions[a]).value = flag_text(v);
                     }});
  }
}

void add_steps(const Drill& drill, Slots& slots) {
  for (std::size_t s = 0; s < drill.steps.size(); ++s) {
    const DrillStep& step = drill.steps[s];
    slots.push_back({time("timeline." + step.name + ".duration", end_of(drill, s) - step.at, to_s(drill.resolution),
                          to_s(kLongestDrill)),
                     [s](Drill& d, double v) { set_duration(d, s, v); }});
    for (std::size_t a = 0; a < step.actions.size(); ++a) add_action(step, s, a, slots);
  }
}

Slots slots_of(const Drill& drill) {
  Slots slots;
  add_calibration(drill, slots);
  add_flags(drill, slots);
  add_settings(drill, slots);
  for (std::size_t i = 0; i < drill.workload.size(); ++i) add_class(drill.workload[i], i, slots);
  add_steps(drill, slots);
  return slots;
}

std::string canonical(std::string_view path) {
  std::string text(path);
  if (text.starts_with("step.")) text.replace(0, 5, "timeline.");
  if (text.ends_with(".events_rate")) text.replace(text.size() - 11, 11, "rate");
  return text;
}

Error unknown(const Slots& slots, std::string_view path) {
  std::vector<std::pair<std::size_t, const std::string*>> near;
  const std::string wanted = canonical(path.substr(0, 200));
  for (const Slot& slot : slots) near.emplace_back(edit_distance(wanted, slot.number.path), &slot.number.path);
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string list;
  for (std::size_t i = 0; i < std::min(kNearest, near.size()); ++i) list += (i == 0 ? "" : ", ") + *near[i].second;
  return fail(Errc::not_found, "the drill has no number \"" + std::string(path) + "\"; nearest: " + list);
}

Result<Slot> find_slot(const Drill& drill, std::string_view path) {
  Slots slots = slots_of(drill);
  const std::string wanted = canonical(path);
  const auto found =
      std::find_if(slots.begin(), slots.end(), [&wanted](const Slot& slot) { return slot.number.path == wanted; });
  if (found == slots.end()) return unknown(slots, path);
  return std::move(*found);
}

Result<void> check(const DrillNumber& number, double value) {
  if (!(value >= number.least && value <= number.most)) {  // true for NaN
    return fail(Errc::invalid_argument, number.path + ": " + decimal(value, 9) + " is not from " +
                                            number_text(number, number.least) + " to " +
                                            number_text(number, number.most));
  }
  if (number.kind == NumberKind::count && value != std::floor(value)) {
    return fail(Errc::invalid_argument, number.path + ": " + decimal(value, 6) + " is not a whole number");
  }
  return {};
}

}  // namespace

std::vector<DrillNumber> numbers_of(const Drill& drill) {
  std::vector<DrillNumber> numbers;
  for (Slot& slot : slots_of(drill)) numbers.push_back(std::move(slot.number));
  return numbers;
}

Result<DrillNumber> find_number(const Drill& drill, std::string_view path) {
  Result<Slot> slot = find_slot(drill, path);
  if (!slot) return slot.error();
  return std::move(slot->number);
}

Result<void> set_number(Drill& drill, std::string_view path, double value) {
  const Result<Slot> slot = find_slot(drill, path);
  if (!slot) return slot.error();
  if (Result<void> fits = check(slot->number, value); !fits) return fits;
  Drill changed = drill;
  slot->set(changed, value);
  if (changed.duration > kLongestDrill ||
      changed.duration / changed.resolution > static_cast<std::int64_t>(kMostWindows)) {
    return fail(Errc::invalid_argument, slot->number.path + ": with " + number_text(slot->number, value) +
                                            " the drill becomes longer than a drill may be");
  }
  drill = std::move(changed);
  return {};
}

Result<void> apply_assignment(Drill& drill, std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    return fail(Errc::invalid_argument,
                "\"" + std::string(assignment) + "\" is not PATH=VALUE, for example flags.worker-limit=64");
  }
  const std::string_view path = assignment.substr(0, equals);
  const Result<DrillNumber> number = find_number(drill, path);
  if (!number) return number.error();
  const Result<double> value = parse_number(*number, assignment.substr(equals + 1));
  if (!value) return value.error();
  return set_number(drill, path, *value);
}

}  // namespace souk::domain
