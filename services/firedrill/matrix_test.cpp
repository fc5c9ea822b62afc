// Judged on made-up runs: four readings a second of a service whose workers apply what they are told here.
#include "services/firedrill/matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/firedrill/fire_drill.hpp"
#include "services/firedrill/matrix_report.hpp"

namespace souk::firedrill {
namespace {

using domain::Component;
using domain::ComponentState;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

struct PerSecond {
  double before = 1'000, flipped = 0, back = 1'000;
};

class MatrixTest : public testing::Test {
 protected:
  MatrixTest() : experiment_(*find_experiment(domain::Flag::analytics_processing)) {}

  // Begins at 0; each phase lasts three seconds. `after`: from the flip, and from flipping back, until it shows.
  domain::DrillResult played(PerSecond applied, Nanos after = Nanos{0}) const {
    domain::DrillResult result;
    result.drill = make_fire_drill(chosen());
    result.length = seconds(9);
    result.phases = {{phase_before(experiment_), "", seconds(0), seconds(3)},
                     {phase_flipped(experiment_), "", seconds(3), seconds(6)},
                     {phase_back(experiment_), "", seconds(6), seconds(9)}};
    result.steps = {step(step_flip(experiment_), seconds(3)), step(step_back(experiment_), seconds(6))};
    double sum = 0;
    for (Nanos at{0}; at < result.length; at += kEvery) {
      const double rate = at < seconds(3) + after   ? applied.before
                          : at < seconds(6) + after ? applied.flipped
                                                    : applied.back;
      sum += rate * to_s(kEvery);
      domain::StatusSample sample;
      sample.at = at + kEvery;
      sample.status.applied = static_cast<std::uint64_t>(sum);
      sample.status.components.fill(ComponentState::operational);
      result.samples.push_back(sample);
    }
    return result;
  }

  static domain::StepRecord step(std::string name, Nanos at) {
    domain::StepRecord record;
    record.name = std::move(name);
    record.planned = at;
    record.started = record.finished = at;
    record.ok = true;
    return record;
  }

  static void make_bad(domain::DrillResult& result, Component component, Nanos from, Nanos until) {
    for (domain::StatusSample& sample : result.samples) {
      if (sample.at < from || sample.at >= until) continue;
      sample.status.components[domain::index_of(component)] = ComponentState::major_outage;
    }
  }

  std::vector<const FlagExperiment*> chosen() const { return {&experiment_}; }
  FlagFinding judged(const domain::DrillResult& result) const { return judge(result, chosen()).proofs.front(); }

  static constexpr Nanos kEvery = milliseconds(250);
  FlagExperiment experiment_;
};

TEST_F(MatrixTest, AFlagThatWorksIsProven) {
  const FlagFinding proof = judged(played({}, milliseconds(500)));
  EXPECT_EQ(proof.outcome, Outcome::proven) << proof.why;
  EXPECT_NEAR(*proof.watched.before, 1'000, 1);
  EXPECT_NEAR(*proof.watched.flipped, 0, 1);
  EXPECT_NEAR(*proof.watched.back, 1'000, 1);
  EXPECT_DOUBLE_EQ(*proof.effect_after_s, 0.75) << "the first reading after it";
  EXPECT_DOUBLE_EQ(*proof.restored_after_s, 0.75);
}

TEST_F(MatrixTest, AFlagWithoutEffectIsFound) {
  const FlagFinding proof = judged(played({.flipped = 950}));
  EXPECT_EQ(proof.outcome, Outcome::no_effect);
  EXPECT_FALSE(proof.effect_after_s.has_value());
}

TEST_F(MatrixTest, AnEffectThatStaysIsFound) { EXPECT_EQ(judged(played({.back = 10})).outcome, Outcome::not_restored); }

TEST_F(MatrixTest, NothingToSeeIsNotAProof) {
  const FlagFinding proof = judged(played({.before = 0, .flipped = 0, .back = 0}));
  EXPECT_EQ(proof.outcome, Outcome::unknown);
  EXPECT_THAT(proof.why, HasSubstr("nothing"));
}

TEST_F(MatrixTest, ADrillThatEndedBeforeIsNotAProof) {
  domain::DrillResult result = played({});
  result.phases.pop_back();
  EXPECT_EQ(judged(result).outcome, Outcome::unknown);
  result = played({});
  result.steps.back().ok = false;
  EXPECT_EQ(judged(result).outcome, Outcome::unknown);
}

TEST_F(MatrixTest, WhatSuffersWithoutBeingDocumentedIsFound) {
  domain::DrillResult result = played({});
  make_bad(result, Component::search, seconds(3), seconds(6));
  FlagFinding proof = judged(result);
  EXPECT_EQ(proof.outcome, Outcome::wider);
  EXPECT_THAT(proof.wider, ElementsAre(Component::search));
  EXPECT_THAT(proof.why, HasSubstr("Search"));

  experiment_.degrades = {Component::search};
  proof = judged(result);
  EXPECT_EQ(proof.outcome, Outcome::proven);
  EXPECT_THAT(proof.degraded, ElementsAre(Component::search));
}

TEST_F(MatrixTest, WhatWasBadBeforeIsNotTheFlagsDoing) {
  domain::DrillResult result = played({});
  make_bad(result, Component::search, seconds(0), seconds(9));
  EXPECT_EQ(judged(result).outcome, Outcome::proven);
}

TEST_F(MatrixTest, AFlagThatPreventsIsProvenByWhatComesWithoutIt) {
  experiment_.proof = Proof::prevents;
  experiment_.effect = {.comparison = domain::Comparison::at_least, .of_before = 2, .plus = 0};
  const FlagFinding proof = judged(played({.before = 100, .flipped = 100, .back = 500}));
  EXPECT_EQ(proof.outcome, Outcome::proven) << proof.why;
  EXPECT_DOUBLE_EQ(*proof.effect_after_s, 0.25);
  EXPECT_EQ(judged(played({.before = 100, .flipped = 500, .back = 500})).outcome, Outcome::no_effect);
  EXPECT_EQ(judged(played({.before = 100, .flipped = 100, .back = 100})).outcome, Outcome::no_effect);
}

TEST_F(MatrixTest, ReportsSayTheSame) {
  const domain::DrillResult good = played({}), bad = played({.flipped = 1'000});
  const FlagMatrix proven = judge(good, chosen()), failed = judge(bad, chosen());
  EXPECT_EQ(proven.exit_status(), 0);
  EXPECT_EQ(failed.exit_status(), 1);
  EXPECT_THAT(plain_text(proven), HasSubstr("1 of 1 flags proven"));
  EXPECT_THAT(plain_text(failed), HasSubstr("no effect"));
  EXPECT_THAT(to_junit(proven, good), HasSubstr("failures=\"0\""));
  EXPECT_THAT(to_junit(failed, bad), HasSubstr("<failure type=\"no effect\""));
  EXPECT_THAT(to_html(failed, bad), HasSubstr("0 of 1 flags proven"));
  EXPECT_THAT(to_json(failed, bad), HasSubstr("\"outcome\":\"no effect\""));
}

}  // namespace
}  // namespace souk::firedrill
