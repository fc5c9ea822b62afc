#include "drill/parse_drill.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "drill/document.hpp"

namespace souk::drill {
namespace {

using testing::HasSubstr;

// Line numbers below refer to this text.
const std::string kGood = R"(name: small
title: A small drill
duration: 30s
flags: {worker-limit: 512, core-bulkhead: on}
settings: {autoscaler.backlog_per_worker: 0.008 of apply_capacity}
workload:
  - class: agents
    kind: phone-home
    events_rate: 65% of apply_capacity
  - class: installers
    kind: in-product
    rate: 20/s
    timeout: 750ms
timeline:
  - at: 0s
    step: begin
    phase: baseline
  - at: 10s
    step: burst
    phase: burst
    load: {class: agents, events_rate: 220% of apply_capacity, ramp: 1s}
  - at: 20s
    step: cure
    settings: {catch_up.target_ms: 1.5x baseline_p99}
    flags: {install-counts: hidden, processing-strategy: batched}
    service: restart
expectations:
  - name: healthy
    expect: core_goodput_ratio >= 99%
    during: baseline
  - name: down for long
    expect: core_goodput_ratio <= 50% of baseline
    from: step burst + 2s
    until: step cure
    for: 5s
  - name: nothing lost
    expect: lost == 0
metastability: {trigger_ends: cure, stays_down_until: cure, down_at_most: 40%}
end: {drain_load: 5s, drain_backlog: 10s, reconcile: true}
)";

std::string replaced(std::string from, const std::string& to) {
  std::string text = kGood;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ParseDrill, ReadsEverySection) {
  const ParsedDrill parsed = parse_drill(kGood, "small.yaml");
  for (const Mistake& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
  ASSERT_TRUE(parsed.drill.has_value());
  const domain::Drill& drill = *parsed.drill;
  EXPECT_EQ(drill.duration, std::chrono::seconds(30));
  ASSERT_EQ(drill.flags.size(), 2U);
  EXPECT_EQ(drill.flags[1].value, "on");
  EXPECT_EQ(drill.settings[0].value.of, domain::Measure::apply_capacity);
  ASSERT_EQ(drill.workload.size(), 2U);
  EXPECT_TRUE(drill.workload[0].rate.in_events);
  EXPECT_DOUBLE_EQ(drill.workload[0].rate.quantity.value, 0.65);
  EXPECT_EQ(drill.workload[1].user_class.timeout, std::chrono::milliseconds(750));
  ASSERT_EQ(drill.steps.size(), 3U);
  ASSERT_EQ(drill.steps[2].actions.size(), 4U);  // in the order setting, flags, service
  EXPECT_TRUE(std::holds_alternative<domain::ControllerSetting>(drill.steps[2].actions[0]));
  EXPECT_EQ(std::get<domain::FlagSetting>(drill.steps[2].actions[2]).key, "processing-strategy");
  EXPECT_EQ(std::get<domain::ServiceAction>(drill.steps[2].actions[3]), domain::ServiceAction::restart);
  ASSERT_EQ(drill.expectations.size(), 3U);
  EXPECT_TRUE(drill.expectations[1].bound.of_baseline);
  EXPECT_EQ(drill.expectations[1].from.offset, std::chrono::seconds(2));
  EXPECT_EQ(drill.expectations[1].for_at_least, std::chrono::seconds(5));
  EXPECT_EQ(drill.expectations[1].line, 31);
  EXPECT_EQ(drill.metastability->down_at_most, 0.4);
  EXPECT_TRUE(drill.end.reconcile);
}

TEST(ParseDrill, AStepDeploysAfterItsFlagsAreSet) {
  const domain::Drill drill =
      parse_drill(replaced("    service: restart", "    deploy: true"), "small.yaml").drill.value();
  ASSERT_EQ(drill.steps[2].actions.size(), 4U);
  EXPECT_TRUE(std::holds_alternative<domain::DeployAction>(drill.steps[2].actions[3]));
}

TEST(ParseDrill, IsLiveOrSimulatedInWindowsOfASecondUnlessItSaysOtherwise) {
  const domain::Drill drill = parse_drill(kGood, "small.yaml").drill.value();
  EXPECT_EQ(drill.resolution, std::chrono::seconds(1));
  EXPECT_TRUE(drill.plays_in(domain::World::live));
  EXPECT_TRUE(drill.plays_in(domain::World::sim));
}

TEST(ParseDrill, TakesWeeksInWindowsOfMinutes) {
  std::string text = replaced("duration: 30s", "duration: 27d\nresolution: 5m\nworlds: [sim]");
  for (const auto& [from, to] : {std::pair{"at: 10s", "at: 9d"},
                                 {"at: 20s", "at: 18d12h"},
                                 {"ramp: 1s", "ramp: 2h"},
                                 {"for: 5s", "for: 3d"},
                                 {"burst + 2s", "burst + 2d"},
                                 {"down_at_most: 40%", "down_for: 4d, back_within: 6h"}}) {
    text.replace(text.find(from), std::string_view(from).size(), to);
  }
  const ParsedDrill parsed = parse_drill(text, "small.yaml");
  for (const Mistake& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
  ASSERT_TRUE(parsed.drill.has_value());
  EXPECT_EQ(parsed.drill->duration, std::chrono::hours(27 * 24));
  EXPECT_EQ(parsed.drill->resolution, std::chrono::minutes(5));
  EXPECT_FALSE(parsed.drill->plays_in(domain::World::live));
  EXPECT_TRUE(parsed.drill->plays_in(domain::World::sim));
  EXPECT_EQ(parsed.drill->steps[2].at, std::chrono::hours(18 * 24 + 12));
  EXPECT_EQ(parsed.drill->expectations[1].for_at_least, std::chrono::hours(3 * 24));
  EXPECT_EQ(parsed.drill->metastability->down_for, std::chrono::hours(4 * 24));
}

TEST(ParseDrill, TakesDayAndNightOnASlowMachine) {
  std::string text = replaced("duration: 30s",
                              "duration: 30s\nworlds: [sim]\nmachine: {speed: 1%}\n"
                              "calibrate: {for: 20m}");
  text.replace(text.find("rate: 20/s"), 10, "rate: 20/s\n    daily: {swing: 40%, peak: 13h30m}");
  const domain::Drill drill = parse_drill(text, "small.yaml").drill.value();
  EXPECT_EQ(drill.machine.speed, 0.01);
  EXPECT_EQ(drill.calibration.apply_for, std::chrono::minutes(20));
  EXPECT_EQ(drill.workload[1].user_class.arrivals.daily.swing, 0.4);
  EXPECT_EQ(drill.workload[1].user_class.arrivals.daily.peak, std::chrono::minutes(810));
}

TEST(ParseDrill, ReadsFaultsOfASimulatedDrill) {
  std::string text = replaced("duration: 30s", "duration: 30s\nworlds: [sim]");
  const std::string kFaults =
      "service: restart\n    faults: {disk: slow 2.5x, network: {loss: 5%, repeat: 1%, "
      "delay: 50ms, cut: to-user}}";
  text.replace(text.find("service: restart"), 16, kFaults);
  const ParsedDrill parsed = parse_drill(text, "small.yaml");
  for (const Mistake& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
  ASSERT_TRUE(parsed.drill.has_value());
  const auto& actions = parsed.drill->steps[2].actions;
  ASSERT_EQ(actions.size(), 5U);  // before the service starts
  EXPECT_EQ(domain::text_of(std::get<domain::Faults>(actions[3])),
            "disk: slow 2.5x, network: loss 5%, repeat 1%, delay 50ms, cut to-user");
}

TEST(ParseDrill, WithoutCalibrationNothingMayReferToACapacity) {
  const ParsedDrill parsed = parse_drill(replaced("duration: 30s", "duration: 30s\ncalibrate: none"), "small.yaml");
  ASSERT_EQ(parsed.mistakes.size(), 3U);  // a setting, a class, a step
  EXPECT_THAT(parsed.mistakes[1].text(), HasSubstr("never measured"));
}

struct MistakeCase {
  const char* name;
  const char* from;  // replaced in the good drill
  const char* to;
  int line, column;
  const char* message;
};

class DrillMistake : public testing::TestWithParam<MistakeCase> {};

TEST_P(DrillMistake, IsNamedWithItsPlace) {
  const MistakeCase& test = GetParam();
  const ParsedDrill parsed = parse_drill(replaced(test.from, test.to), "small.yaml");
  EXPECT_FALSE(parsed.drill.has_value());
  ASSERT_FALSE(parsed.mistakes.empty());
  std::string all;
  bool found = false;
  for (const Mistake& mistake : parsed.mistakes) {
    all += mistake.text() + "\n";
    found = found || (mistake.line == test.line && mistake.column == test.column &&
                      mistake.text().find(test.message) != std::string::npos);
  }
  EXPECT_TRUE(found) << all;
}

const MistakeCase kMistakes[] = {
    {"unknown_key", "title:", "titel:", 2, 1, "did you mean \"title\"?"},
    {"missing_key", "title: A small drill\n", "", 1, 1, "needs the key \"title\""},
    {"repeated_key", "title: A small drill\n", "title: a\ntitle: b\n", 3, 1, "there twice"},
    {"bad_name", "name: small", "name: Small Drill", 1, 7, "not a name"},
    {"unknown_flag", "worker-limit: 512", "worker-limits: 512", 4, 9, "did you mean \"worker-limit\"?"},
    {"flag_out_of_range", "worker-limit: 512", "worker-limit: 5000", 4, 23, ""},
    {"flag_of_other_type", "core-bulkhead: on", "core-bulkhead: 7", 4, 43, ""},
    {"unknown_setting", "autoscaler.backlog_per_worker", "autoscaler.backlog_per_workers", 5, 12, "did you mean"},
    {"setting_out_of_range", "0.008 of apply_capacity", "0", 5, 43, "must be from"},
    {"unknown_measurement", "0.008 of apply_capacity", "0.008 of aply_capacity", 5, 43, "unknown measurement"},
    {"negative_number", "rate: 20/s", "rate: -20", 12, 11, "is not a number"},
    {"not_a_number", "rate: 20/s", "rate: nan", 12, 11, "is not a number"},
    {"infinite_number", "rate: 20/s", "rate: inf", 12, 11, "is not a number"},
    {"huge_number", "rate: 20/s", "rate: 1e300", 12, 11, "is not a number"},
    {"list_for_a_value", "rate: 20/s", "rate: [1, 2]", 12, 11, "single value"},
    {"rate_missing", "    rate: 20/s\n", "", 10, 12, "a rate is missing"},
    {"both_rates", "rate: 20/s", "rate: 20/s\n    events_rate: 3", 13, 18, "both there"},
    {"events_of_others", "rate: 20/s", "events_rate: 20/s", 12, 18, "only phone-home"},
    {"unknown_kind", "kind: in-product", "kind: in-produkt", 11, 11, "did you mean \"in-product\"?"},
    {"time_without_unit", "timeout: 750ms", "timeout: 750", 13, 14, "is not a time"},
    {"time_too_long", "timeout: 750ms", "timeout: 3h", 13, 14, "more than an hour"},
    {"duplicate_class", "class: installers", "class: agents", 10, 5, "there twice"},
    {"duplicate_step", "step: cure", "step: burst", 22, 5, "there twice"},
    {"duplicate_phase", "phase: burst", "phase: baseline", 18, 5, "there twice"},
    {"step_out_of_order", "at: 20s", "at: 5s", 22, 9, "earlier than the one before"},
    {"step_after_the_end", "at: 20s", "at: 40s", 22, 9, "has ended by then"},
    {"unknown_class", "load: {class: agents", "load: {class: agent", 18, 5, "no class \"agent\""},
    {"baseline_too_early", "0.008 of apply_capacity", "2x baseline_p99", 5, 11, "not measured yet"},
    {"resolution_too_fine", "duration: 30s", "duration: 30s\nresolution: 100ms", 4, 13, "at least 1s"},
    {"resolution_without_unit", "duration: 30s", "duration: 30s\nresolution: 5", 4, 13, "is not a time"},
    {"resolution_that_does_not_fit", "duration: 30s", "duration: 30s\nresolution: 7s", 4, 13,
     "whole number of windows"},
    {"stretch_within_a_window", "duration: 30s", "duration: 30s\nresolution: 10s", 36, 10, "at least 10s"},
    {"duration_too_long", "duration: 30s", "duration: 61d\nworlds: [sim]", 3, 11, "more than 60 d"},
    {"too_many_windows", "duration: 30s", "duration: 27d\nworlds: [sim]", 3, 11, "write \"resolution: 5m\""},
    {"too_fine_for_its_length", "duration: 30s", "duration: 60d\nworlds: [sim]\nresolution: 1m", 5, 13,
     "86400 windows of 1m, at most 20000 are kept: write \"resolution: 10m\""},
    {"too_long_to_be_live", "duration: 30s", "duration: 2h", 3, 11, "write \"worlds: [sim]\""},
    {"said_to_be_live_all_the_same", "duration: 30s", "duration: 2h\nworlds: [live, sim]", 4, 9,
     "only be played simulated"},
    {"unknown_queue", "duration: 30s", "duration: 30s\nqueue: tabel", 4, 8, "did you mean \"table\"?"},
    {"room_of_a_simulated_store", "0.008 of apply_capacity", "0.008 of apply_capacity, store.room_mib: 5", 1, 1,
     "has no such limit"},
    {"places_of_a_simulated_store", "0.008 of apply_capacity", "0.008 of apply_capacity, store.connections: 5", 1, 1,
     "has no such limit"},
    {"simulated_visitors", "duration: 30s", "duration: 30s\nvisitors: {per_second: 5, stay: 4s}", 4, 11,
     "are not simulated"},
    {"too_many_visitors", "duration: 30s", "duration: 30s\nworlds: [live]\nvisitors: {per_second: 900, stay: 4s}", 5,
     11, "more than 2000"},
    {"visitors_for_how_long", "duration: 30s", "duration: 30s\nworlds: [live]\nvisitors: {per_second: 9}", 5, 11,
     "stay"},
    {"unknown_world", "duration: 30s", "duration: 30s\nworlds: [life]", 4, 10, "did you mean \"live\"?"},
    {"repeated_world", "duration: 30s", "duration: 30s\nworlds: [sim, sim]", 4, 15, "there twice"},
    {"no_world", "duration: 30s", "duration: 30s\nworlds: []", 4, 9, "at least one world"},
    {"world_without_a_list", "duration: 30s", "duration: 30s\nworlds: sim", 4, 9, "has to be a list"},
    {"unknown_action", "service: restart", "service: reboot", 26, 14, "unknown value"},
    {"unknown_metric", "core_goodput_ratio >= 99%", "core_goodput >= 99%", 29, 13, "unknown metric"},
    {"unknown_comparison", "core_goodput_ratio >= 99%", "core_goodput_ratio => 99%", 29, 13, "unknown comparison"},
    {"bound_missing", "core_goodput_ratio >= 99%", "core_goodput_ratio >=", 29, 13, "is not"},
    {"bound_of_other_unit", "core_goodput_ratio >= 99%", "core_goodput_ratio >= 99ms", 29, 13, "bound"},
    {"unknown_phase", "during: baseline", "during: base", 28, 5, "no phase \"base\""},
    {"unknown_control", "<= 50% of baseline", "<= 50% of baseline and nowhere", 31, 5, "phase \"nowhere\""},
    {"slow_machine_live", "duration: 30s", "duration: 30s\nmachine: {speed: 1%}", 4, 10, "takes the machine as it is"},
    {"too_slow", "duration: 30s", "duration: 30s\nworlds: [sim]\nmachine: {speed: 0.01%}", 5, 18, "from 0.1%"},
    {"too_much_swing", "rate: 20/s", "rate: 20/s\n    daily: {swing: 99%}", 13, 20, "at most 95%"},
    {"no_time_of_the_day", "rate: 20/s", "rate: 20/s\n    daily: {swing: 9%, peak: 24h}", 13, 30, "time of the day"},
    {"unknown_step", "from: step burst + 2s", "from: step brust + 2s", 31, 5, "no step \"brust\""},
    {"unclear_moment", "from: step burst + 2s", "from: after burst", 33, 11, "is not a moment"},
    {"window_missing", "    during: baseline\n", "", 29, 13, "window is missing"},
    {"two_windows", "during: baseline", "during: baseline\n    from: 2s", 30, 13, "does not go with"},
    {"window_of_a_sum", "expect: lost == 0", "expect: lost == 0\n    during: baseline", 37, 13, "whole run"},
    {"for_too_short", "for: 5s", "for: 100ms", 35, 10, "at least 1s"},
    {"certificate_of_nothing", "trigger_ends: cure", "trigger_ends: cured", 38, 16, "no step \"cured\""},
    {"share_above_one", "down_at_most: 40%", "down_at_most: 140%", 38, 75, "more than 100%"},
    {"faults_live", "service: restart", "faults: {disk: full}", 26, 13, "only be broken in a simulated world"},
    {"fault_of_no_disk", "service: restart", "faults: {disk: slow}", 26, 20, "ok, full, slow 10x or stall 2s"},
    {"fault_of_no_kind", "service: restart", "faults: {network: {cut: north}}", 26, 29, "north"},
    {"no_faults", "service: restart", "faults: {}", 26, 13, "nothing is broken"},
    {"deploy_what", "service: restart", "deploy: rolling", 26, 13, "neither true nor false"},
    {"neither_true_nor_false", "reconcile: true", "reconcile: perhaps", 39, 54, "neither true nor false"},
    {"broken_yaml", "title: A small drill", "title: ]", 2, 8, ""},
    {"alias", "title: A small drill", "title: &a A\nsubstrate: *a", 2, 8, "anchors are not allowed"},
    {"two_documents", "name: small", "name: small\n---\nname: other", 0, 0, "more than one document"},
};

INSTANTIATE_TEST_SUITE_P(All, DrillMistake, testing::ValuesIn(kMistakes),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ParseDrill, ListsAllMistakesInOrder) {
  const std::string text = replaced("title:", "titel:") + "extra: 1\n";
  const ParsedDrill parsed = parse_drill(text, "small.yaml");
  ASSERT_EQ(parsed.mistakes.size(), 3U);  // title missing, titel, extra
  EXPECT_LE(parsed.mistakes[0].line, parsed.mistakes[1].line);
  EXPECT_EQ(parsed.mistakes[2].line, 40);
  EXPECT_THAT(parsed.mistakes[2].text(), HasSubstr("small.yaml:40:1: unknown key \"extra\""));
}

TEST(ParseDrill, BoundsWhatItReads) {
  EXPECT_THAT(parse_drill(std::string(kLargestFile + 1, '#'), "f").mistakes.at(0).text(), HasSubstr("256 KiB"));
  EXPECT_THAT(parse_drill("", "f").mistakes.at(0).text(), HasSubstr("empty"));
  const std::string deep = std::string(60, '[') + std::string(60, ']');
  EXPECT_THAT(parse_drill(deep, "f").mistakes.at(0).text(), HasSubstr("too deeply"));
  std::string wide = "[";
  for (int i = 0; i < 30'000; ++i) wide += "1,";
  EXPECT_THAT(parse_drill(wide + "1]", "f").mistakes.at(0).text(), HasSubstr("too many values"));
}

TEST(ParseDrill, SurvivesEveryCutAndEveryOtherKindOfNode) {
  for (std::size_t length = 0; length < kGood.size(); length += 7) {
    const ParsedDrill parsed = parse_drill(kGood.substr(0, length), "f");
    EXPECT_EQ(parsed.drill.has_value(), parsed.mistakes.empty());
  }
  for (const char* key : {"name", "worlds", "duration", "resolution", "calibrate", "flags", "settings", "workload",
                          "timeline", "expectations", "metastability", "end"}) {
    for (const char* value : {"~", "[]", "{}", "[[1]]", "{a: {b: c}}", "[~]", "text", "{? [1] : 2}"}) {
      const ParsedDrill parsed = parse_drill(std::string(key) + ": " + value + "\n", "f");
      EXPECT_FALSE(parsed.drill.has_value());
      EXPECT_FALSE(parsed.mistakes.empty());
    }
  }
}

TEST(ParseDrillFile, ChecksTheFileAndItsName) {
  const auto folder = std::filesystem::temp_directory_path() / ("souk_parse_drill_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "small.yaml") << kGood;
  std::ofstream(folder / "other.yaml") << kGood;
  EXPECT_TRUE(parse_drill_file((folder / "small.yaml").string()).drill.has_value());
  const ParsedDrill other = parse_drill_file((folder / "other.yaml").string());
  ASSERT_EQ(other.mistakes.size(), 1U);
  EXPECT_THAT(other.mistakes[0].text(), HasSubstr("call it \"other\""));
  EXPECT_THAT(parse_drill_file((folder / "none.yaml").string()).mistakes.at(0).text(), HasSubstr("cannot be read"));
  EXPECT_FALSE(parse_drill_file(folder.string()).drill.has_value());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace souk::drill
