// Each registered drill file is free of mistakes, and its twin is registered too.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "domain/time.hpp"
#include "drill/parse_drill.hpp"

namespace souk::drill {
namespace {

std::vector<std::string> registered_drills() {
  const std::string list = SOUK_DRILL_LIST;
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    names.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  return names;
}

class DrillFile : public testing::TestWithParam<std::string> {
 protected:
  ParsedDrill parsed_ = parse_drill_file(std::string(SOUK_DRILL_FOLDER) + "/" + GetParam() + ".yaml");
};

TEST_P(DrillFile, HasNoMistakes) {
  for (const Mistake& mistake : parsed_.mistakes) ADD_FAILURE() << mistake.text();
  EXPECT_TRUE(parsed_.drill.has_value());
}

TEST_P(DrillFile, NamesARegisteredTwin) {
  ASSERT_TRUE(parsed_.drill.has_value());
  if (parsed_.drill->twin.empty()) return;
  const auto drills = registered_drills();
  EXPECT_NE(std::find(drills.begin(), drills.end(), parsed_.drill->twin), drills.end()) << parsed_.drill->twin;
}

TEST_P(DrillFile, FitsIntoMinutesIfItIsPlayedLive) {
  ASSERT_TRUE(parsed_.drill.has_value());
  const domain::Drill& drill = *parsed_.drill;
  if (!drill.plays_in(domain::World::live)) return;
  // The cluster grows and the calibration's events drain around the measured windows.
  const Nanos around = std::chrono::seconds(10);
  const Nanos total = drill.calibration.apply_for + drill.calibration.core_for + around + drill.duration +
                      drill.end.drain_load + drill.end.drain_backlog;
  const bool tells_it_all = drill.name == "march-2020-full";
  EXPECT_LE(total, tells_it_all ? std::chrono::minutes(6) : std::chrono::seconds(150));
}

INSTANTIATE_TEST_SUITE_P(All, DrillFile, testing::ValuesIn(registered_drills()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace souk::drill
