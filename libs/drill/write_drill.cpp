#include "drill/write_drill.hpp"

#include <yaml-cpp/yaml.h>

#include <sstream>

#include "domain/duration.hpp"
#include "drill/keys.hpp"

namespace souk::drill {
namespace {

using domain::format_duration;

// Enough to read the same double back.
std::string exact(double value) {
  std::ostringstream text;
  text.precision(17);
  text << value;
  std::istringstream shorter(domain::decimal(value, 6));
  double read = 0;
  shorter >> read;
  return read == value ? domain::decimal(value, 6) : text.str();
}

std::string text_of(const domain::Quantity& quantity) {
  return quantity.of == domain::Measure::none
             ? exact(quantity.value)
             : exact(quantity.value) + "x " + std::string(domain::kMeasureNames[static_cast<std::size_t>(quantity.of)]);
}

std::string moment(const domain::TimePoint& point) {
  using domain::AnchorKind;
  if (point.kind == AnchorKind::clock) return format_duration(point.offset);
  std::string text = "end";
  if (point.kind == AnchorKind::step) text = "step " + point.name;
  if (point.kind == AnchorKind::phase_start) text = "phase " + point.name;
  if (point.kind == AnchorKind::phase_end) text = "phase " + point.name + " end";
  if (point.offset > Nanos{0}) text += " + " + format_duration(point.offset);
  if (point.offset < Nanos{0}) text += " - " + format_duration(-point.offset);
  return text;
}

class Writer {
 public:
  std::string write(const domain::Drill& drill, const std::string& comment) {
    std::istringstream lines(comment);
    for (std::string line; std::getline(lines, line);) text_ << "# " << line << "\n";
    out_ << YAML::BeginMap;
    head(drill);
    if (!drill.flags.empty()) flags("flags", drill.flags);
    if (!drill.settings.empty()) settings("settings", drill.settings);
    key("workload") << YAML::BeginSeq;
    for (const domain::PlannedClass& planned : drill.workload) user_class(planned);
    out_ << YAML::EndSeq;
    key("timeline") << YAML::BeginSeq;
    for (const domain::DrillStep& step : drill.steps) this->step(step);
    out_ << YAML::EndSeq;
    key("expectations") << YAML::BeginSeq;
    for (const domain::Expectation& expectation : drill.expectations) this->expectation(expectation);
    out_ << YAML::EndSeq;
    if (drill.metastability) metastability(*drill.metastability);
    key("end") << YAML::Flow << YAML::BeginMap;
    time("drain_load", drill.end.drain_load);
    time("drain_backlog", drill.end.drain_backlog);
    key("reconcile") << drill.end.reconcile;
    out_ << YAML::EndMap << YAML::EndMap;
    text_ << out_.c_str() << "\n";
    return text_.str();
  }

 private:
  YAML::Emitter& key(const char* name) { return out_ << YAML::Key << name << YAML::Value; }
  void time(const char* name, Nanos value) { key(name) << format_duration(value); }
  void share(const char* name, double value) {
    if (value > 0) key(name) << exact(value);
  }

  void head(const domain::Drill& drill) {
    key("name") << drill.name;
    key("title") << drill.title;
    if (!drill.description.empty()) key("description") << drill.description;
    if (drill.substrate != "embedded") key("substrate") << drill.substrate;
    if (drill.queue != domain::EventQueue::journal) key("queue") << std::string(domain::to_string(drill.queue));
    if (!drill.twin.empty()) key("twin") << drill.twin;
    if (drill.outcome != domain::DrillOutcome::recovers) {
      key("outcome") << std::string(domain::kDrillOutcomeNames[static_cast<std::size_t>(drill.outcome)]);
    }
    key("worlds") << YAML::Flow << YAML::BeginSeq;
    for (const domain::World world : drill.worlds) out_ << std::string(domain::to_string(world));
    out_ << YAML::EndSeq;
    time("duration", drill.duration);
    if (drill.resolution != domain::kFinestResolution) time("resolution", drill.resolution);
    time("max_lateness", drill.max_lateness);
    if (drill.machine.speed != 1) {
      key("machine") << YAML::Flow << YAML::BeginMap;
      key("speed") << exact(drill.machine.speed);
      out_ << YAML::EndMap;
    }
    if (drill.visitors.per_second > 0) {
      key("visitors") << YAML::Flow << YAML::BeginMap;
      key("per_second") << drill.visitors.per_second;
      time("stay", drill.visitors.stay);
      out_ << YAML::EndMap;
    }
    if (drill.calibration.skip) {
      key("calibrate") << "none";
      return;
    }
    key("calibrate") << YAML::Flow << YAML::BeginMap;
    key("workers") << drill.calibration.workers;
    time("for", drill.calibration.apply_for);
    key("core_concurrency") << drill.calibration.core_concurrency;
    time("core_for", drill.calibration.core_for);
    out_ << YAML::EndMap;
  }

