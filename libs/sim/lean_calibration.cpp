#include "sim/lean_calibration.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace souk::sim {
namespace {

using domain::TransactionKind;

// As app::DrillCalibration and its probes have them.
constexpr Nanos kTick = std::chrono::milliseconds(100);
constexpr Nanos kDrainAtMost = std::chrono::seconds(30);
constexpr Nanos kCommandTimeout = std::chrono::seconds(5);
constexpr std::uint64_t kFirstChunk = 4'000, kLargestChunk = 64'000, kBatch = 500;
constexpr std::size_t kPosters = 4;

// Posts batches as long as there are events to post.
class Poster final : public LeanAsker {
 public:
  Poster(LeanService& service, std::uint64_t& left) : service_(service), left_(left) {}
  bool busy() const { return busy_; }
  void post() {
    const std::uint64_t size = std::min(left_, kBatch);
    busy_ = size > 0;
    if (!busy_) return;
    left_ -= size;
    service_.ask({.posts = true, .events = size, .asker = this});
  }
  void on_reply(std::uint32_t /*attempt*/, const ports::Reply& /*reply*/) override { post(); }

 private:
  LeanService& service_;
  std::uint64_t& left_;
  bool busy_ = false;
};

class Feeding {
 public:
  Feeding(LeanMachine& machine, LeanService& service) : machine_(machine), service_(service) {
    for (std::size_t i = 0; i < kPosters; ++i) posters_.emplace_back(service, left_);
  }
  // Lets a tick go by, with enough events waiting.
  void tick() {
    if (service_.backlog() == 0) chunk_ = std::min(kLargestChunk, chunk_ * 2);
    if (service_.backlog() <= chunk_) {
      left_ = chunk_;
      for (Poster& poster : posters_) poster.post();
      while (std::any_of(posters_.begin(), posters_.end(), [](const Poster& poster) { return poster.busy(); })) {
        machine_.queue.run(machine_.queue.now() + std::chrono::milliseconds(1));
      }
    }
    machine_.queue.run(machine_.queue.now() + kTick);
  }

 private:
  LeanMachine& machine_;
  LeanService& service_;
  std::uint64_t chunk_ = kFirstChunk, left_ = 0;
  std::deque<Poster> posters_;
};

// One core operation after the other.
class Customer final : public LeanAsker {
 public:
  Customer(LeanMachine& machine, LeanService& service, std::uint64_t& turns, std::uint64_t& ok, Instant until)
      : machine_(machine), service_(service), turns_(turns), ok_(ok), until_(until) {}
  void ask() {
    constexpr std::array kInTurn{TransactionKind::record_install, TransactionKind::record_upgrade,
                                 TransactionKind::record_renewal};
    key_ = {};
    busy_ = machine_.queue.now() < until_;
    if (!busy_) return;
    const Instant leaves = machine_.queue.now() + kCommandTimeout;
    service_.ask({.kind = kInTurn[turns_++ % kInTurn.size()], .client_leaves = leaves, .key = &key_, .asker = this});
  }
  void on_reply(std::uint32_t /*attempt*/, const ports::Reply& reply) override {
    if (reply.kind == ports::ReplyKind::ok && machine_.queue.now() <= until_) ++ok_;
    ask();
  }
  bool busy() const { return busy_; }

 private:
  LeanMachine& machine_;
  LeanService& service_;
  std::uint64_t& turns_;
  std::uint64_t& ok_;
  const Instant until_;
  LeanKey key_;
  bool busy_ = false;
};

double core_capacity(LeanMachine& machine, LeanService& service, const domain::CalibrationPlan& plan) {
  const Instant until = machine.queue.now() + plan.core_for;
  std::uint64_t turns = 0, ok = 0;
  std::deque<Customer> customers;
  for (unsigned i = 0; i < plan.core_concurrency; ++i) customers.emplace_back(machine, service, turns, ok, until).ask();
  machine.queue.run(until);
  while (std::any_of(customers.begin(), customers.end(), [](const Customer& customer) { return customer.busy(); })) {
    machine.queue.run(machine.queue.now() + kTick);
  }
  return static_cast<double>(ok) / to_s(plan.core_for);
}

Result<void> set_cluster(LeanService& service, double workers, const char* autoscaling, const char* strategy) {
  if (auto set = service.set_flag("worker-autoscaling", autoscaling); !set) return set;
  if (auto set = service.set_flag("processing-strategy", strategy); !set) return set;
  return service.set_setting("workers", workers);
}

Result<void> drain(LeanMachine& machine, LeanService& service) {
  const Instant by = machine.queue.now() + kDrainAtMost;
  for (; service.backlog() > 0; machine.queue.run(machine.queue.now() + kTick)) {
    if (machine.queue.now() < by) continue;
    return fail(Errc::unavailable, std::to_string(service.backlog()) + " events did not drain in 30 s");
  }
  return {};
}

}  // namespace

Result<domain::CalibrationResult> calibrate_lean(LeanMachine& machine, LeanService& service,
                                                 const domain::CalibrationPlan& plan) {
  const Instant begin = machine.queue.now();
  if (const auto made = set_cluster(service, plan.workers, "off", "per_event"); !made) return made.error();
  domain::CalibrationResult result;
  Feeding feeding(machine, service);
  while (service.workers() < plan.workers) feeding.tick();
  const Instant first = machine.queue.now();
  const std::uint64_t before = service.applied();
  while (machine.queue.now() - first < plan.apply_for) feeding.tick();
  result.workers_seen = service.workers();
  result.events_applied = service.applied() - before;
  result.apply_seconds = to_s(machine.queue.now() - first);
  if (result.events_applied == 0) return fail(Errc::unavailable, "the workers applied no events");
  result.apply_capacity_per_s = static_cast<double>(result.events_applied) / result.apply_seconds;
  if (const auto made = set_cluster(service, plan.workers, "off", "batched"); !made) return made.error();
  if (const auto drained = drain(machine, service); !drained) return drained.error();
  result.core_capacity_per_s = core_capacity(machine, service, plan);
  if (result.core_capacity_per_s <= 0) return fail(Errc::unavailable, "no core operation succeeded");
  const auto& workers = domain::setting_definitions()[static_cast<std::size_t>(domain::Setting::workers)];
  if (const auto made = set_cluster(service, workers.default_value, "on", "per_event"); !made) return made.error();
  result.took_seconds = to_s(machine.queue.now() - begin);
  return result;
}

}  // namespace souk::sim
