#include "sim/lean_service.hpp"

#include <algorithm>

namespace souk::sim {
namespace {

using domain::Flag;
using domain::Owner;
using domain::Setting;
using domain::TransactionKind;

constexpr Nanos kRetryAfter = std::chrono::seconds(1);          // with 429 and 503
constexpr Nanos kWorkerRetry = std::chrono::milliseconds(100);  // after a transaction that failed
constexpr std::uint64_t kRelayRound = 500;

}  // namespace

void LeanRequest::begin(LeanService& service, const What& what) {
  service_ = &service;
  what_ = what;
  stage_ = Stage::sending;
  const Model& model = service.machine_.model;
  work(service.machine_, model.client_cpu, model.client_cpu_per_event * static_cast<std::int64_t>(what.events));
}

Owner LeanRequest::owner() const {
  if (is_command()) return Owner::core;
  return what_.posts || what_.kind == TransactionKind::latest_version ? Owner::phone_home : Owner::browse;
}

Instant LeanRequest::deadline() const {
  return service_->is_on(Flag::deadline_propagation) ? what_.client_leaves : kNever;
}

void LeanRequest::on_done(bool ok) {
  LeanMachine& machine = service_->machine_;
  switch (stage_) {
    case Stage::sending:
      stage_ = Stage::on_way;
      return sleep(machine, machine.model.network.draw(machine.random));
    case Stage::on_way:
      return arrive();
    case Stage::serving:
      return serve();
    case Stage::offering:
      return ok ? record() : answer(503);
    case Stage::recording:
      if (ok && !what_.key->recorded) {
        what_.key->recorded = true;
        ++service_->outbox_;
      }
      return answer(ok ? 200 : 503);
    case Stage::asking:
      return answer(ok ? 200 : 503);
    case Stage::appending:
      return answer(202);
    case Stage::answering:
      what_.asker->on_reply(what_.attempt, reply_);
      return service_->requests_.give_back(*this);
  }
}

void LeanRequest::arrive() {
  if (service_->in_flight_ >= service_->options_.max_in_flight) {
    ++service_->in_flight_;
    return answer(429);
  }
  ++service_->in_flight_;
  stage_ = Stage::serving;
  const Model& model = service_->machine_.model;
  work(service_->machine_, model.server_cpu, model.server_cpu_per_event * static_cast<std::int64_t>(what_.events));
}

void LeanRequest::serve() {
  LeanMachine& machine = service_->machine_;
  if (what_.posts) {
    stage_ = Stage::appending;
    return append(machine, what_.events);
  }
  if (is_command()) {
    if (what_.key->running) return answer(409);
    what_.key->running = true;
  }
  if (deadline() <= machine.queue.now()) return answer(503);
  stage_ = is_command() ? Stage::offering : Stage::asking;
  read(machine, is_command() ? TransactionKind::offer : what_.kind, owner(), deadline());
}

void LeanRequest::record() {
  LeanMachine& machine = service_->machine_;
  if (deadline() <= machine.queue.now()) return answer(503);
  stage_ = Stage::recording;
  // A receipt that is replayed changes nothing.
  write(machine, {.kind = what_.kind, .owner = owner(), .deadline = deadline(), .syncs = !what_.key->recorded});
}

void LeanRequest::answer(int status) {
  LeanMachine& machine = service_->machine_;
  --service_->in_flight_;
  if (is_command() && status != 409 && status != 429) what_.key->running = false;
  const bool shed = status == 429 || status == 503;
  const bool good = status < 300;
  reply_ = {good   ? ports::ReplyKind::ok
            : shed ? ports::ReplyKind::shed
                   : ports::ReplyKind::error,
            status, shed ? kRetryAfter : Nanos{0}};
  stage_ = Stage::answering;
  sleep(machine, machine.model.network.draw(machine.random));
}

void LeanWorker::begin(LeanService& service) {
  service_ = &service;
  service.set_running(service.running_ + 1);
  look();
}

void LeanWorker::look() {
  LeanService& service = *service_;
  stage_ = Stage::looking;
  if (service.retiring_ > 0) {
    --service.retiring_;
    service.set_running(service.running_ - 1);
    return service.workers_.give_back(*this);
  }
  if (!service.is_on(Flag::analytics_processing) || service.waiting() == 0) return service.idle_.push_back(this);
  const std::uint64_t most = service.batched_ ? service.settings_.count(Setting::batch_size) : 1;
  events_ = std::min(most, service.waiting());
  service.taken_ += events_;
  stage_ = Stage::applying;
  const TransactionKind kind = service.batched_ ? TransactionKind::apply_batch : TransactionKind::apply_per_event;
  const Nanos items = service.machine_.model.cost_of(kind).cpu_per_item * static_cast<std::int64_t>(events_);
  write(service.machine_,
        {.kind = kind, .owner = Owner::analytics, .own_connection = true, .more = items + service.machine_.crowd.cpu});
}

void LeanWorker::on_done(bool ok) {
  if (stage_ != Stage::applying) return look();
  if (ok) {
    service_->applied_ += events_;
    return look();
  }
  service_->taken_ -= events_;
  stage_ = Stage::waiting;
  sleep(service_->machine_, kWorkerRetry);
}

void LeanRelay::begin() {
  stage_ = Stage::resting;
  sleep(service_.machine_, service_.options_.relay_pause);
}

void LeanRelay::on_done(bool ok) {
  LeanMachine& machine = service_.machine_;
  if (!ok) return begin();
  switch (stage_) {
    case Stage::resting:
      stage_ = Stage::peeking;
      return read(machine, TransactionKind::outbox_peek, Owner::outbox, kNever);
    case Stage::peeking:
      events_ = std::min(service_.outbox_, kRelayRound);
      if (events_ == 0) return begin();
      stage_ = Stage::appending;
      return append(machine, events_);
    case Stage::appending:
      stage_ = Stage::removing;
      return write(machine, {.kind = TransactionKind::outbox_remove, .owner = Owner::outbox});
    case Stage::removing:
      service_.outbox_ -= events_;
      return begin();
  }
}

LeanService::LeanService(LeanMachine& machine, const ServiceOptions& options) : machine_(machine), options_(options) {
  follow_flags();
  machine_.log.tell(consumer_);
  relay_.begin();
  machine_.queue.call(*this);
}

void LeanService::ask(const LeanRequest::What& what) { requests_.take().begin(*this, what); }

Result<void> LeanService::set_flag(const std::string& key, const std::string& value) {
  const std::optional<Flag> flag = domain::find_flag(key);
  if (!flag) return fail(Errc::invalid_argument, "there is no flag \"" + key + "\"");
  const Result<domain::FlagValue> parsed = domain::parse_flag_value(*flag, value);
  if (!parsed) return parsed.error();
  if (const auto set = flags_.set(*flag, *parsed); !set) return set.error();
  follow_flags();
  return {};
}

void LeanService::follow_flags() {
  for (std::size_t i = 0; i < domain::kFlagCount; ++i) on_[i] = flags_.is_on(static_cast<Flag>(i));
  batched_ = flags_.text(Flag::processing_strategy) == "batched";
  machine_.pool.set_bulkhead(is_on(Flag::core_bulkhead));
  machine_.writer.set_bulkhead(is_on(Flag::core_bulkhead));
  wake_workers();
}

void LeanService::wake_workers() {
  if (!is_on(Flag::analytics_processing)) return;
  for (std::uint64_t events = waiting(); events > 0 && !idle_.empty(); --events) {
    machine_.queue.call(*idle_.front());
    idle_.pop_front();
  }
}

// As app::WorkerControl, without the catch-up controller.
void LeanService::on_call(LeanCall /*call*/) {
  const auto limit = static_cast<std::size_t>(flags_.number(Flag::worker_limit));
  std::size_t wanted = settings_.count(Setting::workers);
  if (is_on(Flag::analytics_processing) && is_on(Flag::worker_autoscaling)) {
    domain::Autoscaler::Settings settings = autoscaler_.settings();
    settings.min_workers = std::min(limit, settings_.count(Setting::autoscaler_min_workers));
    settings.max_workers =
        std::max(settings.min_workers, std::min(limit, settings_.count(Setting::autoscaler_max_workers)));
    settings.backlog_per_worker = settings_.get(Setting::autoscaler_backlog_per_worker);
    autoscaler_.set_settings(settings);
    wanted = autoscaler_.decide({.backlog = backlog(), .current_target = wanted, .now = machine_.queue.now()});
    (void)settings_.set(Setting::workers, static_cast<double>(wanted));
  }
  scale_to(std::min(limit, wanted));
  machine_.queue.call_at(machine_.queue.now() + options_.control_interval, *this);
}

void LeanService::scale_to(std::size_t workers) {
  if (workers < target_) {
    retiring_ += target_ - workers;
    for (std::size_t i = 0; i < target_ - workers && !idle_.empty(); ++i) {
      machine_.queue.call(*idle_.front());
      idle_.pop_front();
    }
    target_ = workers;
  }
  for (; target_ < workers; ++target_) workers_.take().begin(*this);
}

void LeanService::set_running(std::size_t running) {
  running_ = running;
  machine_.crowd = machine_.model.crowd_of(running);
}

}  // namespace souk::sim
