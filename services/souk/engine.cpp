#include "services/souk/engine.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <filesystem>
#include <mutex>
#include <utility>

#include "app/component_board.hpp"
#include "app/count_repair.hpp"
#include "app/deployment.hpp"
#include "app/event_consumer.hpp"
#include "app/incident_desk.hpp"
#include "app/ingest.hpp"
#include "app/insights.hpp"
#include "app/live_settings.hpp"
#include "app/load_shedding.hpp"
#include "app/outbox_relay.hpp"
#include "app/presence_roller.hpp"
#include "app/probe_table.hpp"
#include "app/search_keeper.hpp"
#include "app/shop.hpp"
#include "app/vendor_desk.hpp"
#include "app/vendor_review.hpp"
#include "app/worker_control.hpp"
#include "app/worker_loop.hpp"
#include "credentials/password_vault.hpp"
#include "event_log/journal.hpp"
#include "flags/flag_store.hpp"
#include "http/server.hpp"
#include "incidents/incident_file.hpp"
#include "mail/mail_folder.hpp"
#include "metrics/flag_probe.hpp"
#include "metrics/phase_probe.hpp"
#include "metrics/process_usage.hpp"
#include "metrics/registry.hpp"
#include "metrics/status_probe.hpp"
#include "profiler/cpu_profiler.hpp"
#include "runtime/bounded_work_queue.hpp"
#include "runtime/live_clock.hpp"
#include "runtime/task_thread.hpp"
#include "runtime/worker_threads.hpp"
#include "services/analytics/ingest_endpoint.hpp"
#include "services/analytics/usage_endpoint.hpp"
#include "services/console/routes.hpp"
#include "services/marketplace/insight_endpoints.hpp"
#include "services/marketplace/routes.hpp"
#include "services/openapi/openapi.hpp"
#include "services/souk/data_folder.hpp"
#include "services/souk/flag_desk.hpp"
#include "services/souk/housekeeping.hpp"
#include "services/souk/live_replicas.hpp"
#include "services/souk/runtime_file.hpp"
#include "services/souk/server_probe.hpp"
#include "services/souk/shop_prober.hpp"
#include "services/vendors/errors.hpp"
#include "services/vendors/routes.hpp"
#include "storage/sqlite_database.hpp"

namespace souk {
namespace {

constexpr std::size_t kQueueCapacity = 4'096;
constexpr Nanos kIncidentWatch = std::chrono::milliseconds(250);

}  // namespace

// Members are made in this order and destroyed in the reverse one.
struct Engine::Parts {
  Parts(EngineOptions given, FolderLock held) : options(std::move(given)), lock(std::move(held)) {}

  Result<void> open_stores();
  Result<void> open_queue();
  void start_analytics();
  void make_replicas();
  Result<void> start_servers();
  Result<void> deploy();
  void start_watching();
  domain::ServiceStatus status();
  void add_use(domain::ServiceStatus& status);
  void stop();

  EngineOptions options;
  FolderLock lock;
  runtime::LiveClock clock;
  Instant started_at = clock.now();
  app::LiveSettings settings;
  metrics::Registry registry;
  profiler::CpuProfiler cpu_profiler;
  std::unique_ptr<flags::FlagStore> flags;
  std::unique_ptr<event_log::Journal> journal;  // null with a queue in a table
  ports::EventLog* events = nullptr;            // the one that is open
  std::shared_ptr<metrics::StatusProbe> status_probe;
  std::shared_ptr<metrics::FlagProbe> flag_probe;
  std::shared_ptr<metrics::PhaseProbe> phases = std::make_shared<metrics::PhaseProbe>();
  ServerProbe shop_probe{registry, *phases, clock};

  // Before the database: coroutines of a stopped server may still wait for an answer of the store's.
  std::unique_ptr<LiveReplicas> replicas;
  std::unique_ptr<http::Server> ops_server;
  std::unique_ptr<storage::SqliteDatabase> database;
  credentials::PasswordVault vault{clock};
  std::unique_ptr<storage::TableEventLog> table;

