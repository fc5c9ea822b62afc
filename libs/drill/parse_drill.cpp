#include "drill/parse_drill.hpp"

#include <filesystem>
#include <fstream>
#include <utility>

#include "domain/duration.hpp"
#include "drill/document.hpp"
#include "drill/keys.hpp"
#include "drill/map_reader.hpp"
#include "drill/sections.hpp"
#include "drill/values.hpp"

namespace souk::drill {
namespace {

// A drill in virtual time may take as long as a slow machine needs.
void read_calibration(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  domain::CalibrationPlan& plan = drill.calibration;
  plan.skip = node.IsScalar() && node.Scalar() == "none";
  if (plan.skip) return;
  const bool live = drill.plays_in(domain::World::live);
  const Nanos longest = live ? Nanos(std::chrono::minutes(1)) : kLongestWait;
  MapReader map(node, "calibrate", kCalibrateKeys, mistakes);
  map.read("workers", plan.workers, 1, 1'024);
  map.read("for", plan.apply_for);
  map.read("core_concurrency", plan.core_concurrency, 1, 1'000);
  map.read("core_for", plan.core_for);
  for (const std::string_view key : {"for", "core_for"}) {
    const Nanos time = key == "for" ? plan.apply_for : plan.core_for;
    if (time < std::chrono::milliseconds(500) || time > longest) {
      mistakes.add(map.mark(key), std::string(key) + ": has to be from 500ms to " + domain::format_duration(longest));
    }
  }
}

void read_machine(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  MapReader map(node, "machine", kMachineKeys, mistakes);
  map.read_share("speed", drill.machine.speed);
  if (drill.machine.speed < domain::MachinePlan::kSlowest) {
    mistakes.add(map.mark("speed"), "speed: has to be from 0.1% to 100%");
  }
  if (drill.plays_in(domain::World::live)) {
    mistakes.add(node.Mark(), "machine: a live drill takes the machine as it is", "write \"worlds: [sim]\"");
  }
}

void read_visitors(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  MapReader map(node, "visitors", kVisitorKeys, mistakes);
  map.require("per_second");
  map.require("stay");
  map.read("per_second", drill.visitors.per_second, 1, 1'000);
  map.read("stay", drill.visitors.stay);
  if (drill.visitors.per_second * to_s(drill.visitors.stay) > domain::VisitorPlan::kMost) {
    mistakes.add(node.Mark(), "visitors: more than 2000 would be connected at the same time",
                 "let fewer come, or stay for a shorter time");
  }
  if (drill.plays_in(domain::World::sim)) {
    mistakes.add(node.Mark(), "visitors: connections are not simulated", "write \"worlds: [live]\"");
  }
}

void read_metastability(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  MapReader map(node, "metastability", kMetastabilityKeys, mistakes);
  if (!map.is_map()) return;
  domain::MetastabilityPlan plan;
  plan.place = place_of(node, mistakes);
  map.require("trigger_ends");
  map.require("stays_down_until");
  map.read_name("trigger_ends", plan.trigger_ends);
  map.read_name("stays_down_until", plan.stays_down_until);
  map.read_name("cut", plan.cut);
  map.read_share("down_at_most", plan.down_at_most);
  map.read_clock("down_for", plan.down_for);
  map.read_share("back_at_least", plan.back_at_least);
  map.read_clock("back_within", plan.back_within);
  drill.metastability = plan;
}

void read_end(const YAML::Node& node, domain::EndPlan& plan, Mistakes& mistakes) {
  MapReader map(node, "end", kEndKeys, mistakes);
  map.read("drain_load", plan.drain_load);
  map.read("drain_backlog", plan.drain_backlog);
  map.read("reconcile", plan.reconcile);
}

void read_head(MapReader& map, domain::Drill& drill, Mistakes& mistakes) {
  for (const std::string_view key : {"name", "title", "duration", "workload", "timeline", "expectations"}) {
    map.require(key);
  }
  map.read_name("name", drill.name);
  map.read("title", drill.title);
  map.read("description", drill.description);
  if (const auto substrate = map.choice("substrate", kSubstrateNames)) drill.substrate = kSubstrateNames[*substrate];
  if (const auto queue = map.choice("queue", domain::kEventQueueNames)) {
    drill.queue = static_cast<domain::EventQueue>(*queue);
  }
  map.read_name("twin", drill.twin);
  if (!drill.twin.empty() && drill.twin == drill.name) {
    mistakes.add(map.mark("twin"), "twin: a drill is not its own twin", "name the drill without the trigger");
  }
  if (const auto outcome = map.choice("outcome", domain::kDrillOutcomeNames)) {
    drill.outcome = static_cast<domain::DrillOutcome>(*outcome);
  }
  read_length(map, drill, mistakes);
  map.read("max_lateness", drill.max_lateness);
}

void read_drill(const YAML::Node& root, domain::Drill& drill, Mistakes& mistakes) {
  MapReader map(root, "the drill", kDrillKeys, mistakes);
  if (!map.is_map()) return;
  drill.place = place_of(root, mistakes);
  read_head(map, drill, mistakes);
  if (const auto node = map.child("machine")) read_machine(*node, drill, mistakes);
  if (const auto node = map.child("calibrate")) read_calibration(*node, drill, mistakes);
  if (const auto node = map.child("flags")) read_flags(*node, drill.flags, mistakes);
  if (const auto node = map.child("settings")) {
    read_settings(*node, drill.settings, mistakes);
    for (const domain::ControllerSetting& setting : drill.settings) {
      if (!domain::needs_baseline(setting.value.of)) continue;
      mistakes.add(node->Mark(), setting.name + " refers to the baseline, which is not measured yet");
    }
  }
  if (const auto node = map.child("workload")) read_workload(*node, drill, mistakes);
  if (const auto node = map.child("visitors")) read_visitors(*node, drill, mistakes);
  if (const auto node = map.child("timeline")) read_timeline(*node, drill, mistakes);
  if (const auto node = map.child("expectations")) read_expectations(*node, drill, mistakes);
  if (const auto node = map.child("metastability")) read_metastability(*node, drill, mistakes);
  if (const auto node = map.child("end")) read_end(*node, drill.end, mistakes);
  check_references(drill, mistakes);
}

ParsedDrill parse(const std::string& text, const std::string& filename, const std::string& expected_name) {
  Mistakes mistakes(filename);
  domain::Drill drill;
  if (const auto root = load_document(text, mistakes)) {
    read_drill(*root, drill, mistakes);
    if (!expected_name.empty() && !drill.name.empty() && drill.name != expected_name) {
      mistakes.add_for_file("the drill is called \"" + drill.name + "\"",
                            "call it \"" + expected_name + "\", as its file");
    }
  }
  ParsedDrill parsed;
  if (mistakes.empty()) parsed.drill = std::move(drill);
  parsed.mistakes = mistakes.take();
  return parsed;
}

}  // namespace

ParsedDrill parse_drill(const std::string& text, const std::string& filename) { return parse(text, filename, {}); }

ParsedDrill parse_drill_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kLargestFile + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    Mistakes mistakes(path);
    mistakes.add_for_file("the file cannot be read", "check the path; \"souk drill list\" shows the drills");
    return {std::nullopt, mistakes.take()};
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse(text, path, std::filesystem::path(path).stem().string());
}

}  // namespace souk::drill