  void rate(const domain::LoadRate& rate) { key(rate.in_events ? "events_rate" : "rate") << text_of(rate.quantity); }

  void user_class(const domain::PlannedClass& planned) {
    const domain::UserClass& users = planned.user_class;
    out_ << YAML::BeginMap;
    key("class") << users.name;
    key("kind") << std::string(domain::kUserKindNames[static_cast<std::size_t>(users.kind)]);
    rate(planned.rate);
    key("arrivals") << std::string(kArrivalNames[static_cast<std::size_t>(users.arrivals.kind)]);
    if (users.arrivals.daily.swing > 0) {
      key("daily") << YAML::Flow << YAML::BeginMap;
      key("swing") << exact(users.arrivals.daily.swing);
      time("peak", users.arrivals.daily.peak);
      out_ << YAML::EndMap;
    }
    time("timeout", users.timeout);
    key("attempts") << users.attempts;
    time("backoff", users.backoff);
    if (users.kind == domain::UserKind::phone_home) {
      key("apps_per_agent") << users.apps_per_agent;
      key("events_per_agent") << users.events_per_agent;
    }
    if (users.kind == domain::UserKind::in_product) {
      key("events_per_failure") << users.events_per_failure;
      key("upgrade_share") << exact(users.upgrade_share);
    }
    out_ << YAML::EndMap;
  }

  void flags(const char* name, const std::vector<domain::FlagSetting>& flags) {
    key(name) << YAML::Flow << YAML::BeginMap;
    for (const domain::FlagSetting& flag : flags) key(flag.key.c_str()) << flag.value;
    out_ << YAML::EndMap;
  }
  void settings(const char* name, const std::vector<domain::ControllerSetting>& settings) {
    key(name) << YAML::Flow << YAML::BeginMap;
    for (const domain::ControllerSetting& setting : settings) key(setting.name.c_str()) << text_of(setting.value);
    out_ << YAML::EndMap;
  }

  void change(const domain::LoadChange& change) {
    out_ << YAML::Flow << YAML::BeginMap;
    key("class") << change.class_name;
    rate(change.rate);
    if (change.kind) key("arrivals") << std::string(kArrivalNames[static_cast<std::size_t>(*change.kind)]);
    if (change.ramp > Nanos{0}) time("ramp", change.ramp);
    out_ << YAML::EndMap;
  }

  void faults(const domain::Faults& faults) {
    key("faults") << YAML::Flow << YAML::BeginMap;
    if (faults.disk) key("disk") << domain::text_of(*faults.disk);
    if (faults.network && faults.network->healthy()) {
      key("network") << "ok";
    } else if (faults.network) {
      key("network") << YAML::Flow << YAML::BeginMap;
      share("loss", faults.network->loss);
      share("repeat", faults.network->repeat);
      if (faults.network->delay > Nanos{0}) time("delay", faults.network->delay);
      if (faults.network->cut != domain::Cut::none) {
        key("cut") << std::string(domain::kCutNames[static_cast<std::size_t>(faults.network->cut)]);
      }
      out_ << YAML::EndMap;
    }
    out_ << YAML::EndMap;
  }

  void list(const char* name, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    key(name) << YAML::Flow << YAML::BeginSeq;
    for (const std::string& text : texts) out_ << text;
    out_ << YAML::EndSeq;
  }

  void incident(const domain::IncidentAction& action) {
    const domain::IncidentCommand& command = action.command;
    out_ << YAML::BeginMap;
    if (const auto* opening = std::get_if<domain::OpenIncident>(&command.what)) {
      key("open") << command.incident;
      key("title") << opening->title;
      key("severity") << std::string(domain::to_string(opening->severity));
      std::vector<std::string> components;
      for (const domain::Component component : opening->scope) components.emplace_back(domain::key_of(component));
      list("components", components);
      list("criteria", opening->criteria);
      if (!action.trigger.empty()) key("trigger") << action.trigger;
      key("text") << opening->text;
    } else if (const auto* update = std::get_if<domain::UpdateIncident>(&command.what)) {
      key("update") << command.incident;
      if (update->state) key("state") << std::string(domain::to_string(*update->state));
      if (update->severity) key("severity") << std::string(domain::to_string(*update->severity));
      list("met", update->met);
      key("text") << update->text;
    } else if (const auto* hypothesis = std::get_if<domain::JudgeHypothesis>(&command.what)) {
      key("hypothesis") << hypothesis->name;
      key("of") << command.incident;
      key("state") << std::string(domain::to_string(hypothesis->state));
      key("text") << hypothesis->text;
    } else {
      key("close") << command.incident;
      key("text") << std::get<domain::CloseIncident>(command.what).text;
    }
    out_ << YAML::EndMap;
  }

