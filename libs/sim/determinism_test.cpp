// Same seed, same run: the same order of everything that happened, the same end state, the same books, in every build.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "sim/world.hpp"

namespace souk::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct NoView final : app::DrillObserver {
  void on_progress(const app::DrillProgress&) override {}
  void on_stage(std::string_view) override {}
  void on_step(const domain::StepRecord&) override {}
};

// Constants: the default model may be measured anew, which must not change what these runs are.
Model plain_model() {
  Model model;
  model.server_cpu = ServiceTime::constant(std::chrono::microseconds(40));
  model.client_cpu = ServiceTime::constant(std::chrono::microseconds(20));
  model.timer = ServiceTime::constant(std::chrono::microseconds(25));
  model.hop = ServiceTime::of_samples({Nanos{8'000}, Nanos{15'000}, Nanos{120'000}});
  model.crowd = {{2, Nanos{1'000}, Nanos{2'000}}, {4, Nanos{3'000}, Nanos{5'000}}};
  model.disk_sharing = 0.25;
  model.network = ServiceTime::of_samples({Nanos{10'000}, Nanos{20'000}, Nanos{150'000}});
  model.commit = ServiceTime::of_samples({Nanos{100'000}, Nanos{200'000}, Nanos{900'000}});
  model.checkpoint = ServiceTime::constant(milliseconds(3));
  model.handover = ServiceTime::constant(std::chrono::microseconds(30));
  model.log_sync = ServiceTime::of_samples({Nanos{150'000}, Nanos{250'000}, Nanos{700'000}});
  for (std::size_t kind = 0; kind < domain::kTransactionKindCount; ++kind) {
    model.transactions[kind].cpu = ServiceTime::of_samples({Nanos{30'000}, Nanos{60'000}, Nanos{200'000}});
    model.transactions[kind].pages = 40;
    model.transactions[kind].writes = default_model().transactions[kind].writes;
  }
  return model;
}

const Setting& small_setting() {
  static const Setting setting = make_setting(plain_model(), {.apps = 60,
                                                              .vendors = 20,
                                                              .active_installs = 20'000,
                                                              .large_apps = 10,
                                                              .instances = 100,
                                                              .apps_per_instance = 3})
                                     .value();
  return setting;
}

domain::PlannedClass users(const char* name, domain::UserKind kind, double rate, double swing = 0) {
  domain::PlannedClass planned;
  planned.user_class.name = name;
  planned.user_class.kind = kind;
  planned.user_class.arrivals.daily.swing = swing;
  planned.rate.quantity.value = rate;
  return planned;
}

// Four seconds with every kind of user, a crash in the middle and a cure.
domain::Drill short_drill() {
  domain::Drill drill;
  drill.name = "short";
  drill.worlds = {domain::World::sim};
  drill.duration = seconds(4);
  drill.calibration = {
      .workers = 4, .apply_for = milliseconds(500), .core_concurrency = 2, .core_for = milliseconds(500)};
  drill.workload = {users("agents", domain::UserKind::phone_home, 15, 0.5),
                    users("installers", domain::UserKind::in_product, 40, 0.3),
                    users("renewing", domain::UserKind::renewing_customer, 10),
                    users("shoppers", domain::UserKind::shopper, 15)};
  const auto step = [](const char* name, Nanos at, std::vector<domain::StepAction> actions) {
    return domain::DrillStep{.name = name, .description = {}, .at = at, .actions = std::move(actions), .place = {}};
  };
  drill.steps = {step("begin", Nanos{0}, {domain::PhaseStart{"baseline"}}),
                 step("crash", milliseconds(1'500), {domain::ServiceAction::kill}),
                 step("again", milliseconds(1'800), {domain::ServiceAction::start}),
                 step("cure", milliseconds(2'500), {domain::FlagSetting{"processing-strategy", "batched"}})};
  drill.end = {.drain_load = seconds(5), .drain_backlog = seconds(5), .reconcile = true};
  return drill;
}

struct Played {
  std::uint64_t hash = 0;
  std::map<std::string, std::vector<std::string>> state;
  std::uint64_t planned = 0, ok = 0, accepted = 0;
  std::vector<std::uint64_t> backlog;
  friend bool operator==(const Played&, const Played&) = default;
};

Played play(std::uint64_t seed) {
  WorldOptions options;
  options.seed = seed;
  World world(small_setting(), options);
  NoView view;
  const domain::DrillResult result = world.play(short_drill(), view);
  EXPECT_EQ(result.failure, "");
  Played run{.hash = world.context().trace_hash(),
             .state = world.data().database.dump(),
             .planned = result.accounting.planned,
             .ok = result.accounting.ok,
             .accepted = result.events ? result.events->accepted : 0,
             .backlog = {}};
  for (const domain::StatusSample& sample : result.samples) run.backlog.push_back(sample.status.backlog);
  return run;
}

TEST(Determinism, TheSameSeedGivesTheSameRunAndAnotherSeedAnother) {
  std::map<std::uint64_t, std::uint64_t> seed_of_hash;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Played first = play(seed);
    EXPECT_GT(first.ok, 100U);
    EXPECT_GT(first.accepted, 100U);
    EXPECT_TRUE(first == play(seed)) << "seed " << seed;
    EXPECT_TRUE(seed_of_hash.emplace(first.hash, seed).second) << "as seed " << seed_of_hash[first.hash];
  }
}

// One number for every build: debug and release, with and without sanitizers. It changes when the simulation or the
// application under it changes what it does or when; then the new one belongs here, with the reason in the commit.
TEST(Determinism, EveryBuildGivesTheSameRun) { EXPECT_EQ(play(1).hash, 0x8b5026e5a030bcdfULL); }

}  // namespace
}  // namespace souk::sim
