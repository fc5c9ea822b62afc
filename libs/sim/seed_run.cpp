#include "sim/seed_run.hpp"

#include <algorithm>
#include <exception>

#include "domain/random.hpp"

namespace souk::sim {
namespace {

constexpr Nanos kStuckAfter = std::chrono::minutes(10);

class Nobody final : public app::DrillObserver {
  void on_progress(const app::DrillProgress&) override {}
  void on_stage(std::string_view) override {}
  void on_step(const domain::StepRecord&) override {}
};

}  // namespace

domain::CatalogueSpec seeds_catalogue() {
  domain::CatalogueSpec spec;
  spec.apps = 60;
  spec.vendors = 20;
  spec.large_apps = 10;
  spec.active_installs = 20'000;
  spec.instances = 50;
  return spec;
}

WorldOptions seed_world(std::uint64_t seed) {
  using std::chrono::milliseconds;
  domain::Random random(seed, "seed world");
  WorldOptions options;
  options.seed = seed;
  options.probes = false;  // what happens is the seed's own
  options.limits = {.event_keys = 200'000, .receipts = 20'000};
  ServiceOptions& service = options.cluster.service;
  const auto sometimes = [&random] { return random.chance(0.3); };
  if (sometimes()) service.database.connections = 1 + random.below(8);
  if (sometimes()) service.database.max_waiting = 16 + random.below(100);
  if (sometimes()) service.database.max_wait = milliseconds(100 + random.below(3'000));
  if (sometimes()) service.max_in_flight = 20 + random.below(200);
  if (sometimes()) service.work_queue = 1 + random.below(200);
  if (sometimes()) service.control_interval = milliseconds(5 + random.below(200));
  if (sometimes()) service.relay_pause = milliseconds(1 + random.below(1'000));
  if (random.chance(0.6)) service.housekeeping = milliseconds(20 + random.below(2'000));
  return options;
}

bool SeedRun::violates(Invariant invariant) const {
  return std::any_of(violations.begin(), violations.end(),
                     [invariant](const Violation& violation) { return violation.invariant == invariant; });
}

SeedRun play_seed(const Setting& setting, const domain::Drill& drill, std::uint64_t seed, Bug bug) {
  SeedRun run;
  Witness witness;
  WorldOptions options = seed_world(seed);
  options.bug = bug;
  options.witness = &witness;
  options.longest = drill.duration + kStuckAfter;
  World world(setting, options);
  Nobody nobody;
  try {
    const domain::DrillResult result = world.play(drill, nobody);
    run.violations = check_invariants(world, result, witness);
  } catch (const std::exception& error) {
    run.violations.push_back({Invariant::carried_out, error.what()});
  }
  run.entries = world.context().entries_run();
  run.trace = world.context().trace_hash();
  run.virtual_time = world.context().now() - Instant{};
  return run;
}

}  // namespace souk::sim
