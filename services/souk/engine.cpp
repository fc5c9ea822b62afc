#include "services/souk/engine.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <mutex>
#include <utility>

#include "app/deployment.hpp"
#include "app/event_consumer.hpp"
#include "app/ingest.hpp"
#include "app/live_settings.hpp"
#include "app/outbox_relay.hpp"
#include "app/shop.hpp"
#include "app/worker_control.hpp"
#include "app/worker_loop.hpp"
#include "event_log/journal.hpp"
#include "flags/flag_store.hpp"
#include "http/server.hpp"
#include "metrics/process_usage.hpp"
#include "metrics/registry.hpp"
#include "metrics/status_probe.hpp"
#include "runtime/bounded_work_queue.hpp"
#include "runtime/live_clock.hpp"
#include "runtime/run_to_end.hpp"
#include "runtime/task_thread.hpp"
#include "runtime/worker_threads.hpp"
#include "services/analytics/ingest_endpoint.hpp"
#include "services/console/routes.hpp"
#include "services/marketplace/routes.hpp"
#include "services/souk/data_folder.hpp"
#include "services/souk/live_replicas.hpp"
#include "services/souk/runtime_file.hpp"
#include "services/souk/server_probe.hpp"
#include "storage/sqlite_database.hpp"

namespace souk {
namespace {

constexpr std::size_t kQueueCapacity = 4'096;
constexpr Nanos kHousekeeping = std::chrono::seconds(5);

// Frees the part of the log that every restart would skip.
Task<void> trim_log(ports::Clock& clock, ports::EventLog& log, app::EventConsumer& consumer,
                    const std::atomic<bool>& stopping) {
  Instant next = clock.now() + kHousekeeping;
  while (!stopping) {
    const bool reached = co_await clock.sleep_for(std::chrono::milliseconds(100));
    if (!reached) co_return;
    if (clock.now() < next) continue;
    next = clock.now() + kHousekeeping;
    const Result<void> trimmed = co_await log.trim(consumer.stored_watermark());
    if (trimmed.has_error()) spdlog::warn("cannot trim the event log: {}", trimmed.error().detail);
    if (!consumer.failure().empty()) spdlog::error("the event log cannot be read: {}", consumer.failure());
  }
}

// What the store says was consumed, asked once before anything else runs.
Result<domain::ConsumerProgress> read_progress(ports::AnalyticsStoreFactory& stores) {
  Result<std::unique_ptr<ports::AnalyticsStore>> store = stores.open();
  if (store.has_error()) return store.error();
  return runtime::run_to_end((*store)->progress());
}

}  // namespace

// Members are made in this order and destroyed in the reverse one.
struct Engine::Parts {
  Parts(EngineOptions given, FolderLock held) : options(std::move(given)), lock(std::move(held)) {}

  Result<void> open_stores();
  void start_analytics();
  void make_replicas();
  Result<void> start_servers();
  Result<void> deploy();
  domain::ServiceStatus status() const;
  void stop();

  EngineOptions options;
  FolderLock lock;
  runtime::LiveClock clock;
  Instant started_at = clock.now();
  app::LiveSettings settings;
  metrics::Registry registry;
  std::unique_ptr<flags::FlagStore> flags;
  std::unique_ptr<event_log::Journal> journal;
  std::shared_ptr<metrics::StatusProbe> status_probe;
  ServerProbe shop_probe{registry, clock};

  // Before the database: coroutines of a stopped server may still wait for an answer of the store's.
  std::unique_ptr<LiveReplicas> replicas;
  std::unique_ptr<http::Server> ops_server;
  std::unique_ptr<storage::SqliteDatabase> database;

