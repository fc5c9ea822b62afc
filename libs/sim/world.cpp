#include "sim/world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "ports/rethrow.hpp"

namespace souk::sim {
namespace {

constexpr Nanos kIdleCheck = std::chrono::milliseconds(37);  // no multiple of anybody's rhythm

app::ProbeSubjects probed_apps(const CatalogueIndex& catalogue) {
  std::vector<std::string> keys;
  for (std::uint32_t i = 0; i < catalogue.app_count() && keys.size() < app::kProbedApps; ++i) {
    keys.push_back(catalogue.app(i).key);
  }
  if (keys.empty()) return {};
  return app::probe_subjects(std::move(keys), catalogue.app(0).category, catalogue.app(0).vendor_id);
}

}  // namespace

Result<Setting> make_setting(const Model& model, const domain::CatalogueSpec& spec) {
  if (const Result<void> valid = validate(model); !valid) return valid.error();
  Result<domain::Catalogue> catalogue = domain::generate_catalogue(spec);
  if (!catalogue) return catalogue.error();
  Setting setting{model, nullptr, app::world_of(*catalogue, spec.instances)};
  setting.catalogue = std::make_shared<const CatalogueIndex>(std::move(*catalogue));
  return setting;
}

World::World(const Setting& setting, const WorldOptions& options)
    : setting_(setting),
      options_(options),
      context_(options.epoch),
      machine_(context_, setting.model, options.seed),
      data_(setting.catalogue, options.epoch, options.limits),
      cluster_(machine_, data_, options.cluster, options.seed),
      client_(machine_, cluster_) {
  machine_.planted = options.bug;
  machine_.witness = options.witness;
  data_.database.plant(options.bug);
}

// Coroutines refer to all of this, so they go first.
World::~World() { context_.clear(); }

// The relay looks into its outbox ten times a second, so a single look may find it there.
Task<void> World::look_when_idle() {
  const Instant until = machine_.clock.now() + options_.cluster.service.database.max_wait + std::chrono::seconds(5);
  while (machine_.clock.now() < until) {
    if (cluster_.service() == nullptr) co_return;
    idle_status_ = cluster_.service()->status();
    const auto nobody = [](const domain::ResourceStatus& resource) {
      return resource.in_use == 0 && resource.waiting == domain::PerOwner<std::uint64_t>{};
    };
    const bool at_rest = nobody(idle_status_->pool) && nobody(idle_status_->writer) && idle_status_->in_flight == 0;
    if (at_rest && idle_status_->backlog == 0 && data_.database.outbox_peek(1).empty()) co_return;
    co_await machine_.clock.sleep_for(kIdleCheck);
  }
}

Task<void> World::run(const domain::Drill& drill, app::DrillRunner& runner,
                      std::optional<domain::DrillResult>& result) {
  auto starting = cluster_.start();
  co_await std::move(starting);
  auto playing = runner.run(drill);
  result.emplace(co_await std::move(playing));
  auto draining = users_->drain(machine_.clock.now() + std::chrono::seconds(5));
  co_await std::move(draining);
  if (options_.witness != nullptr) {
    auto looking = look_when_idle();
    co_await std::move(looking);
  }
  auto stopping = cluster_.stop();
  co_await std::move(stopping);
}

domain::DrillResult World::play(const domain::Drill& drill, app::DrillObserver& observer,
                                const std::optional<domain::TwinReport>& twin,
                                const std::function<bool()>& stop_requested) {
  machine_.slow_down(drill.machine.speed);
  ServiceOptions service = options_.cluster.service.paced(drill.resolution, drill.machine.speed);
  if (options_.probes) {
    service.probe_subjects = probed_apps(*setting_.catalogue);
    cluster_.set_probe_client(client_);
  }
  service.queue = drill.queue;
  cluster_.set_service_options(service);
  app::PopulationSettings settings;
  settings.seed = options_.seed;
  settings.world = setting_.users_know;
  settings.window = drill.resolution;
  users_ =
      std::make_unique<app::Population>(client_, machine_.clock, data_.flags, std::move(settings), context_.executor());
  app::DrillRunnerOptions runner_options;
  runner_options.world = "sim";
  runner_options.seed = options_.seed;
  runner_options.twin = twin;
  app::DrillRunner runner(machine_.clock, cluster_, *users_, observer, runner_options);
  std::optional<domain::DrillResult> result;
  asio::co_spawn(context_.executor(), run(drill, runner, result), rethrow);
  while (!result && !context_.idle()) {
    if (stop_requested && stop_requested()) runner.request_stop();
    if (context_.now() - Instant{} >= options_.longest) throw std::runtime_error("the run is stuck: it does not end");
    context_.run(context_.now() + drill.resolution);
  }
  context_.run(context_.now() + options_.cluster.grace * 3);  // the service ends in order
  context_.clear();
  if (!result) throw std::runtime_error("the run is stuck: everybody waits for something that never comes");
  return std::move(*result);
}

}  // namespace souk::sim
