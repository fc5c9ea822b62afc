// The simulated world against what must always hold: random runs, planted mistakes that have to be found, and the
// drills of mistakes that were found once.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "drill/parse_drill.hpp"
#include "drill/write_drill.hpp"
#include "services/lab/seed_search.hpp"
#include "sim/shrink.hpp"

namespace souk::lab {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kSeeds = 20;
#else
constexpr std::uint64_t kSeeds = 200;
#endif
constexpr std::uint64_t kMostToFindABug = 1'000;

const sim::Setting& setting() {
  static const sim::Setting made = sim::make_setting(sim::default_model(), sim::seeds_catalogue()).value();
  return made;
}

std::string text_of(const std::vector<sim::Violation>& violations) {
  std::string text;
  for (const sim::Violation& violation : violations) {
    text += std::string(to_string(violation.invariant)) + ": " + violation.text + "\n";
  }
  return text;
}

SeedsOutcome play(const SeedsPlan& plan, unsigned threads = 2) { return play_seeds(setting(), plan, {threads}); }

TEST(Seeds, EveryInvariantHoldsInEach) {
  const SeedsOutcome outcome = play({.count = kSeeds});
  EXPECT_EQ(outcome.played, kSeeds);
  for (const SeedFinding& finding : outcome.findings) {
    ADD_FAILURE() << "souk sim seeds --from " << finding.seed << " --count 1\n" << text_of(finding.violations);
  }
}

TEST(Seeds, TheSameSeedIsTheSameRun) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const domain::Drill drill = sim::random_drill(seed);
    const sim::SeedRun once = sim::play_seed(setting(), drill, seed);
    const sim::SeedRun again = sim::play_seed(setting(), sim::random_drill(seed), seed);
    EXPECT_EQ(once.trace, again.trace) << seed;
    EXPECT_EQ(once.entries, again.entries) << seed;
  }
}

// What a person reads and runs again has to be what was played.
TEST(Seeds, ADrillFromItsFileIsTheSameRun) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const domain::Drill drill = sim::random_drill(seed);
    const drill::ParsedDrill parsed = drill::parse_drill(drill::write_drill(drill, ""), "written.yaml");
    for (const drill::Mistake& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
    ASSERT_TRUE(parsed.drill.has_value());
    EXPECT_EQ(sim::play_seed(setting(), *parsed.drill, seed).trace, sim::play_seed(setting(), drill, seed).trace)
        << seed;
  }
}

class PlantedBug : public testing::TestWithParam<sim::Bug> {};

TEST_P(PlantedBug, IsFound) {
  SeedsPlan plan{.count = kMostToFindABug, .bug = GetParam(), .until_found = true};
  const SeedsOutcome outcome = play(plan);
  ASSERT_EQ(outcome.findings.size(), 1U) << outcome.played << " seeds";
  const SeedFinding& finding = outcome.findings.front();
  EXPECT_TRUE(sim::play_seed(setting(), finding.drill, finding.seed).violations.empty()) << "without the bug";
  // The number of threads does not change what is found.
  plan.from = finding.seed;
  plan.count = 1;
  EXPECT_EQ(text_of(play(plan, 1).findings.at(0).violations), text_of(finding.violations));
}

std::vector<sim::Bug> all_bugs() {
  std::vector<sim::Bug> bugs;
  for (std::size_t i = 1; i < sim::kBugNames.size(); ++i) bugs.push_back(static_cast<sim::Bug>(i));
  return bugs;
}

INSTANTIATE_TEST_SUITE_P(Seeds, PlantedBug, testing::ValuesIn(all_bugs()), [](const auto& test) {
  std::string name(to_string(test.param));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Seeds, AFailingDrillIsShrunkAndStillFails) {
  const SeedsOutcome outcome = play({.count = kMostToFindABug, .bug = sim::Bug::ack_before_sync, .until_found = true});
  ASSERT_EQ(outcome.findings.size(), 1U);
  const SeedFinding& finding = outcome.findings.front();
  const sim::Invariant violated = finding.violations.front().invariant;
  int tries = 0;
  const auto fails = [&](const domain::Drill& drill) {
    ++tries;
    return sim::play_seed(setting(), drill, finding.seed, sim::Bug::ack_before_sync).violates(violated);
  };
  const domain::Drill small = sim::shrink(finding.drill, fails, [&tries] { return tries < 300; });
  EXPECT_TRUE(fails(small));
  EXPECT_LT(sim::size_of(small).actions, sim::size_of(finding.drill).actions);
  EXPECT_LE(sim::size_of(small).steps, 4U) << drill::write_drill(small, "");
  EXPECT_NE(small.find_step(sim::kCalmStep), nullptr);
}

// Each was a mistake once.
TEST(Seeds, DrillsOfWhatWasFoundHold) {
  std::size_t played = 0;
  for (const auto& file : std::filesystem::directory_iterator(SOUK_SOURCE_DIR "/tests/seeds")) {
    if (file.path().extension() != ".yaml") continue;
    const drill::ParsedDrill parsed = drill::parse_drill_file(file.path().string());
    for (const drill::Mistake& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
    ASSERT_TRUE(parsed.drill.has_value());
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const sim::SeedRun run = sim::play_seed(setting(), *parsed.drill, seed);
      EXPECT_TRUE(run.violations.empty()) << file.path() << ", seed " << seed << "\n" << text_of(run.violations);
    }
    ++played;
  }
  EXPECT_GT(played, 0U);
}

TEST(Seeds, EndsWhenAsked) {
  Parallel how{2};
  std::atomic<int> asked = 0;
  how.stop = [&asked] { return ++asked > 10; };
  const SeedsOutcome outcome = play_seeds(setting(), {.count = kMostToFindABug}, how);
  EXPECT_EQ(outcome.played, 10U);
  EXPECT_GT(outcome.entries, 0U);
}

}  // namespace
}  // namespace souk::lab