  void incidents(const std::vector<domain::IncidentAction>& actions) {
    if (actions.empty()) return;
    key("incident") << YAML::BeginSeq;
    for (const domain::IncidentAction& each : actions) incident(each);
    out_ << YAML::EndSeq;
  }

  void step(const domain::DrillStep& step) {
    std::vector<domain::IncidentAction> told;
    std::vector<domain::LoadChange> changes;
    std::vector<domain::FlagSetting> set_flags;
    std::vector<domain::ControllerSetting> set_settings;
    out_ << YAML::BeginMap;
    time("at", step.at);
    key("step") << step.name;
    if (!step.description.empty()) key("description") << step.description;
    for (const domain::StepAction& action : step.actions) {
      if (const auto* load = std::get_if<domain::LoadChange>(&action)) changes.push_back(*load);
      if (const auto* flag = std::get_if<domain::FlagSetting>(&action)) set_flags.push_back(*flag);
      if (const auto* setting = std::get_if<domain::ControllerSetting>(&action)) set_settings.push_back(*setting);
      if (const auto* incident = std::get_if<domain::IncidentAction>(&action)) told.push_back(*incident);
      if (const auto* phase = std::get_if<domain::PhaseStart>(&action)) key("phase") << phase->phase;
      if (const auto* broken = std::get_if<domain::Faults>(&action)) faults(*broken);
      if (const auto* service = std::get_if<domain::ServiceAction>(&action)) {
        key("service") << std::string(domain::kServiceActionNames[static_cast<std::size_t>(*service)]);
      }
      if (const auto* vendors = std::get_if<domain::VendorAction>(&action)) {
        key("vendors") << std::string(domain::kVendorActionNames[static_cast<std::size_t>(*vendors)]);
      }
      if (std::holds_alternative<domain::DeployAction>(action)) key("deploy") << true;
      if (std::holds_alternative<domain::ReconcileAction>(action)) key("reconcile") << true;
    }
    if (!changes.empty()) {
      key("load") << YAML::BeginSeq;
      for (const domain::LoadChange& each : changes) change(each);
      out_ << YAML::EndSeq;
    }
    if (!set_settings.empty()) settings("settings", set_settings);
    if (!set_flags.empty()) flags("flags", set_flags);
    incidents(told);
    out_ << YAML::EndMap;
  }

  void expectation(const domain::Expectation& expectation) {
    out_ << YAML::BeginMap;
    key("name") << expectation.name;
    std::string expect;
    if (expectation.aggregator != domain::Aggregator::overall) {
      expect = std::string(domain::kAggregatorNames[static_cast<std::size_t>(expectation.aggregator)]) + " ";
    }
    expect += std::string(domain::to_string(expectation.metric)) + " " +
              std::string(domain::kComparisonNames[static_cast<std::size_t>(expectation.comparison)]) + " " +
              (expectation.bound.of_baseline
                   ? exact(expectation.bound.quantity.value) + "x baseline" +
                         (expectation.bound.second_control.empty() ? "" : " and " + expectation.bound.second_control)
                   : text_of(expectation.bound.quantity));
    key("expect") << expect;
    if (!domain::is_run_metric(expectation.metric)) {
      key("from") << moment(expectation.from);
      key("until") << moment(expectation.until);
      if (expectation.for_at_least > Nanos{0}) time("for", expectation.for_at_least);
    }
    out_ << YAML::EndMap;
  }

  void metastability(const domain::MetastabilityPlan& plan) {
    key("metastability") << YAML::Flow << YAML::BeginMap;
    key("trigger_ends") << plan.trigger_ends;
    key("stays_down_until") << plan.stays_down_until;
    if (!plan.cut.empty()) key("cut") << plan.cut;
    key("down_at_most") << exact(plan.down_at_most);
    time("down_for", plan.down_for);
    key("back_at_least") << exact(plan.back_at_least);
    time("back_within", plan.back_within);
    out_ << YAML::EndMap;
  }

  YAML::Emitter out_;
  std::ostringstream text_;
};

}  // namespace

std::string write_drill(const domain::Drill& drill, const std::string& comment) {
  return Writer().write(drill, comment);
}

}  // namespace souk::drill
