// A whole simulated run: the machine, the service on its data folder, the users, and the drill that is played on them.
// One thread; same options, same drill: same run, to the last bit.
#pragma once

#include <functional>
#include <memory>

#include "app/drill_runner.hpp"
#include "app/population.hpp"
#include "domain/catalogue.hpp"
#include "sim/client.hpp"
#include "sim/cluster.hpp"
#include "sim/witness.hpp"

namespace souk::sim {

// What the worlds of one program share: never changes, safe on several threads.
struct Setting {
  Model model;
  std::shared_ptr<const CatalogueIndex> catalogue;
  app::SessionWorld users_know;
};
// Errors: those of validate(model) and of generate_catalogue.
Result<Setting> make_setting(const Model& model, const domain::CatalogueSpec& catalogue);

struct WorldOptions {
  std::uint64_t seed = 1;
  Cluster::Options cluster;
  MemoryDatabase::Limits limits;
  bool probes = true;                  // of the status page
  Witness* witness = nullptr;          // told of each acknowledgement and commit; must outlive the world
  Bug bug = Bug::none;                 // planted, for a proof of the invariants: see bugs.hpp
  Nanos longest = kNever - Instant{};  // of virtual time; beyond it the run is stuck
  UnixMs epoch = 1'583'366'400'000;    // 2020-03-05 00:00 UTC
};

class World {
 public:
  // The setting must outlive the world.
  World(const Setting& setting, const WorldOptions& options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Starts the service, plays the drill, stops the service. The machine has the drill's speed, and the service's
  // controllers, relay and housekeeping the rhythm that goes with its resolution. `stop_requested` is asked from time
  // to time. Once a world. Throws std::runtime_error if the run is stuck.
  domain::DrillResult play(const domain::Drill& drill, app::DrillObserver& observer,
                           const std::optional<domain::TwinReport>& twin = std::nullopt,
                           const std::function<bool()>& stop_requested = {});

  // With a witness: the service, when it should have been idle after the drill; nothing if it was down.
  const std::optional<domain::ServiceStatus>& idle_status() const { return idle_status_; }

  Context& context() { return context_; }
  Machine& machine() { return machine_; }
  Cluster& cluster() { return cluster_; }
  DataFolder& data() { return data_; }
  app::Population& users() { return *users_; }

 private:
  Task<void> look_when_idle();
  Task<void> run(const domain::Drill& drill, app::DrillRunner& runner, std::optional<domain::DrillResult>& result);

  const Setting& setting_;
  const WorldOptions options_;
  Context context_;
  Machine machine_;
  DataFolder data_;
  Cluster cluster_;
  Client client_;
  std::unique_ptr<app::Population> users_;
  std::optional<domain::ServiceStatus> idle_status_;
};

}  // namespace souk::sim
