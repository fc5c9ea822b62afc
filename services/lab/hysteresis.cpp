#include "services/lab/hysteresis.hpp"

#include <algorithm>
#include <utility>

#include "services/lab/watched_run.hpp"

namespace souk::lab {
namespace {

constexpr Nanos kSettled = std::chrono::seconds(3);  // operations have ended by then, retries included
constexpr std::size_t kMostSeeds = 1'000;

Result<domain::Drill> stairs(const HysteresisPlan& plan, const std::vector<double>& levels) {
  return domain::staircase(plan.drill, plan.levels.number.path, levels, plan.hold);
}

// 0, 1, ... top, ... 1, 0
std::vector<double> there_and_back(const std::vector<double>& levels, std::size_t top) {
  std::vector<double> way(levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(top) + 1);
  for (std::size_t i = top; i-- > 0;) way.push_back(levels[i]);
  return way;
}

class Climb {
 public:
  Climb(const sim::Setting& setting, const HysteresisPlan& plan, std::uint64_t seed, const std::function<bool()>& stop)
      : setting_(setting), plan_(plan), stop_(stop) {
    run_.seed = seed;
    run_.loop.levels = plan.levels.values;
  }

  HysteresisRun climb() && {
    const std::size_t top = find_top();
    if (run_.failure.empty()) measure(top);
    run_.thresholds = domain::thresholds_of(run_.loop, plan_.down_at_most);
    return std::move(run_);
  }

 private:
  std::optional<double> on_stair(const std::vector<domain::LoadWindow>& windows, Instant zero, std::size_t i) const {
    return domain::goodput_on_stair(windows, zero, plan_.drill.resolution, plan_.hold, i);
  }
  bool is_down(const std::vector<domain::LoadWindow>& windows, Instant zero, std::size_t i) const {
    const auto goodput = on_stair(windows, zero, i);
    return goodput && *goodput <= plan_.down_at_most;
  }

  // The first level on which the core is down; the highest if there is none.
  std::size_t find_top() {
    const std::vector<double>& levels = plan_.levels.values;
    const auto down_on = [&](const std::vector<domain::LoadWindow>& windows, Instant zero, Nanos clock) {
      for (std::size_t i = 0; i < levels.size() && plan_.hold * static_cast<std::int64_t>(i + 1) <= clock; ++i) {
        if (is_down(windows, zero, i)) return i;
      }
      return levels.size();
    };
    const auto enough = [&](const domain::RunSoFar& so_far) {
      return stop_() || down_on(so_far.windows, so_far.zero, so_far.clock - kSettled) < levels.size();
    };
    const domain::DrillResult up = play_until(setting_, stairs(plan_, levels).value(), run_.seed, enough);
    run_.failure = up.failure;
    return std::min(down_on(up.windows, up.zero, up.length), levels.size() - 1);
  }

  void measure(std::size_t top) {
    const domain::Drill drill = stairs(plan_, there_and_back(plan_.levels.values, top)).value();
    const domain::DrillResult result =
        play_until(setting_, drill, run_.seed, [this](const domain::RunSoFar&) { return stop_(); });
    run_.failure = result.failure;
    for (std::size_t i = 0; i <= 2 * top; ++i) {
      (i <= top ? run_.loop.up : run_.loop.back).push_back(on_stair(result.windows, result.zero, i));
    }
  }

  const sim::Setting& setting_;
  const HysteresisPlan& plan_;
  const std::function<bool()>& stop_;
  HysteresisRun run_;
};

template <class Value>
domain::Estimate over_runs(const std::vector<HysteresisRun>& runs, Value value) {
  std::vector<double> values;
  for (const HysteresisRun& run : runs) {
    if (const std::optional<double> there = value(run.thresholds)) values.push_back(*there);
  }
  return domain::mean_estimate(values);
}

}  // namespace

domain::Estimate Hysteresis::trigger() const {
  return over_runs(runs, [](const domain::HysteresisThresholds& t) { return t.trigger; });
}
domain::Estimate Hysteresis::recovery() const {
  return over_runs(runs, [](const domain::HysteresisThresholds& t) { return t.recovery; });
}
domain::Estimate Hysteresis::width() const {
  return over_runs(runs, [](const domain::HysteresisThresholds& t) { return t.width(); });
}

Result<void> check(const HysteresisPlan& plan) {
  if (plan.seeds < 1 || plan.seeds > kMostSeeds) {
    return fail(Errc::invalid_argument, "seeds: from 1 to " + std::to_string(kMostSeeds));
  }
  const std::vector<double>& levels = plan.levels.values;
  const Result<domain::Drill> longest = stairs(plan, there_and_back(levels, levels.size() - 1));
  if (!longest) return longest.error();
  return {};
}

Result<Hysteresis> run_hysteresis(const sim::Setting& setting, HysteresisPlan plan, unsigned threads,
                                  const Watch& watch) {
  if (const Result<void> fits = check(plan); !fits) return fits.error();
  Hysteresis hysteresis{std::move(plan), {}, false};
  const HysteresisPlan& wanted = hysteresis.plan;
  std::vector<std::optional<HysteresisRun>> runs(wanted.seeds);
  const auto play = [&](std::size_t index) {
    HysteresisRun run = Climb(setting, wanted, wanted.first_seed + index, watch.stop).climb();
    if (!watch.stop()) runs[index] = std::move(run);
  };
  run_watched(wanted.seeds, threads, threads, watch, play);
  for (std::optional<HysteresisRun>& run : runs) {
    if (run) hysteresis.runs.push_back(std::move(*run));
  }
  hysteresis.complete = hysteresis.runs.size() == wanted.seeds;
  return hysteresis;
}

}  // namespace souk::lab