  std::unique_ptr<app::Ingest> ingest;
  runtime::BoundedWorkQueue queue{kQueueCapacity, clock};
  app::WorkerPolicy policy;
  std::unique_ptr<app::EventConsumer> consumer;
  std::unique_ptr<runtime::WorkerThreads> workers;
  std::unique_ptr<app::WorkerControl> control;
  std::unique_ptr<app::OutboxRelay> relay;
  std::unique_ptr<app::Deployment> deployment;
  std::shared_ptr<void> flag_watch;
  std::atomic<bool> stopping{false};
  bool stopped = false;
  std::unique_ptr<runtime::TaskThread> consumer_thread;
  std::unique_ptr<runtime::TaskThread> control_thread;
  std::unique_ptr<runtime::TaskThread> deploy_thread;  // blocks while it stops a replica
};

Result<void> Engine::Parts::open_stores() {
  storage::SqliteOptions sqlite;
  sqlite.path = database_path(options.folder);
  sqlite.pool_connections = options.pool_connections;
  sqlite.max_waiting = options.pool_line;
  sqlite.max_wait = options.pool_wait;
  auto opened_database = storage::SqliteDatabase::open(sqlite, clock);
  if (opened_database.has_error()) return opened_database.error();
  database = std::move(opened_database.value());
  const Result<bool> empty = database->empty();
  if (empty.has_error()) return empty.error();
  if (*empty) {
    const Result<domain::Catalogue> catalogue = domain::generate_catalogue(options.catalogue);
    if (catalogue.has_error()) return catalogue.error();
    const Result<void> loaded = database->load_catalogue(*catalogue);
    if (loaded.has_error()) return loaded.error();
  }

  auto opened_journal = event_log::Journal::open({.folder = journal_path(options.folder), .clock = clock});
  if (opened_journal.has_error()) return opened_journal.error();
  journal = std::move(opened_journal.value());

  auto opened_flags = flags::FlagStore::open(options.folder, clock);
  if (opened_flags.has_error()) return opened_flags.error();
  flags = std::move(opened_flags.value());
  return {};
}

void Engine::Parts::start_analytics() {
  relay = std::make_unique<app::OutboxRelay>(database->market(), *journal, clock);
  workers = std::make_unique<runtime::WorkerThreads>(
      database->analytics_factory(), queue,
      [this](ports::AnalyticsStore& store) {
        return app::run_worker({queue, *flags, clock, *consumer, policy}, store);
      },
      [](const std::string& message) { spdlog::error("{}", message); });
  control = std::make_unique<app::WorkerControl>(app::WorkerControl::Ports{
      clock, *flags, queue, *workers, *consumer, settings, policy, [this] { return shop_probe.core_latency(); }});

  // Both act at once; the control loop would find them a few milliseconds later.
  const auto follow_flags = [this] {
    queue.set_paused(!flags->is_on(domain::Flag::analytics_processing));
    database->market().set_bulkhead(flags->is_on(domain::Flag::core_bulkhead));
    replicas->set_bulkhead(flags->is_on(domain::Flag::core_bulkhead));
  };
  follow_flags();
  flag_watch = flags->watch([follow_flags](const domain::FlagChange& change) {
    spdlog::info("flag {}: {} -> {} by {}{}{}", domain::definition_of(change.flag).key, domain::to_text(change.before),
                 domain::to_text(change.after), change.who, change.why.empty() ? "" : ", because ", change.why);
    follow_flags();
  });

  consumer_thread = std::make_unique<runtime::TaskThread>("souk-consumer");
  consumer_thread->spawn(consumer->run());
  control_thread = std::make_unique<runtime::TaskThread>("souk-control");
  control_thread->spawn(control->run());
  control_thread->spawn(relay->run());
  control_thread->spawn(trim_log(clock, *journal, *consumer, stopping));
}

void Engine::Parts::make_replicas() {
  ingest = std::make_unique<app::Ingest>(*journal, *flags, clock);
  const auto routes = [this](app::Shop& shop) {
    std::vector<http::Route> table = marketplace::marketplace_routes(shop, *flags, clock);
    table.push_back(analytics::ingest_route(*ingest));
    shop_probe.watch_core_routes(table);
    return table;
  };
  http::ServerOptions shop_options;
  shop_options.address = options.address;
  shop_options.port = options.port;
  shop_options.io_threads = options.io_threads;
  shop_options.shutdown_grace = options.shutdown_grace;
  replicas = std::make_unique<LiveReplicas>(shop_options, *database, *flags, clock, shop_probe, routes);
}

Result<void> Engine::Parts::deploy() {
  const Result<void> begun = deployment->begin();
  if (begun) deploy_thread->spawn(deployment->run());
  return begun;
}

Result<void> Engine::Parts::start_servers() {
  deployment = std::make_unique<app::Deployment>(
      app::Deployment::Ports{clock, *flags, settings, *replicas, [this] { return shop_probe.core_latency(); }});
  deploy_thread = std::make_unique<runtime::TaskThread>("souk-deploy");

  console::ConsolePorts console{*flags,
                                *flags,
                                settings,
                                database->market(),
                                [this] { return status(); },
                                [this] { return registry.exposition(); },
                                [this] { return !stopping; },
                                [this] { return deploy(); },
                                [this] { return deployment->status(); }};
  http::ServerOptions ops_options;
  ops_options.address = options.address;
  ops_options.port = options.ops_port;
  ops_options.io_threads = 1;
  ops_options.shutdown_grace = std::chrono::milliseconds(500);
  ops_server = std::make_unique<http::Server>(ops_options, console::console_routes(std::move(console)), clock,
                                              null_server_probe());
  status_probe = std::make_shared<metrics::StatusProbe>([this] { return status(); });
  registry.add(status_probe);

  const Result<void> shop_started = replicas->open(settings.count(domain::Setting::replicas));
  if (shop_started.has_error()) return shop_started.error();
  return ops_server->start();
}

domain::ServiceStatus Engine::Parts::status() const {
  domain::ServiceStatus status;
  status.at = clock.unix_ms();
  status.uptime_ms = static_cast<std::int64_t>(to_ms(clock.now() - started_at));
  status.pid = ::getpid();
  const domain::ConsumerProgress progress = consumer->progress();
  status.applied = progress.applied;
  status.duplicates = progress.duplicates;
  status.quarantined = progress.quarantined;
  // Read after the progress: the log only grows, so the backlog is never negative.
  status.accepted = journal->stats().next_position;
  status.backlog = status.accepted - progress.consumed();
  status.oldest_age_ms = consumer->oldest_age_ms();
  status.workers = workers->running();
  status.workers_target = control->target();
  ports::MarketStore::Stats store = database->market().stats();
  replicas->add_stores_to(store);
  status.pool = store.pool;
  status.writer = store.writer;
  status.transactions = std::move(store.transactions);
  status.wasted = store.wasted;
  const http::ServerStats http = replicas->http_stats();
  status.requests = http.requests;
  status.in_flight = http.in_flight;
  status.shed = http.shed;
  status.replicas = replicas->count();
  status.deployment = deployment->status();
  const metrics::ProcessUsage usage = metrics::process_usage();
  status.resident_bytes = usage.resident_bytes;
  status.cpu_seconds = usage.cpu_seconds;
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    status.flags[std::string(definition.key)] = domain::to_text(flags->evaluate(definition.flag));
  }
  return status;
}

