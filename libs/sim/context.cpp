#include "sim/context.hpp"

#include <algorithm>
#include <boost/asio/detail/scheduler.hpp>
#include <stdexcept>

namespace souk::sim {

void Context::Ready::push(Timed timed) {
  if (size() == ring_.size()) {
    std::vector<Timed> larger(ring_.size() * 2);
    for (std::size_t i = 0; i < ring_.size(); ++i) larger[i] = ring_[(first_ + i) & mask_];
    last_ = ring_.size();
    first_ = 0;
    ring_ = std::move(larger);
    mask_ = ring_.size() - 1;
  }
  ring_[last_ & mask_] = timed;
  ++last_;
}

Context::Context(UnixMs epoch) : epoch_(epoch), any_executor_(executor()) {}

Context::~Context() {
  clear();
  // A stray timer of the real world has brought a scheduler with a thread of its own, which reads what the other
  // services take apart in shutdown(): it has to be joined before.
  if (asio::has_service<asio::detail::scheduler>(*this)) asio::use_service<asio::detail::scheduler>(*this).shutdown();
  shutdown();
  clear();  // what the services let go of is unwound through this context
  destroy();
}

void Context::schedule(Instant at, Entry* entry) {
  if (at == kNever) {
    entry->discard();
    throw std::logic_error("scheduled for never");
  }
  claim(entry);
  heap_.push({std::max(at, now_), next_sequence_++, entry});
}

void Context::park(Entry* entry) {
  claim(entry);
  entry->next_ = parked_;
  if (parked_ != nullptr) parked_->previous_ = entry;
  parked_ = entry;
}

void Context::unpark(Entry* entry) {
  if (entry->previous_ != nullptr) entry->previous_->next_ = entry->next_;
  if (entry->next_ != nullptr) entry->next_->previous_ = entry->previous_;
  if (parked_ == entry) parked_ = entry->next_;
  entry->previous_ = entry->next_ = nullptr;
}

void Context::post(Entry* entry) {
  if (entry->condemned_) return;
  claim(entry);
  ready_.push({now_, next_sequence_++, entry});
}

Entry* Context::take_next(Instant until) {
  const bool has_ready = !ready_.empty();
  if (heap_.empty() && !has_ready) return nullptr;
  // What is ready is due now; a timed entry goes first only if it is due now too and was there before.
  const bool timed_first = !has_ready || (!heap_.empty() && ready_.front().after(heap_.front()));
  const Timed next = timed_first ? heap_.front() : ready_.front();
  if (next.at > until) return nullptr;
  if (timed_first) {
    heap_.pop();
  } else {
    ready_.pop();
  }
  now_ = next.at;
  trace_.mix(static_cast<std::uint64_t>(next.at.time_since_epoch().count()));
  trace_.mix(next.sequence);
  return next.entry;
}

std::uint64_t Context::run(Instant until) {
  struct Running {
    bool& flag;
    bool before;
    Process& process;
    ~Running() {
      flag = before;
      process = kWorld;
    }
  } running{running_, std::exchange(running_, true), process_};
  stopped_ = false;
  const std::uint64_t before = entries_run_;
  while (!stopped_) {
    Entry* next = take_next(until);
    if (next == nullptr) break;
    ++entries_run_;
    process_ = next->process_;
    next->run_and_delete();
  }
  check_for_guests();
  if (!stopped_ && until != kNever) now_ = std::max(now_, until);
  return entries_run_ - before;
}

// Timers and sockets of asio bring a scheduler into their context, which starts a thread of its own.
void Context::check_for_guests() {
  if (asio::has_service<asio::detail::scheduler>(*this)) {
    throw std::logic_error("a timer or socket of the real world was used on the simulated executor");
  }
}

void Context::kill(Process process) {
  // Destructors may wake, post and schedule, so entries are taken out first and destroyed then, until none is left.
  // What they begin belongs to the process as well: asio posts the unwinding of a coroutine whose handler is destroyed.
  const Scope scope(*this, process);
  for (;;) {
    std::vector<Entry*> condemned;
    const auto condemn = [&condemned, process](Entry* entry) {
      if (entry->process_ != process) return false;
      condemned.push_back(entry);
      entry->condemned_ = true;
      return true;
    };
    for (const Timed& timed : heap_.all()) condemn(timed.entry);
    for (Entry* entry : condemned) heap_.remove(entry);
    std::vector<Timed> ready;
    for (std::size_t i = 0; i < ready_.size(); ++i) {
      if (!condemn(ready_.at(i).entry)) ready.push_back(ready_.at(i));
    }
    while (!ready_.empty()) ready_.pop();
    for (const Timed& timed : ready) ready_.push(timed);
    for (Entry* entry = parked_; entry != nullptr;) {
      Entry* next = entry->next_;
      if (condemn(entry)) unpark(entry);
      entry = next;
    }
    if (condemned.empty()) return;
    for (Entry* entry : condemned) entry->discard();
  }
}

void Context::clear() {
  // What is destroyed may schedule, post and park more.
  while (!idle() || parked_ != nullptr) {
    while (!ready_.empty()) {
      Entry* entry = ready_.front().entry;
      ready_.pop();
      entry->discard();
    }
    while (!heap_.empty()) {
      Entry* entry = heap_.front().entry;
      heap_.pop();
      entry->discard();
    }
    if (parked_ != nullptr) {
      Entry* entry = parked_;
      unpark(entry);
      entry->discard();
    }
  }
}

}  // namespace souk::sim