  std::unique_ptr<app::LoadShedding> shedding;
  std::unique_ptr<app::VendorDesk> vendor_desk;
  std::unique_ptr<app::Ingest> ingest;
  std::unique_ptr<app::Insights> insights;
  runtime::BoundedWorkQueue queue{kQueueCapacity, clock};
  app::WorkerPolicy policy;
  std::unique_ptr<app::EventConsumer> consumer;
  std::unique_ptr<runtime::WorkerThreads> workers;
  std::unique_ptr<app::WorkerControl> control;
  std::unique_ptr<app::OutboxRelay> relay;
  std::unique_ptr<app::SearchKeeper> search;
  std::unique_ptr<incidents::IncidentFile> incident_file;
  app::ComponentBoard components{settings, clock};
  app::ProbeSubjects probe_subjects;
  std::unique_ptr<app::IncidentDesk> incident_desk;
  std::unique_ptr<ShopProber> prober;
  std::unique_ptr<app::PresenceRoller> roller;
  std::unique_ptr<mail::MailFolder> mail;
  std::unique_ptr<app::VendorReview> vendor_review;
  std::unique_ptr<app::CountRepair> repair;
  std::unique_ptr<app::Deployment> deployment;
  std::unique_ptr<FlagDesk> flag_desk;
  std::shared_ptr<void> flag_watch;
  std::atomic<bool> stopping{false};
  bool stopped = false;
  std::unique_ptr<runtime::TaskThread> consumer_thread;
  std::unique_ptr<runtime::TaskThread> control_thread;
  std::unique_ptr<runtime::TaskThread> incident_thread;
  std::unique_ptr<runtime::TaskThread> behind_thread;
  std::unique_ptr<runtime::TaskThread> deploy_thread;  // blocks while it stops a replica
};

Result<void> Engine::Parts::open_stores() {
  storage::SqliteOptions sqlite;
  sqlite.path = database_path(options.folder);
  sqlite.pool_connections = options.pool_connections;
  sqlite.max_waiting = options.pool_line;
  sqlite.max_wait = options.pool_wait;
  sqlite.phases = phases.get();
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

  const Result<void> opened_queue = open_queue();
  if (opened_queue.has_error()) return opened_queue.error();

  auto opened_flags = flags::FlagStore::open(options.folder, clock);
  if (opened_flags.has_error()) return opened_flags.error();
  flags = std::move(opened_flags.value());

  incident_file = std::make_unique<incidents::IncidentFile>(options.folder);
  auto kept = incident_file->load();
  if (kept.has_error()) return kept.error();
  incident_desk = std::make_unique<app::IncidentDesk>(*incident_file, components, clock, std::move(kept.value()));
  auto opened_mail = mail::MailFolder::open(mail_path(options.folder));
  if (opened_mail.has_error()) return opened_mail.error();
  mail = std::make_unique<mail::MailFolder>(std::move(opened_mail.value()));
  return {};
}

// Positions of the one kind say nothing in the other: a folder stays with the kind it began with.
Result<void> Engine::Parts::open_queue() {
  const bool in_table = options.queue == domain::EventQueue::table;
  const Result<bool> has_table = database->has_queue();
  if (has_table.has_error()) return has_table.error();
  const bool has_journal = std::filesystem::exists(journal_path(options.folder));
  if (in_table ? has_journal : *has_table) {
    return fail(Errc::conflict, "the data folder '" + options.folder + "' keeps its events in a " +
                                    (in_table ? "journal" : "table") + "; start it with --queue " +
                                    (in_table ? "journal" : "table") + ", or name another folder with --data");
  }
  if (in_table) {
    auto opened = database->open_queue();
    if (opened.has_error()) return opened.error();
    table = std::move(opened.value());
    events = table.get();
    return {};
  }
  auto opened = event_log::Journal::open({.folder = journal_path(options.folder), .clock = clock});
  if (opened.has_error()) return opened.error();
  journal = std::move(opened.value());
  events = journal.get();
  return {};
}

void Engine::Parts::start_analytics() {
  relay = std::make_unique<app::OutboxRelay>(database->market(), *events, clock);
  workers = std::make_unique<runtime::WorkerThreads>(
      database->analytics_factory(), queue,
      [this](ports::AnalyticsStore& store) {
        return app::run_worker({queue, *flags, clock, *consumer, policy}, store);
      },
      [](const std::string& message) { spdlog::error("{}", message); });
  control = std::make_unique<app::WorkerControl>(app::WorkerControl::Ports{
      clock, *flags, queue, *workers, *consumer, settings, policy, [this] { return shop_probe.core_latency(); }});

  search = std::make_unique<app::SearchKeeper>(app::SearchKeeper::Ports{database->market(), *flags, clock, settings,
                                                                        [this] { return consumer->oldest_age_ms(); }});
  roller = std::make_unique<app::PresenceRoller>(app::PresenceRoller::Ports{
      database->analytics_factory(), *flags, clock, settings, [this] { return consumer->low_watermark(); }});
  vendor_review = std::make_unique<app::VendorReview>(
      app::VendorReview::Ports{database->reviews(), *mail, *flags, clock, settings});
  repair = std::make_unique<app::CountRepair>(app::CountRepair::Ports{clock, *flags, database->market(), settings,
                                                                      [this] { return shop_probe.core_latency(); }});

  // Both act at once; the control loop would find them a few milliseconds later.
  const auto follow_flags = [this] {
    queue.set_paused(!flags->is_on(domain::Flag::analytics_processing, {.component = "workers"}));
    const bool bulkhead = flags->is_on(domain::Flag::core_bulkhead, {.component = "store"});
    database->market().set_bulkhead(bulkhead);
    replicas->set_bulkhead(bulkhead);
  };
  follow_flags();
  flag_watch = flags->watch([follow_flags](const domain::FlagChange& change) {
    spdlog::info("flag {}: {} -> {}{} by {}{}{}", domain::definition_of(change.flag).key,
                 domain::to_text(change.before), domain::to_text(change.after),
                 change.rule_changed ? " with another rule" : "", change.who, change.why.empty() ? "" : ", because ",
                 change.why);
    follow_flags();
  });

  consumer_thread = std::make_unique<runtime::TaskThread>("souk-consumer");
  consumer_thread->spawn(consumer->run());
  control_thread = std::make_unique<runtime::TaskThread>("souk-control");
  control_thread->spawn(control->run());
  control_thread->spawn(relay->run());
  control_thread->spawn(repair->run());
  control_thread->spawn(search->run());
  control_thread->spawn(follow_bounds(clock, settings, *database, stopping));
  control_thread->spawn(trim_log(clock, *events, *consumer, stopping));
  control_thread->spawn(keep_prices(clock, *vendor_desk, stopping));
  // Apart, because they block: one for the writer's turn, the other to sync files.
  behind_thread = std::make_unique<runtime::TaskThread>("souk-behind");
  behind_thread->spawn(roller->run());
  behind_thread->spawn(vendor_review->run());
}

void Engine::Parts::make_replicas() {
  vendor_desk = std::make_unique<app::VendorDesk>(database->vendors(), vault, *flags, clock);
  ingest = std::make_unique<app::Ingest>(*events, *flags, clock);
  insights = std::make_unique<app::Insights>(database->insights(), *flags, clock);
  shedding = std::make_unique<app::LoadShedding>(
      app::LoadShedding::Ports{*flags, clock, settings, [this] { return shop_probe.core_latency(); }});
  vendor_desk->shed(*shedding);
  insights->shed(*shedding);
  const auto routes_of = [this](app::Shop& shop) {
    shop.follow(settings);
    shop.shed(*shedding);
    std::vector<http::Route> routes = marketplace::marketplace_routes(shop, *flags, clock);
    for (http::Route& route : marketplace::insight_routes(*insights, shop)) routes.push_back(std::move(route));
    vendors::show_private_listings(routes, *vendor_desk);
    for (http::Route& route : vendors::vendor_routes(shop, *vendor_desk, database->reviews()))
      routes.push_back(std::move(route));
    vendors::add_errors(routes);
    routes.push_back(analytics::ingest_route(*ingest));
    routes.push_back(analytics::usage_route(*ingest, clock));
    routes.push_back(openapi::openapi_route(routes, "souk"));
    return routes;
  };
  http::ServerOptions shop_options;
  shop_options.address = options.address;
  shop_options.port = options.port;
  shop_options.io_threads = options.io_threads;
  shop_options.shutdown_grace = options.shutdown_grace;
  replicas = std::make_unique<LiveReplicas>(shop_options, *database, *flags, clock, shop_probe, routes_of);
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
  Result<std::unique_ptr<FlagDesk>> opened_desk =
      FlagDesk::open({options.folder, options.address, clock, *flags, components, vault});
  if (opened_desk.has_error()) return opened_desk.error();
  flag_desk = std::move(opened_desk.value());

  console::ConsolePorts console{*flags,
                                *flags,
                                settings,
                                database->market(),
                                *search,
                                *vendor_desk,
                                database->reviews(),
                                *vendor_review,
                                cpu_profiler,
                                [this] { return status(); },
                                [this] { return registry.exposition(); },
                                [this] { return !stopping; },
                                components,
                                *incident_desk,
                                clock,
                                [this] { return deploy(); },
                                [this] { return deployment->status(); },
                                [this] { return flags->rules(); },
                                [this] { return flags->problem(); },
                                flag_desk->rollouts(),
                                flag_desk->ofrep()};
  http::ServerOptions ops_options;
  ops_options.address = options.address;
  ops_options.port = options.ops_port;
  ops_options.io_threads = 1;
  ops_options.shutdown_grace = std::chrono::milliseconds(500);
  std::vector<http::Route> ops_routes = console::console_routes(std::move(console));
  ops_routes.push_back(openapi::openapi_route(ops_routes, "souk, operator"));
  ops_server = std::make_unique<http::Server>(ops_options, std::move(ops_routes), clock, null_server_probe());
  status_probe = std::make_shared<metrics::StatusProbe>([this] { return status(); });
  registry.add(status_probe);
  registry.add(phases);
  flag_probe = std::make_shared<metrics::FlagProbe>([this] {
    return metrics::FlagFigures{
        .file_valid = flags->problem().empty(), .edits_refused = flags->edits_refused(), .shed = shedding->refused()};
  });
  registry.add(flag_probe);

  const Result<void> shop_started = replicas->open(settings.count(domain::Setting::replicas));
  if (shop_started.has_error()) return shop_started.error();
  const Result<void> ops_started = ops_server->start();
  if (ops_started.has_error()) return ops_started.error();
  start_watching();
  return {};
}

// The incidents have a thread of their own: keeping one waits for the disk, and the probes measure time.
void Engine::Parts::start_watching() {
  incident_thread = std::make_unique<runtime::TaskThread>("souk-incidents");
  incident_thread->spawn(incident_desk->watch(kIncidentWatch));
  flag_desk->begin(*incident_thread);
  if (!options.probes) return;
  Result<std::unique_ptr<ShopProber>> started =
      ShopProber::start(options.address, replicas->port(), std::move(probe_subjects), clock, settings, components);
  if (started.has_error()) {
    spdlog::warn("the status page knows nothing: {}", started.error().detail);
  } else {
    prober = std::move(started.value());
  }
}

domain::ServiceStatus Engine::Parts::status() {
  domain::ServiceStatus status;
  status.at = clock.unix_ms();
  status.uptime_ms = static_cast<std::int64_t>(to_ms(clock.now() - started_at));
  status.pid = ::getpid();
  const domain::ConsumerProgress progress = consumer->progress();
  status.applied = progress.applied;
  status.duplicates = progress.duplicates;
  status.quarantined = progress.quarantined;
  // Read after the progress: the log only grows, so the backlog is never negative.
  status.accepted = events->stats().next_position;
  status.backlog = status.accepted - progress.consumed();
  status.oldest_age_ms = consumer->oldest_age_ms();
  status.workers = workers->running();
  status.workers_target = control->target();
  status.store_connections = database->connections();
  const app::CountRepair::Progress repaired = repair->progress();
  status.recounted = repaired.vendors;
  status.corrected = repaired.corrected;
  status.repairs = repaired.runs;
  ports::MarketStore::Stats store = database->market().stats();
  replicas->add_stores_to(store);
  status.pool = store.pool;
  status.writer = store.writer;
  status.transactions = std::move(store.transactions);
  status.wasted = store.wasted;
  status.search = search->status();
  status.replicas = replicas->count();
  status.deployment = deployment->status();
  add_use(status);
  const metrics::ProcessUsage usage = metrics::process_usage();
  status.resident_bytes = usage.resident_bytes;
  status.cpu_seconds = usage.cpu_seconds;
  status.vendors = vendor_review->figures();
  status.japan_saw_yen = vendor_desk->japan_saw_yen();
  status.products_saw_counts = replicas->products_saw_counts();
  status.reports_had_counts = replicas->reports_had_counts();
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    status.flags[std::string(definition.key)] = domain::to_text(flags->evaluate(definition.flag));
  }
  status.components = app::states_of(components.look());
  return status;
}

