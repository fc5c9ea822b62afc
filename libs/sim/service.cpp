#include "sim/service.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

namespace souk::sim {
namespace {

constexpr Nanos kStopCheck = std::chrono::milliseconds(5);
constexpr Nanos kRetryAfter = std::chrono::seconds(1);  // as the HTTP layer tells with 429 and 503

void rethrow(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

// As the HTTP layer answers it.
int status_of(Errc code) {
  switch (code) {
    case Errc::ok:
      return 200;
    case Errc::invalid_argument:
      return 400;
    case Errc::unauthenticated:
      return 401;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::too_large:
      return 413;
    case Errc::payload_mismatch:
      return 422;
    case Errc::overloaded:
    case Errc::deadline_exceeded:
    case Errc::unavailable:
    case Errc::cancelled:
    case Errc::no_space:
      return 503;
    case Errc::corrupt:
    case Errc::io:
    case Errc::internal:
      break;
  }
  return 500;
}

DatabaseOptions reporting_to(Phases& phases, DatabaseOptions options) {
  options.phases = &phases;
  return options;
}

template <class T>
Answer answer_to(const Result<T>& result, int success = 200) {
  return {result ? success : status_of(result.error().code), {}};
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
      break;
  }
  return domain::Owner::browse;
}

std::size_t Request::bytes() const {
  constexpr std::size_t kHead = 250, kEvent = 280;
  return kHead + text.size() + events.size() * kEvent;
}

ServiceOptions ServiceOptions::paced(Nanos resolution) const {
  ServiceOptions options = *this;
  options.control_interval = std::max(control_interval, resolution / 300);
  options.relay_pause = std::max(relay_pause, resolution / 150);
  options.consumer_wait = std::max(consumer_wait, resolution / 30);
  options.housekeeping = std::max(housekeeping, resolution / 3);
  options.latency_window = std::max(latency_window, resolution / 7);
  return options;
}

Service::Service(Machine& machine, DataFolder& data, Process process, const ServiceOptions& options)
    : machine_(machine),
      data_(data),
      process_(process),
      options_(options),
      started_at_(machine.clock.now()),
      database_(machine, data.database, reporting_to(phases_, options.database)),
      store_(database_),
      stores_(database_),
      log_(machine, data.log),
      shop_(store_, data.flags, machine.clock),
      ingest_(log_, data.flags, machine.clock),
      queue_(machine.context, options.work_queue),
      consumer_(log_, queue_, machine.clock, data.database.progress(), options.consumer_wait),
      workers_(
          machine.context, process, stores_, queue_,
          [this](ports::AnalyticsStore& store) {
            return app::run_worker({queue_, data_.flags, machine_.clock, consumer_, policy_}, store);
          },
          [this](std::size_t running) { database_.set_workers(running); }),
      core_latency_(options.latency_window),
      control_({machine.clock, data.flags, queue_, workers_, consumer_, settings_, policy_,
                [this] {
                  const Instant now = machine_.clock.now();
                  return app::CoreLatency{core_latency_.quantile(0.99, now), core_latency_.count(now)};
                },
                options.control_interval, options.latency_window}),
      relay_(store_, log_, machine.clock, options.relay_pause) {
  follow_flags();
  flag_watch_ = data_.flags.watch([this](const domain::FlagChange&) { follow_flags(); });
  const auto executor = machine_.context.executor();
  asio::co_spawn(executor, consumer_.run(), rethrow);
  asio::co_spawn(executor, control_.run(), rethrow);
  asio::co_spawn(executor, relay_.run(), rethrow);
  asio::co_spawn(executor, trim_log(), rethrow);
}

// As the live engine does: at once, not with the next round of the controllers.
void Service::follow_flags() {
  queue_.set_paused(!data_.flags.is_on(domain::Flag::analytics_processing));
  store_.set_bulkhead(data_.flags.is_on(domain::Flag::core_bulkhead));
}

Task<void> Service::trim_log() {
  while (!stopping_) {
    const bool reached = co_await machine_.clock.sleep_for(options_.housekeeping);
    if (!reached) co_return;
    const bool too_far = machine_.planted == Bug::trim_too_far;  // planted: a restart begins at what is stored
    auto trimming = log_.trim(too_far ? consumer_.low_watermark() : consumer_.stored_watermark());
    co_await std::move(trimming);
  }
}

Task<Answer> Service::serve(Request request) {
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
  ports::RequestTrace trace(machine_.clock);
  // The model has one figure for all that HTTP costs, so making the answer is in here too.
  co_await machine_.compute(machine_.model.server_cpu,
                            machine_.model.server_cpu_per_event * static_cast<std::int64_t>(request.events.size()));
  trace.add(domain::RequestPhase::admission, machine_.clock.now() - came);
  const domain::Owner owner = request.owner();
  const Instant client_leaves = request.client_leaves;
  auto handling = handle(std::move(request), trace);
  Answer answer = co_await std::move(handling);
  if (answer.status == 503) {
    answer.retry_after = kRetryAfter;
    ++shed_;
  }
  phases_.record(owner, trace.times());
  note_answer(owner, answer, came, client_leaves);
  co_return answer;
}

// As the live server's probe does.
void Service::note_answer(domain::Owner owner, const Answer& answer, Instant came, Instant client_leaves) {
  if (owner != domain::Owner::core) return;
  const Instant now = machine_.clock.now();
  core_latency_.record(now - came, now);
  if (answer.status >= 500 || answer.status == 429 || now > client_leaves) {
    ++core_failed_;
  } else if (answer.status < 300) {
    ++core_ok_;
  }
}

Task<Answer> Service::handle(Request request, ports::RequestTrace& trace) {
  ports::RequestContext context;
  context.owner = request.owner();
  context.client_leaves = request.client_leaves;
  context.trace = &trace;
  switch (request.kind) {
    case Request::Kind::app_page: {
      auto asking = shop_.app_page(context, std::move(request.text));
      co_return answer_to(co_await std::move(asking));
    }
    case Request::Kind::browse: {
      auto asking = shop_.browse(context, std::move(request.text), ports::AppOrder::active_installs, 0, 10);
      co_return answer_to(co_await std::move(asking));
    }
    case Request::Kind::search: {
      auto asking = shop_.search(context, std::move(request.text), "", 0, 10);
      co_return answer_to(co_await std::move(asking));
    }
    case Request::Kind::latest_version: {
      auto asking = shop_.latest_version(context, std::move(request.text));
      co_return answer_to(co_await std::move(asking));
    }
    case Request::Kind::post_events: {
      const ports::PhaseTimer logging(&trace, domain::RequestPhase::log);
      auto accepting = ingest_.accept(std::move(request.events));
      co_return answer_to(co_await std::move(accepting), 202);
    }
    case Request::Kind::command:
      break;
  }
  auto commanding = shop_.command(context, std::move(request.command), std::move(request.text));
  const Result<domain::Recorded> recorded = co_await std::move(commanding);
  if (!recorded) co_return answer_to(recorded);
  co_return Answer{status_of(recorded->receipt.code), {}};
}

Task<void> Service::stop(Nanos grace) {
  stopping_ = true;
  const Instant deadline = machine_.clock.now() + grace;
  while (in_flight_ > 0 && machine_.clock.now() < deadline) co_await machine_.clock.sleep_for(kStopCheck);
  control_.request_stop();
  relay_.request_stop();
  consumer_.request_stop();
  queue_.close();
  while (workers_.running() > 0 && machine_.clock.now() < deadline + grace) {
    co_await machine_.clock.sleep_for(kStopCheck);
  }
  database_.close();
  log_.close();
}

domain::ServiceStatus Service::status() const {
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
  ports::MarketStore::Stats store = store_.stats();
  status.pool = store.pool;
  status.writer = store.writer;
  status.transactions = std::move(store.transactions);
  status.wasted = store.wasted;
  status.requests = requests_;
  status.in_flight = in_flight_;
  status.shed = shed_;
  const Instant now = machine_.clock.now();
  status.core_ok = core_ok_;
  status.core_failed = core_failed_;
  status.core_p99_us = static_cast<std::uint64_t>(core_latency_.quantile(0.99, now).count() / 1'000);
  status.core_samples = core_latency_.count(now);
  domain::Telemetry telemetry;
  telemetry.phases = phases_.totals();
  status.telemetry = std::make_shared<const domain::Telemetry>(telemetry);
  status.cpu_seconds = to_s(machine_.cores.used());
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    status.flags[std::string(definition.key)] = domain::to_text(data_.flags.evaluate(definition.flag));
  }
  return status;
}

}  // namespace souk::sim
