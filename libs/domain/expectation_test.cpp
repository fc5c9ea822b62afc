#include "domain/expectation.hpp"

#include <gtest/gtest.h>

#include "domain/drill_test_support.hpp"
#include "domain/expectation_evaluation.hpp"

namespace souk::domain {
namespace {

const TimePoint kStart{AnchorKind::clock, "", Nanos{0}};
const TimePoint kEnd{AnchorKind::run_end, "", Nanos{0}};
TimePoint step(const char* name, int offset_s = 0) { return {AnchorKind::step, name, std::chrono::seconds(offset_s)}; }
TimePoint clock(double seconds) { return {AnchorKind::clock, "", at_s(seconds)}; }

Expectation expectation(Metric metric, Aggregator aggregator, Comparison comparison, Bound bound, TimePoint from,
                        TimePoint until, int for_s = 0) {
  Expectation result;
  result.name = "e";
  result.metric = metric;
  result.aggregator = aggregator;
  result.comparison = comparison;
  result.bound = bound;
  result.from = std::move(from);
  result.until = std::move(until);
  result.for_at_least = std::chrono::seconds(for_s);
  return result;
}

ExpectationResult judge_in(const DrillResult& run, const Expectation& wanted) {
  return evaluate_expectation(wanted, run, Timeline(run));
}

struct Case {
  const char* name;
  Expectation wanted;
  Verdict verdict;
  const char* observed;
};

Bound absolute(double value) { return {{value, Measure::none}, false}; }
Bound of_baseline(double factor) { return {{factor, Measure::none}, true}; }

std::vector<Case> cases() {
  using A = Aggregator;
  using C = Comparison;
  using M = Metric;
  return {
      {"ratio_holds", expectation(M::core_goodput_ratio, A::overall, C::at_least, absolute(0.99), kStart, step("fall")),
       Verdict::yes, "100%"},
      {"ratio_counts_all_ok_over_all_planned",
       expectation(M::core_goodput_ratio, A::overall, C::equal, absolute(0.55), kStart, kEnd), Verdict::yes, "55%"},
      {"ratio_fails", expectation(M::core_goodput_ratio, A::overall, C::at_least, absolute(0.5), step("fall"), kEnd),
       Verdict::no, "10%"},
      {"ratio_of_baseline",
       expectation(M::core_goodput_ratio, A::overall, C::at_least, of_baseline(0.2), step("fall"), kEnd), Verdict::no,
       "10%"},
      {"minimum_of_seconds", expectation(M::core_goodput_per_s, A::min, C::equal, absolute(10), kStart, kEnd),
       Verdict::yes, "10/s"},
      {"maximum_of_seconds", expectation(M::core_goodput_per_s, A::max, C::equal, absolute(100), kStart, kEnd),
       Verdict::yes, "100/s"},
      {"last_second", expectation(M::core_goodput_per_s, A::last, C::below, absolute(50), kStart, kEnd), Verdict::yes,
       "10/s"},
      {"mean_of_seconds", expectation(M::core_goodput_per_s, A::mean, C::equal, absolute(55), kStart, kEnd),
       Verdict::yes, "55/s"},
      {"p99_beyond_twice_the_baseline",
       expectation(M::core_p99_ms, A::overall, C::at_most, of_baseline(2), step("fall"), kEnd), Verdict::no, nullptr},
      {"slope_of_the_backlog",
       expectation(M::backlog_slope_per_s, A::overall, C::above, absolute(99), step("fall"), kEnd), Verdict::yes,
       nullptr},
      {"flat_backlog", expectation(M::backlog_slope_per_s, A::overall, C::at_most, absolute(0), kStart, step("fall")),
       Verdict::yes, "0/s"},
      {"workers_by_capacity",
       expectation(M::workers, A::max, C::at_least, {{0.064, Measure::apply_capacity}, false}, kStart, kEnd),
       Verdict::yes, "64"},
      {"applied_rate", expectation(M::applied_per_s, A::overall, C::equal, absolute(200), kStart, kEnd), Verdict::yes,
       "200/s"},
      {"stretch_long_enough",
       expectation(M::core_goodput_ratio, A::overall, C::at_most, absolute(0.5), kStart, kEnd, 10), Verdict::yes,
       "held for 10 s"},
      {"stretch_too_short", expectation(M::core_goodput_ratio, A::overall, C::at_most, absolute(0.5), kStart, kEnd, 11),
       Verdict::no, "held for 10 s"},
      {"from_counts_after_the_end_of_a_step",
       expectation(M::core_goodput_per_s, A::overall, C::equal, absolute(10), step("cure"), clock(17)), Verdict::yes,
       "10/s"},
      {"until_counts_to_the_start_of_a_step",
       expectation(M::core_planned_per_s, A::overall, C::equal, absolute(100), clock(14), step("cure")), Verdict::yes,
       "100/s"},
      {"no_such_step", expectation(M::workers, A::overall, C::at_least, absolute(1), step("nowhere"), kEnd),
       Verdict::unknown, nullptr},
      {"window_within_a_second", expectation(M::workers, A::overall, C::at_least, absolute(1), clock(3.6), clock(3.9)),
       Verdict::unknown, nullptr},
      {"beyond_the_end", expectation(M::workers, A::overall, C::at_least, absolute(1), kStart, clock(25)),
       Verdict::unknown, nullptr},
      {"no_reconciliation", expectation(M::discrepancies, A::overall, C::equal, absolute(0), kStart, kEnd),
       Verdict::unknown, "no data"},
      {"nothing_lost", expectation(M::lost, A::overall, C::equal, absolute(0), kStart, kEnd), Verdict::yes, "0"},
      {"nothing_unclosed", expectation(M::unclosed, A::overall, C::equal, absolute(0), kStart, kEnd), Verdict::yes,
       "0"},
  };
}

TEST(Expectation, FailedCountsWhateverDidNotEndWell) {
  DrillResult run = falling_run();
  run.accounting = {.planned = 20, .ok = 10, .error = 1, .timeout = 2, .shed = 3, .dropped = 4};
  const Expectation none =
      expectation(Metric::failed, Aggregator::overall, Comparison::equal, absolute(0), kStart, kEnd);
  EXPECT_EQ(judge_in(run, none).verdict, Verdict::no);
  EXPECT_EQ(judge_in(run, none).observed, "10");
  run.accounting = {.planned = 20, .ok = 20};
  EXPECT_EQ(judge_in(run, none).verdict, Verdict::yes);
}

TEST(Expectation, IsJudgedByItsWindow) {
  const DrillResult run = falling_run();
  for (const Case& test : cases()) {
    SCOPED_TRACE(test.name);
    const ExpectationResult judged = judge_in(run, test.wanted);
    EXPECT_EQ(to_string(judged.verdict), to_string(test.verdict)) << judged.observed;
    if (test.observed != nullptr) {
      EXPECT_EQ(judged.observed, test.observed);
    }
  }
}

TEST(Expectation, IsUnknownWhenMostOfTheWindowHasNoData) {
  DrillResult run = falling_run();
  std::erase_if(run.samples, [](const StatusSample& sample) { return sample.at >= at_s(4); });
  const auto wanted =
      expectation(Metric::backlog, Aggregator::overall, Comparison::at_most, absolute(50), kStart, clock(10));
  EXPECT_EQ(judge_in(run, wanted).verdict, Verdict::unknown);
  std::erase_if(run.windows, [](const LoadWindow& window) { return window.start >= kTestZero + at_s(12); });
  const auto goodput = expectation(Metric::core_goodput_ratio, Aggregator::overall, Comparison::at_most, absolute(0.5),
                                   step("fall"), kEnd);
  EXPECT_EQ(judge_in(run, goodput).verdict, Verdict::unknown);
}

TEST(Expectation, OneSecondProvesAMaximumEvenWhenMostHaveNoData) {
  DrillResult run = falling_run();
  std::erase_if(run.samples, [](const StatusSample& sample) { return sample.at >= at_s(4); });
  const auto reached =
      expectation(Metric::workers, Aggregator::max, Comparison::at_least, absolute(1), kStart, clock(10));
  EXPECT_EQ(judge_in(run, reached).verdict, Verdict::yes);
  const auto not_seen =
      expectation(Metric::workers, Aggregator::max, Comparison::at_least, absolute(1e6), kStart, clock(10));
  EXPECT_EQ(judge_in(run, not_seen).verdict, Verdict::unknown);
}

TEST(Expectation, StretchIsUnknownWhenMissingSecondsCouldHaveCompletedIt) {
  DrillResult run = falling_run();
  run.windows.erase(run.windows.begin() + 13);
  const auto wanted = expectation(Metric::core_goodput_ratio, Aggregator::overall, Comparison::at_most, absolute(0.5),
                                  kStart, kEnd, 10);
  const ExpectationResult judged = judge_in(run, wanted);
  EXPECT_EQ(judged.verdict, Verdict::unknown);
  const auto too_long = expectation(Metric::core_goodput_ratio, Aggregator::overall, Comparison::at_most, absolute(0.5),
                                    kStart, kEnd, 11);
  EXPECT_EQ(judge_in(run, too_long).verdict, Verdict::no);
}

TEST(Expectation, NoBaselineMakesRelativeBoundsUnknown) {
  DrillResult run = falling_run();
  run.phases.erase(run.phases.begin());
  const auto wanted = expectation(Metric::core_goodput_ratio, Aggregator::overall, Comparison::at_least,
                                  of_baseline(0.95), kStart, kEnd);
  EXPECT_EQ(judge_in(run, wanted).verdict, Verdict::unknown);
}

TEST(Expectation, OfAnInterruptedRunKnowsNothingOfItsEnd) {
  DrillResult run = falling_run();
  run.interrupted = true;
  const auto wanted = expectation(Metric::workers, Aggregator::max, Comparison::at_least, absolute(1), kStart, kEnd);
  EXPECT_EQ(judge_in(run, wanted).verdict, Verdict::unknown);
}

TEST(Expectation, SaysWhatARelativeBoundMeansHere) {
  const DrillResult run = falling_run();
  const auto wanted =
      expectation(Metric::core_p99_ms, Aggregator::overall, Comparison::at_most, of_baseline(2), step("fall"), kEnd);
  EXPECT_EQ(judge_in(run, wanted).required, "core_p99_ms <= 2x baseline (here 20 ms)");
}

TEST(Expectation, ABoundOfTwoControlPhasesTakesTheWorse) {
  DrillResult run = falling_run();  // baseline: 10 ms, all succeed
  run.phases[1].end = at_s(15);
  run.phases.push_back({"restored", "", at_s(15), at_s(20)});  // 400 ms, a tenth succeeds
  Expectation slow =
      expectation(Metric::core_p99_ms, Aggregator::overall, Comparison::at_most, of_baseline(2), kStart, step("fall"));
  slow.bound.second_control = "restored";
  EXPECT_EQ(judge_in(run, slow).required, "core_p99_ms <= 2x baseline and restored (here 800 ms)");
  Expectation good = expectation(Metric::core_goodput_ratio, Aggregator::overall, Comparison::at_least, of_baseline(1),
                                 step("fall"), kEnd);
  EXPECT_EQ(judge_in(run, good).verdict, Verdict::no);
  good.bound.second_control = "restored";
  EXPECT_EQ(judge_in(run, good).verdict, Verdict::yes);
  good.bound.second_control = "never";
  EXPECT_EQ(judge_in(run, good).verdict, Verdict::unknown);
}

// Windows of three hours: the twenty of falling_run() are two and a half days.
constexpr std::int64_t kHoursInAWindow = 3;
DrillResult slow_run() { return slowed(falling_run(), kHoursInAWindow * 3'600); }

TEST(LongWindows, AreJudgedLikeSecondsAndSpokenOfInTheirOwnUnits) {
  DrillResult run = slow_run();
  auto wanted = expectation(Metric::core_goodput_ratio, Aggregator::overall, Comparison::at_most, absolute(0.5), kStart,
                            kEnd, 30 * 3'600);
  ExpectationResult judged = judge_in(run, wanted);
  EXPECT_EQ(judged.verdict, Verdict::yes);
  EXPECT_EQ(judged.observed, "held for 1 d 6 h");
  EXPECT_EQ(judged.required, "core_goodput_ratio <= 50% for at least 1 d 6 h");
  wanted.for_at_least += Nanos{1};  // one window more
  EXPECT_EQ(judge_in(run, wanted).verdict, Verdict::no);
  wanted.for_at_least -= Nanos{1};

  std::erase_if(run.windows,
                [](const LoadWindow& window) { return window.start >= kTestZero + std::chrono::hours(30); });
  EXPECT_EQ(judge_in(run, wanted).observed, "held for 0 s, with gaps in the data");
  wanted.for_at_least = Nanos{0};
  wanted.from = step("fall");
  EXPECT_EQ(judge_in(run, wanted).observed, "no data in 1 d 6 h of 1 d 6 h");
  wanted.from = clock(3'600);
  wanted.until = clock(2 * 3'600 - 1800);
  EXPECT_EQ(judge_in(run, wanted).observed, "shorter than one window of 3 h");
}

TEST(LongWindows, KeepRatesPerSecond) {
  const DrillResult run = slow_run();
  const double window_s = kHoursInAWindow * 3'600;
  const Timeline timeline(run);
  const TimeSpan all{Nanos{0}, run.length};
  EXPECT_EQ(timeline.values(Metric::core_planned_per_s, all).size(), 20U);
  EXPECT_DOUBLE_EQ(timeline.values(Metric::core_goodput_per_s, all).front().value, 100 / window_s);
  EXPECT_DOUBLE_EQ(timeline.overall(Metric::core_planned_per_s, all).value(), 100 / window_s);
  EXPECT_NEAR(timeline.overall(Metric::applied_per_s, all).value(), 200 / window_s, 1e-9);
  EXPECT_NEAR(timeline.values(Metric::applied_per_s, all).back().value, 200 / window_s, 1e-9);
  EXPECT_NEAR(timeline.overall(Metric::backlog_slope_per_s, {at_s(10 * window_s), run.length}).value(), 100 / window_s,
              1e-6);
  EXPECT_DOUBLE_EQ(timeline.planned_per_s("post-events", all).value(), 50 / window_s);
  EXPECT_DOUBLE_EQ(timeline.core(all).seconds, 20 * window_s);
}

TEST(Timeline, CountersThatWentBackSayNothing) {
  DrillResult run;
  run.zero = kTestZero;
  run.length = at_s(4);
  for (int second = 0; second < 4; ++second) {
    add_sample(run, second + 0.1, 0, 100);
    run.samples.back().status.wasted = second < 2 ? 50U * static_cast<unsigned>(second) : 3;  // restarted at 2 s
  }
  const Timeline timeline(run);
  const auto values = timeline.values(Metric::wasted_per_s, {at_s(0), at_s(4)});
  ASSERT_EQ(values.size(), 2U);
  EXPECT_NEAR(values[0].value, 50, 1e-9);
  EXPECT_NEAR(values[1].value, 0, 1e-9);
}

TEST(Quantity, ResolvesAgainstMeasurements) {
  Measurements measured;
  EXPECT_EQ((Quantity{12, Measure::none}.resolve(measured)), 12.0);
  EXPECT_EQ((Quantity{0.5, Measure::apply_capacity}.resolve(measured)), std::nullopt);
  measured.apply_capacity_per_s = 2'000;
  EXPECT_EQ((Quantity{0.5, Measure::apply_capacity}.resolve(measured)), 1'000.0);
  EXPECT_EQ((Quantity{0.65, Measure::apply_capacity}.text()), "65% of apply_capacity");
  EXPECT_EQ((Quantity{0.008, Measure::apply_capacity}.text()), "0.008 of apply_capacity");
}

TEST(Quantity, EventsBecomeSessions) {
  Measurements measured;
  measured.apply_capacity_per_s = 2'400;
  const LoadRate rate{{0.5, Measure::apply_capacity}, true};
  EXPECT_EQ(rate.sessions_per_s(measured, 24), 50.0);
}

}  // namespace
}  // namespace souk::domain