// What the shop's servers and the queue before the workers say.
void Engine::Parts::add_use(domain::ServiceStatus& status) {
  const http::ServerStats http = replicas->http_stats();
  status.requests = http.requests;
  status.in_flight = http.in_flight;
  status.shed = http.shed;
  status.core_ok = shop_probe.core_ok();
  status.core_failed = shop_probe.core_failed();
  const app::CoreLatency latency = shop_probe.core_latency();
  status.core_p99_us = static_cast<std::uint64_t>(latency.p99.count() / 1'000);
  status.core_samples = latency.samples;
  status.telemetry = std::make_shared<const domain::Telemetry>(
      domain::Telemetry{.work_queue = queue.use(), .admission = replicas->in_flight(), .phases = phases->totals()});
}

void Engine::Parts::stop() {
  if (stopped) return;
  stopped = true;
  stopping = true;
  remove_runtime_file(options.folder);
  if (prober) prober->request_stop();
  if (incident_desk) incident_desk->request_stop();
  if (flag_desk) flag_desk->request_stop();
  if (deployment) deployment->request_stop();
  if (deploy_thread) deploy_thread->join();
  if (replicas) replicas->shut_down();
  if (prober) prober->join();
  flag_watch.reset();
  if (control) control->request_stop();
  if (relay) relay->request_stop();
  if (repair) repair->request_stop();
  if (search) search->request_stop();
  if (roller) roller->request_stop();
  if (vendor_review) vendor_review->request_stop();
  if (consumer) consumer->request_stop();
  queue.close();
  if (workers) workers->join();
  if (ops_server) ops_server->stop();
  vault.stop();
  // Answers whatever still waits for a connection, the relay's rounds included.
  if (database) database->stop();
  if (control_thread) control_thread->join();
  if (behind_thread) behind_thread->join();
  if (consumer_thread) consumer_thread->join();
  if (incident_thread) incident_thread->join();
  if (journal) journal->close();
  if (table) table->close();
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
  Result<app::ProbeSubjects> subjects = read_probe_subjects(parts.database->market());
  if (subjects.has_error()) return subjects.error();
  parts.probe_subjects = std::move(subjects.value());
  parts.consumer = std::make_unique<app::EventConsumer>(*parts.events, parts.queue, parts.clock, *progress);
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