void Engine::Parts::stop() {
  if (stopped) return;
  stopped = true;
  stopping = true;
  remove_runtime_file(options.folder);
  if (deployment) deployment->request_stop();
  if (deploy_thread) deploy_thread->join();
  if (replicas) replicas->shut_down();
  flag_watch.reset();
  if (control) control->request_stop();
  if (relay) relay->request_stop();
  if (consumer) consumer->request_stop();
  queue.close();
  if (workers) workers->join();
  if (ops_server) ops_server->stop();
  // Answers whatever still waits for a connection, the relay's rounds included.
  if (database) database->stop();
  if (control_thread) control_thread->join();
  if (consumer_thread) consumer_thread->join();
  if (journal) journal->close();
}

Result<std::unique_ptr<Engine>> Engine::start(const EngineOptions& options) {
  Result<FolderLock> lock = FolderLock::acquire(options.folder);
  if (lock.has_error()) return lock.error();
  std::unique_ptr<Engine> engine(new Engine(std::make_unique<Parts>(options, std::move(lock.value()))));
  Parts& parts = *engine->parts_;
  const Result<void> opened = parts.open_stores();
  if (opened.has_error()) return opened.error();
  const Result<domain::ConsumerProgress> progress = read_progress(parts.database->analytics_factory());
  if (progress.has_error()) return progress.error();
  parts.consumer = std::make_unique<app::EventConsumer>(*parts.journal, parts.queue, parts.clock, *progress);
  const Result<void> sized = parts.settings.set(domain::Setting::replicas, static_cast<double>(options.replicas));
  if (sized.has_error()) return sized.error();
  parts.make_replicas();
  parts.start_analytics();
  const Result<void> serving = parts.start_servers();
  if (serving.has_error()) return serving.error();
  const Result<void> written = write_runtime_file(options.folder, {engine->shop_url(), engine->ops_url(), ::getpid()});
  if (written.has_error()) return written.error();
  return engine;
}

Engine::Engine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Engine::~Engine() { stop(); }

void Engine::stop() { parts_->stop(); }

std::string Engine::shop_url() const {
  return "http://" + parts_->options.address + ":" + std::to_string(parts_->replicas->port());
}

std::string Engine::ops_url() const {
  return "http://" + parts_->options.address + ":" + std::to_string(parts_->ops_server->port());
}

}  // namespace souk
