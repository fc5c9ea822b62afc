#include "services/lab/watched_run.hpp"

#include <algorithm>

#include "sim/lean_world.hpp"

namespace souk::lab {
namespace {

// What the runner says about the service while it plays.
class Lookout final : public app::DrillObserver {
 public:
  void on_progress(const app::DrillProgress& progress) override {
    clock_ = progress.clock;
    if (!progress.backlog) return;
    backlog_ = *progress.backlog;
    if (progress.phase == domain::kBaselinePhase) calm_backlog_ = std::max(calm_backlog_, backlog_);
  }
  void on_stage(std::string_view what) override { running_ = what == "running"; }
  void on_step(const domain::StepRecord&) override {}

  bool running() const { return running_ && clock_ > Nanos{0}; }
  Nanos clock() const { return clock_; }
  std::uint64_t backlog() const { return backlog_; }
  std::uint64_t calm_backlog() const { return calm_backlog_; }

 private:
  Nanos clock_{0};
  std::uint64_t backlog_ = 0, calm_backlog_ = 0;
  bool running_ = false;
};

}  // namespace

domain::DrillResult play_until(const sim::Setting& setting, const domain::Drill& drill, std::uint64_t seed,
                               const Enough& enough) {
  sim::WorldOptions options;
  options.seed = seed;
  sim::World world(setting, options);
  Lookout lookout;
  const auto stop = [&] {
    if (!lookout.running() || world.users().windows().empty()) return false;
    // The first window begins with the first class, at 0 on the drill's clock.
    const Instant zero = world.users().windows().front().start;
    return enough({world.users().windows(), zero, lookout.clock(), lookout.backlog(), lookout.calm_backlog()});
  };
  return world.play(drill, lookout, std::nullopt, stop);
}

domain::RunFigures classify_run(const sim::Setting& setting, const domain::Drill& drill, std::uint64_t seed,
                                const std::function<bool()>& stop) {
  const auto enough = [&](const domain::RunSoFar& so_far) { return stop() || domain::class_is_known(drill, so_far); };
  return domain::classify(play_until(setting, drill, seed, enough));
}

domain::RunFigures classify_lean_run(const sim::Model& model, const domain::Drill& drill, std::uint64_t seed,
                                     const std::function<bool()>& stop) {
  sim::LeanWorld world(model, drill, seed);
  return domain::classify(
      world.play([&](const domain::RunSoFar& so_far) { return stop() || domain::class_is_known(drill, so_far); }));
}

}  // namespace souk::lab
