#include "sim/cores.hpp"

#include <algorithm>

namespace souk::sim {
namespace {

constexpr auto kLater = [](const auto& a, const auto& b) { return a.after(b); };

}  // namespace

Cores::Cores(Context& context, unsigned count) : context_(context), count_(count) {}

Cores::Work::Work(Cores& cores, Nanos amount) : cores_(cores), waiter_(cores.context_), under_way_(amount > Nanos{0}) {
  if (under_way_) cores.add(amount, &waiter_);
}

Task<void> Cores::work(Nanos amount) {
  Work work(*this, amount);
  co_await work.done();
}

void Cores::add(Nanos amount, Waiter* waiter) {
  advance();
  jobs_.push_back({service_ + amount.count() * kUnit, order_++, waiter});
  std::push_heap(jobs_.begin(), jobs_.end(), kLater);
  used_ += amount;
  arm();
}

void Cores::remove(const Waiter* waiter) {
  const auto job = std::find_if(jobs_.begin(), jobs_.end(), [waiter](const Job& j) { return j.waiter == waiter; });
  if (job == jobs_.end()) return;
  advance();
  jobs_.erase(job);
  std::make_heap(jobs_.begin(), jobs_.end(), kLater);
  arm();
}

void Cores::set_count(unsigned count) {
  advance();
  count_ = count;
  arm();
}

void Cores::pause(Nanos time) {
  advance();
  paused_until_ = std::max(paused_until_, context_.now()) + time;
  // The timer that is armed comes too early and sets another.
}

// To now: what each job got since the last time.
void Cores::advance() {
  // What lies before the end of a pause gave nobody anything.
  const Instant from = std::max(advanced_, std::min(paused_until_, context_.now()));
  const std::int64_t elapsed = (context_.now() - from).count();
  advanced_ = context_.now();
  if (jobs_.empty()) {
    service_ = 0;
    return;
  }
  const auto jobs = static_cast<std::int64_t>(jobs_.size());
  const auto cores = static_cast<std::int64_t>(count_);
  service_ += jobs <= cores ? elapsed * kUnit : elapsed * kUnit * cores / jobs;
}

// A timer that comes too early finds nobody done and sets another; so only an earlier end needs a new one.
void Cores::arm() {
  if (jobs_.empty()) return;
  const auto jobs = static_cast<std::int64_t>(jobs_.size());
  const auto cores = static_cast<std::int64_t>(count_);
  const Service left = std::max<Service>(0, jobs_.front().done_at - service_);
  const std::int64_t wait =
      jobs <= cores ? (left + kUnit - 1) / kUnit : (left * jobs + kUnit * cores - 1) / (kUnit * cores);
  const Instant due = std::max(context_.now(), paused_until_) + Nanos{wait};
  if (due >= armed_) return;
  armed_ = due;
  // The timer is the machine's, not that of the process whose job set it.
  const Context::Scope scope(context_, kWorld);
  context_.call_at(due, [this] { on_timer(); });
}

void Cores::on_timer() {
  // Timers that an earlier one overtook come as well; they do no harm.
  if (armed_ <= context_.now()) armed_ = kNever;
  advance();
  while (!jobs_.empty() && jobs_.front().done_at <= service_) {
    done_.push_back(jobs_.front().waiter);
    std::pop_heap(jobs_.begin(), jobs_.end(), kLater);
    jobs_.pop_back();
  }
  arm();
  // The first may go on at once; it sees the cores as they are now. The others go on in their turn.
  Waiter* first = done_.empty() ? nullptr : done_.front();
  for (std::size_t i = 1; i < done_.size(); ++i) done_[i]->wake();
  done_.clear();
  if (first != nullptr) first->wake_here();
}

}  // namespace souk::sim
