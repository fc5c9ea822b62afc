// One process of the simulated marketplace: the same application objects as the live one wires, on simulated adapters.
// What has to survive it (store, log, flags) is lent to it.
#pragma once

#include <memory>
#include <optional>

#include "app/component_board.hpp"
#include "app/count_repair.hpp"
#include "app/deployment.hpp"
#include "app/event_consumer.hpp"
#include "app/incident_desk.hpp"
#include "app/ingest.hpp"
#include "app/live_settings.hpp"
#include "app/outbox_relay.hpp"
#include "app/presence_roller.hpp"
#include "app/probes.hpp"
#include "app/search_keeper.hpp"
#include "app/shop.hpp"
#include "app/vendor_review.hpp"
#include "app/worker_control.hpp"
#include "app/worker_loop.hpp"
#include "domain/event_queue.hpp"
#include "domain/latency_sensor.hpp"
#include "flags/static_flags.hpp"
#include "sim/analytics_store.hpp"
#include "sim/database.hpp"
#include "sim/event_log.hpp"
#include "sim/machine.hpp"
#include "sim/market_store.hpp"
#include "sim/memory_incidents.hpp"
#include "sim/memory_mail.hpp"
#include "sim/replicas.hpp"
#include "sim/request.hpp"
#include "sim/review_store.hpp"
#include "sim/table_log.hpp"
#include "sim/vendor_side.hpp"
#include "sim/work_queue.hpp"
#include "sim/worker_pool.hpp"

namespace souk::sim {

// What a crash does not take: the data folder.
struct DataFolder {
  DataFolder(std::shared_ptr<const CatalogueIndex> catalogue, UnixMs now, MemoryDatabase::Limits limits)
      : database(std::move(catalogue), now, limits) {}
  MemoryDatabase database;
  MemoryLog log;                  // of the journal, or the rows of a queue in a table
  std::uint64_t queue_taken = 0;  // of such rows, those below it are marked as taken
  flags::StaticFlags flags;
  MemoryIncidents incidents;
  MemoryMail mail;
};

struct ServiceOptions {
  DatabaseOptions database;
  std::size_t max_in_flight = 8'192;  // requests; further ones are answered 429
  std::size_t work_queue = 4'096;     // records
  domain::EventQueue queue = domain::EventQueue::journal;
  // The rhythm of what looks at the world from time to time.
  Nanos control_interval = std::chrono::milliseconds(50);
  Nanos relay_pause = std::chrono::milliseconds(100);
  Nanos consumer_wait = std::chrono::milliseconds(500);
  Nanos housekeeping = std::chrono::seconds(5);
  Nanos roll_pause = std::chrono::seconds(1);
  Nanos review_pause = std::chrono::milliseconds(200);
  Nanos latency_window = std::chrono::seconds(2);  // the sensor of the catch-up controller
  app::SearchKeeper::Rhythm search;
  Nanos incident_watch = std::chrono::milliseconds(250);
  // Probes of the status page; none without subjects.
  app::ProbeSubjects probe_subjects;
  double probe_stretch = 1;  // probes that much rarer, judged in windows that much longer

  // The rhythm that goes with windows of `resolution`. As it is live up to windows of 15 s; in a run of weeks looking
  // around twenty times a second would cost more than everything else, and nobody could see that it was done.
  // `speed` of the machine: on a slow one, transactions that take longer are also waited for longer. (A wait of 30 s is
  // thousands of transactions live. On a machine at 0.6% it is a few hundred, less than a grown cluster's line: then
  // workers would spend an outage giving up in turns, and the relay with them.)
  ServiceOptions paced(Nanos resolution, double speed) const;
};

class Service {
 public:
  // Everything it begins belongs to `process`, which must be the scope it is made in. Its probes ask through `users`
  // (null: there are none), which must outlive it.
  Service(Machine& machine, DataFolder& data, Process process, const ServiceOptions& options,
          ports::MarketplaceClient* users);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Answers one request, which must live until then and is used up by it; runs in the service's process.
  Task<Answer> serve(Request& request);
  bool accepting() const { return !stopping_; }

  // Ends in order: no new requests, those in flight and the events in workers' hands are finished, up to `grace`.
  Task<void> stop(Nanos grace);

  // Begins a rolling restart of the shop's replicas. Errors: conflict, unavailable (stopping).
  Result<void> deploy();
  domain::DeploymentStatus deployment() const { return deployment_.status(); }

  domain::ServiceStatus status();
  app::LiveSettings& settings() { return settings_; }
  app::IncidentDesk& incidents() { return desk_; }
  app::VendorReview& vendors() { return vendors_; }
  ports::MarketStore& store() { return store_; }
  Process process() const { return process_; }

 private:
  Task<Answer> handle(Request& request, app::Shop& shop);
  Task<void> trim_log();
  void follow_flags();
  app::CoreLatency core_latency();

  Machine& machine_;
  DataFolder& data_;
  const Process process_;
  const ServiceOptions options_;
  const Instant started_at_;
  Database database_;
  MarketStore store_;
  MarketStore catalogue_store_;  // the same, with its texts: the search keeper asks for words of them
  AnalyticsStoreFactory stores_;
  ReviewStore reviews_;
  EventLog log_;
  TableLog table_;
  ports::EventLog& events_;  // one of the two
  app::LoadShedding shedding_;
  Replicas replicas_;
  VendorSide vendor_side_;
  app::Ingest ingest_;
  app::LiveSettings settings_;
  app::WorkerPolicy policy_;
  WorkQueue queue_;
  app::EventConsumer consumer_;
  WorkerPool workers_;
  domain::LatencySensor core_latency_;
  app::WorkerControl control_;
  app::OutboxRelay relay_;
  app::CountRepair repair_;
  app::Deployment deployment_;
  app::SearchKeeper search_;
  app::PresenceRoller roller_;
  app::VendorReview vendors_;
  app::ComponentBoard board_;
  app::IncidentDesk desk_;
  std::unique_ptr<app::Probes> probes_;
  std::shared_ptr<void> flag_watch_;
  std::uint64_t requests_ = 0;
  std::uint64_t shed_ = 0;
  std::size_t in_flight_ = 0;
  bool stopping_ = false;
};

}  // namespace souk::sim
