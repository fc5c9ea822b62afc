#include "sim/service.hpp"

#include <algorithm>
#include <utility>

#include "domain/http_status.hpp"

namespace souk::sim {
namespace {

constexpr Nanos kStopCheck = std::chrono::milliseconds(5);
constexpr Nanos kAbortGrace = std::chrono::seconds(1);       // as the HTTP server gives handlers that it has cancelled
constexpr Nanos kFineResolution = std::chrono::seconds(15);  // up to here the rhythm is the live one
constexpr Nanos kRetryAfter = std::chrono::seconds(1);       // as the HTTP layer tells with 429 and 503
constexpr Nanos kProbedAsLive = std::chrono::seconds(5);     // windows up to this length

template <class T>
Answer answer_to(const Result<T>& result, int success = 200) {
  return {result ? success : domain::http_status(result.error().code), {}};
}

}  // namespace

domain::Owner Request::owner() const {
  switch (kind) {
    case Kind::command:
      return domain::Owner::core;
    case Kind::latest_version:
    case Kind::post_events:
      return domain::Owner::phone_home;
    case Kind::app_page:
    case Kind::browse:
    case Kind::search:
    case Kind::errand:
      break;
  }
  return domain::Owner::browse;
}

std::size_t Request::bytes() const {
  constexpr std::size_t kHead = 250, kEvent = 280;
  return kHead + text.size() + events.size() * kEvent;
}

ServiceOptions ServiceOptions::paced(Nanos resolution, double speed) const {
  ServiceOptions options = *this;
  options.control_interval = std::max(control_interval, resolution / 300);
  options.relay_pause = std::max(relay_pause, resolution / 150);
  options.consumer_wait = std::max(consumer_wait, resolution / 30);
  options.housekeeping = std::max(housekeeping, resolution / 3);
  options.latency_window = std::max(latency_window, resolution / 7);
  if (speed < 1) options.database.max_wait = from_s(to_s(database.max_wait) / speed);
  options.incident_watch = std::max(incident_watch, resolution / 60);
  options.probe_stretch = std::max(probe_stretch, resolution / std::chrono::duration<double>(kProbedAsLive));
  options.search.pause = std::max(search.pause, resolution / 60);
  // Ranking a dozen searches is work for the machine that simulates, so a long run looks at them now and then.
  if (resolution > kFineResolution) options.search.least_between_measurements = resolution * 6;
  options.roll_pause = std::max(roll_pause, resolution / 10);
  options.review_pause = std::max(review_pause, resolution / 75);
  return options;
}

Service::Service(Machine& machine, DataFolder& data, Process process, const ServiceOptions& options,
                 ports::MarketplaceClient* users)
    : machine_(machine),
      data_(data),
      process_(process),
      options_(options),
      started_at_(machine.clock.now()),
      database_(machine, data.database, options.database),
      store_(database_, MemoryDatabase::Texts::none),
      catalogue_store_(database_),
      stores_(database_),
      reviews_(database_),
      log_(machine, data.log),
      table_(database_, data.log, log_, data.queue_taken),
      events_(options.queue == domain::EventQueue::table ? static_cast<ports::EventLog&>(table_) : log_),
      shedding_({data.flags, machine.clock, settings_, [this] { return core_latency(); }}),
      replicas_(machine, database_, store_, data.flags, settings_, shedding_, options.database),
      vendor_side_(database_, reviews_, data.flags, machine.clock),
      ingest_(events_, data.flags, machine.clock),
      queue_(machine.context, options.work_queue),
      consumer_(events_, queue_, machine.clock, data.database.progress(), options.consumer_wait),
      workers_(
          machine.context, process, stores_, queue_,
          [this](ports::AnalyticsStore& store) {
            return app::run_worker({queue_, data_.flags, machine_.clock, consumer_, policy_}, store);
          },
          [this](std::size_t running) { database_.set_workers(running); }),
      core_latency_(options.latency_window),
      control_({machine.clock, data.flags, queue_, workers_, consumer_, settings_, policy_,
                [this] { return core_latency(); }, options.control_interval, options.latency_window}),
      relay_(store_, events_, machine.clock, options.relay_pause),
      repair_({machine.clock, data.flags, store_, settings_, [this] { return core_latency(); }, options.relay_pause,
               options.latency_window}),
      deployment_({machine.clock, data.flags, settings_, replicas_, [this] { return core_latency(); }}),
      search_({catalogue_store_, data.flags, machine.clock, settings_, [this] { return consumer_.oldest_age_ms(); }},
              options.search),
      roller_({stores_, data.flags, machine.clock, settings_, [this] { return consumer_.low_watermark(); },
               options.roll_pause}),
      vendors_({reviews_, data.mail, data.flags, machine.clock, settings_, options.review_pause}),
      board_(settings_, machine.clock, options.probe_stretch),
      desk_(data.incidents, board_, machine.clock, data.incidents.incidents()) {
  vendor_side_.shed(shedding_);
  follow_flags();
  flag_watch_ = data_.flags.watch([this](const domain::FlagChange&) { follow_flags(); });
  spawn(machine_.context, consumer_.run());
  spawn(machine_.context, control_.run());
  spawn(machine_.context, relay_.run());
  spawn(machine_.context, search_.run());
  spawn(machine_.context, roller_.run());
  spawn(machine_.context, vendors_.run());
  spawn(machine_.context, trim_log());
  if (users == nullptr || options.probe_subjects.app_keys.empty()) return;
  spawn(machine_.context, desk_.watch(options.incident_watch));
  probes_ = std::make_unique<app::Probes>(
      app::Probes::Ports{machine.clock, *users, settings_, board_},
      // Nobody waits for them to end: they go with the process.
      app::Probes::Options{options.probe_subjects, options.probe_stretch, std::chrono::hours(24)});
  for (Task<void>& loop : probes_->loops()) spawn(machine_.context, std::move(loop));
}

app::CoreLatency Service::core_latency() {
  const Instant now = machine_.clock.now();
  return {core_latency_.quantile(0.99, now), core_latency_.count(now)};
}

// As the live engine does: at once, not with the next round of the controllers.
void Service::follow_flags() {
  queue_.set_paused(!data_.flags.is_on(domain::Flag::analytics_processing, {.component = "workers"}));
  const bool bulkhead = data_.flags.is_on(domain::Flag::core_bulkhead, {.component = "store"});
  store_.set_bulkhead(bulkhead);
  replicas_.set_bulkhead(bulkhead);
  if (!repair_.is_due()) return;
  const Context::Scope scope(machine_.context, process_);  // whoever changed the flag
  spawn(machine_.context, repair_.run_while_due());
}

Result<void> Service::deploy() {
  const Result<void> begun = deployment_.begin();
  if (begun) spawn(machine_.context, deployment_.run());
  return begun;
}

Task<void> Service::trim_log() {
  while (!stopping_) {
    const bool reached = co_await machine_.clock.sleep_for(options_.housekeeping);
    if (!reached) co_return;
    const bool too_far = machine_.planted == Bug::trim_too_far;  // planted: a restart begins at what is stored
    auto trimming = events_.trim(too_far ? consumer_.low_watermark() : consumer_.stored_watermark());
    co_await std::move(trimming);
  }
}

Task<Answer> Service::serve(Request& request) {
  struct InFlight {
    std::size_t& count;
    explicit InFlight(std::size_t& counter) : count(counter) { ++count; }
    ~InFlight() { --count; }
  };
  const Instant came = machine_.clock.now();
  ++requests_;
  if (in_flight_ >= options_.max_in_flight) {
    ++shed_;
    co_return Answer{429, kRetryAfter};
  }
  const InFlight here(in_flight_);
  Cores::Work receiving =
      machine_.compute(machine_.model.server_cpu,
                       machine_.model.server_cpu_per_event * static_cast<std::int64_t>(request.events.size()));
  co_await receiving.done();
  const bool core = request.owner() == domain::Owner::core;
  Replicas::Visit replica(replicas_);
  auto handling = handle(request, replica.shop());
  Answer answer = co_await std::move(handling);
  if (core) core_latency_.record(machine_.clock.now() - came, machine_.clock.now());
  if (answer.status == 503) {
    answer.retry_after = kRetryAfter;
    ++shed_;
  }
  co_return answer;
}

Task<Answer> Service::handle(Request& request, app::Shop& shop) {
  ports::RequestContext context;
  context.owner = request.owner();
  context.client_leaves = request.client_leaves;
  switch (request.kind) {
    case Request::Kind::app_page: {
      auto asking = shop.app_page(context, std::move(request.text));
      const auto page = co_await std::move(asking);
      if (page) shop.counts_in_product(context);  // which the answer's text is made with
      co_return answer_to(page);
    }
    case Request::Kind::browse: {
      auto asking = shop.browse(context, std::move(request.text), ports::AppOrder::active_installs, 0, 10);
      co_return answer_to(co_await std::move(asking));
    }
    case Request::Kind::search: {
      auto asking = shop.search(context, std::move(request.text), "", 0, 10);
      co_return answer_to(co_await std::move(asking));
    }
    case Request::Kind::latest_version: {
      auto asking = shop.latest_version(context, std::move(request.text));
      co_return answer_to(co_await std::move(asking));
    }
    case Request::Kind::post_events: {
      auto accepting = ingest_.accept(std::move(request.events));
      co_return answer_to(co_await std::move(accepting), 202);
    }
    case Request::Kind::errand: {
      const bool with_counts = request.errand.kind == ports::VendorErrand::Kind::distribution;
      auto running = vendor_side_.run(context, std::move(request.errand));
      const Result<void> done = co_await std::move(running);
      if (done && with_counts) shop.counts_in_reports(context);
      co_return answer_to(done);
    }
    case Request::Kind::command:
      break;
  }
  auto commanding = shop.command(context, std::move(request.command), std::move(request.text));
  const Result<domain::Recorded> recorded = co_await std::move(commanding);
  if (!recorded) co_return answer_to(recorded);
  co_return Answer{domain::http_status(recorded->receipt.code), {}};
}

Task<void> Service::stop(Nanos grace) {
  stopping_ = true;
  desk_.request_stop();
  if (probes_) probes_->request_stop();
  deployment_.request_stop();
  const Instant deadline = machine_.clock.now() + grace;
  // Who waits for the store does not hear that it is cancelled.
  while ((in_flight_ > 0 || deployment_.busy()) && machine_.clock.now() < deadline + kAbortGrace) {
    co_await machine_.clock.sleep_for(kStopCheck);
  }
  control_.request_stop();
  relay_.request_stop();
  repair_.request_stop();
  search_.request_stop();
  roller_.request_stop();
  vendors_.request_stop();
  consumer_.request_stop();
  queue_.close();
  while (workers_.running() > 0 && machine_.clock.now() < deadline + kAbortGrace + grace) {
    co_await machine_.clock.sleep_for(kStopCheck);
  }
  database_.close();
  replicas_.close();
  log_.close();
}

domain::ServiceStatus Service::status() {
  domain::ServiceStatus status;
  status.at = machine_.clock.unix_ms();
  status.uptime_ms = static_cast<std::int64_t>(to_ms(machine_.clock.now() - started_at_));
  status.pid = static_cast<std::int64_t>(process_);
  const domain::ConsumerProgress progress = consumer_.progress();
  status.applied = progress.applied;
  status.duplicates = progress.duplicates;
  status.quarantined = progress.quarantined;
  status.accepted = log_.stats().next_position;
  status.backlog = status.accepted - progress.consumed();
  status.oldest_age_ms = consumer_.oldest_age_ms();
  status.workers = workers_.running();
  status.workers_target = control_.target();
  status.store_connections = 1 + workers_.running();
  const app::CountRepair::Progress repaired = repair_.progress();
  status.recounted = repaired.vendors;
  status.corrected = repaired.corrected;
  status.repairs = repaired.runs;
  ports::MarketStore::Stats store = store_.stats();
  replicas_.add_stores_to(store);
  status.store_connections += store.pool.capacity;
  status.pool = store.pool;
  status.writer = store.writer;
  status.transactions = std::move(store.transactions);
  status.wasted = store.wasted;
  status.search = search_.status();
  status.requests = requests_;
  status.in_flight = in_flight_;
  status.shed = shed_;
  status.replicas = replicas_.count();
  status.deployment = deployment_.status();
  status.cpu_seconds = to_s(machine_.cores.used());
  status.vendors = vendors_.figures();
  status.japan_saw_yen = vendor_side_.japan_saw_yen();
  status.products_saw_counts = replicas_.products_saw_counts();
  status.reports_had_counts = replicas_.reports_had_counts();
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    status.flags[std::string(definition.key)] = domain::to_text(data_.flags.evaluate(definition.flag));
  }
  status.components = app::states_of(board_.look());
  return status;
}

}  // namespace souk::sim
