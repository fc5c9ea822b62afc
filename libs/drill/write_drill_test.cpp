#include "drill/write_drill.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "drill/parse_drill.hpp"

namespace souk::drill {
namespace {

domain::Drill parsed(const std::string& text) {
  ParsedDrill result = parse_drill(text, "written.yaml");
  for (const Mistake& mistake : result.mistakes) ADD_FAILURE() << mistake.text() << "\n" << text;
  return result.drill.value_or(domain::Drill{});
}

TEST(WriteDrill, WhatIsWrittenIsReadAgain) {
  domain::Drill drill = parsed(R"(name: all
title: "Everything: at once"
worlds: [sim]
machine: {speed: 2.5%}
duration: 30s
calibrate: none
flags: {worker-limit: 512}
settings: {batch_size: 7}
workload:
  - {class: agents, kind: phone-home, rate: 12.345, events_per_agent: 3, daily: {swing: 40%, peak: 14h}}
timeline:
  - {at: 1s, step: break, faults: {disk: stall 1.5s, network: {loss: 12%, cut: to-user}}, service: kill}
  - {at: 2s, step: heal, phase: healed, load: {class: agents, rate: 1, ramp: 250ms},
     flags: {core-bulkhead: on}, settings: {workers: 3}, faults: {disk: ok, network: ok},
     service: start, vendors: retract}
expectations:
  - {name: back, expect: core_goodput_ratio >= 95%, from: end - 4s, until: end}
  - {name: kept, expect: lost == 0}
)");
  const std::string once = write_drill(drill, "why\nand how");
  EXPECT_TRUE(once.starts_with("# why\n# and how\nname: all\n")) << once;
  const domain::Drill again = parsed(once);
  EXPECT_EQ(write_drill(again, "why\nand how"), once);
  ASSERT_EQ(again.steps.size(), 2U);
  EXPECT_EQ(again.steps[0].actions.size(), 2U);
  EXPECT_EQ(domain::text_of(std::get<domain::Faults>(again.steps[0].actions[0])),
            "disk: stall 1.5s, network: loss 12%, cut to-user");
  ASSERT_EQ(again.steps[1].actions.size(), 7U);
  EXPECT_EQ(std::get<domain::VendorAction>(again.steps[1].actions[6]), domain::VendorAction::retract);
  EXPECT_EQ(again.workload[0].rate.quantity.value, 12.345);
  EXPECT_EQ(again.machine.speed, 0.025);
  EXPECT_EQ(again.workload[0].user_class.arrivals.daily.swing, 0.4);
  EXPECT_EQ(again.workload[0].user_class.arrivals.daily.peak, std::chrono::hours(14));
  EXPECT_EQ(again.expectations[0].from.offset, -std::chrono::seconds(4));
}

TEST(WriteDrill, KeepsTheDrillsThatThereAre) {
  for (const auto& file : std::filesystem::directory_iterator(SOUK_SOURCE_DIR "/loadtests/drills")) {
    if (file.path().extension() != ".yaml") continue;
    const ParsedDrill read = parse_drill_file(file.path().string());
    ASSERT_TRUE(read.drill.has_value()) << file.path();
    const std::string once = write_drill(*read.drill, "");
    EXPECT_EQ(write_drill(parsed(once), ""), once);
  }
}

}  // namespace
}  // namespace souk::drill
