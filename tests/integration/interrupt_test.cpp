// Ctrl-C while souk works through many simulated runs: it ends in order, says how far it came, and leaves what it has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <string>

#include "report/test_schema_check.hpp"
#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kInterrupted = 3;
constexpr const char* kDrills = SOUK_SOURCE_DIR "/loadtests/drills/";
constexpr const char* kSchemas = SOUK_SOURCE_DIR "/docs/schema/";

// A drill of seconds.
const std::vector<std::string> kShorter{"--set",     "calibrate.for=500ms",
                                        "--set",     "calibrate.core_for=500ms",
                                        "--set",     "timeline.begin.duration=3s",
                                        "--set",     "timeline.burst.duration=3s",
                                        "--set",     "flags.worker-limit=16",
                                        "--seeds",   "1000",
                                        "--threads", "2",
                                        "--yes"};

std::vector<std::string> shorter(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), kShorter.begin(), kShorter.end());
  return arguments;
}

boost::json::object results(const fs::path& folder, const std::string& name) {
  const boost::json::value json = boost::json::parse(file_text(folder / (name + ".json")));
  EXPECT_THAT(report::schema_mistakes(json, kSchemas + name + ".schema.json"), IsEmpty());
  EXPECT_THAT(file_text(folder / (name + ".html")), HasSubstr("Interrupted"));
  return json.as_object();
}

TEST(Interrupt, ASweepWritesWhatWasPlayed) {
  const TemporaryFolder folder;
  const fs::path out = folder.path() / "out";
  const Ended run =
      interrupt_souk(shorter({"sim", "sweep", std::string(kDrills) + "march-2020-no-action.yaml", "--x",
                              "workload.in-product.attempts=1:2:2", "--watch", "15s", "--out", out.string()}),
                     folder.path() / "log", "for the rest");
  EXPECT_EQ(run.status, kInterrupted) << run.output;
  EXPECT_THAT(run.output, ContainsRegex("interrupted after [0-9]+ of 2000 runs"));
  const boost::json::object json = results(out, "sweep");
  EXPECT_EQ(json.at("complete"), false);
  std::size_t played = 0;
  for (const auto& cell : json.at("cells").as_array()) played += cell.at("runs").as_array().size();
  EXPECT_GE(played, 2U) << "the estimate is made from two";
  EXPECT_THAT(run.output, HasSubstr("interrupted after " + std::to_string(played) + " of"));
}

TEST(Interrupt, ASweepThatHasNothingSaysSo) {
  const TemporaryFolder folder;
  const fs::path out = folder.path() / "out";
  // An hour of virtual time: the first run has not ended by then.
  const Ended run =
      interrupt_souk({"sim", "sweep", std::string(kDrills) + "march-2020-no-action.yaml", "--x",
                      "flags.worker-limit=256:512:2", "--set", "timeline.begin.duration=1h", "--out", out.string()},
                     folder.path() / "log", "2 cells, 3 seeds each");
  EXPECT_EQ(run.status, kInterrupted) << run.output;
  EXPECT_THAT(run.output, HasSubstr("interrupted after 0 of 6 runs"));
  const boost::json::object json = results(out, "sweep");
  for (const auto& cell : json.at("cells").as_array()) EXPECT_TRUE(cell.at("class").is_null());
}

TEST(Interrupt, HysteresisWritesWhatWasPlayed) {
  const TemporaryFolder folder;
  const fs::path out = folder.path() / "out";
  const Ended run = interrupt_souk(shorter({"sim", "hysteresis", std::string(kDrills) + "march-2020-no-action.yaml",
                                            "--of", "workload.phone-home.rate", "--from", "20%", "--to", "60%",
                                            "--steps", "2", "--hold", "4s", "--out", out.string()}),
                                   folder.path() / "log", "for the rest");
  EXPECT_EQ(run.status, kInterrupted) << run.output;
  const boost::json::object json = results(out, "hysteresis");
  EXPECT_EQ(json.at("complete"), false);
  const std::size_t played = json.at("runs").as_array().size();
  EXPECT_GE(played, 2U);
  EXPECT_THAT(run.output, HasSubstr("interrupted after " + std::to_string(played) + " of 1000 runs"));
}

TEST(Interrupt, ASearchThroughSeedsSaysHowFarItCame) {
  const TemporaryFolder folder;
  const fs::path out = folder.path() / "out";
  const Ended run = interrupt_souk({"sim", "seeds", "--count", "1000000", "--out", out.string()}, folder.path() / "log",
                                   "1000000 seeds from 1");
  EXPECT_EQ(run.status, kInterrupted) << run.output;
  EXPECT_THAT(run.output, ContainsRegex("interrupted after [0-9]+ of 1000000 seeds; no drill was written"));
  EXPECT_THAT(run.output, HasSubstr("0 with a violation"));
  EXPECT_FALSE(fs::exists(out));
}

TEST(Interrupt, AFindingIsWrittenAsSmallAsItIsByThen) {
  const TemporaryFolder folder;
  const fs::path out = folder.path() / "out";
  const Ended run =
      interrupt_souk({"sim", "seeds", "--bug", "lost-wakeup", "--shrink-for", "1000", "--out", out.string()},
                     folder.path() / "log", "again: ");
  EXPECT_EQ(run.status, 0) << "the bug was found\n" << run.output;
  EXPECT_THAT(run.output, HasSubstr("drills written: 1"));
  ASSERT_TRUE(fs::is_directory(out));
  const fs::path drill = fs::directory_iterator(out)->path();
  const std::string seed = drill.stem().string().substr(std::string("seed-").size());
  const Ended again =
      run_souk({"sim", "seeds", "--from", seed, "--count", "1", "--bug", "lost-wakeup", "--drill", drill.string()},
               folder.path() / "again");
  EXPECT_EQ(again.status, 0) << "a drill that shows it\n" << again.output;
}

TEST(Interrupt, ASearchForBugsSaysHowManyWereTried) {
  const TemporaryFolder folder;
  const Ended run = interrupt_souk({"sim", "seeds", "--bugs"}, folder.path() / "log", "found by");
  EXPECT_EQ(run.status, kInterrupted) << run.output;
  EXPECT_THAT(run.output, ContainsRegex("interrupted after [0-9] of 7 bugs"));
  EXPECT_THAT(run.output, Not(HasSubstr("not found in")));
}

}  // namespace
}  // namespace souk::testing
