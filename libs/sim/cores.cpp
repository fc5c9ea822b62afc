#include "sim/cores.hpp"

namespace souk::sim {

Cores::Cores(Context& context, unsigned count) : context_(context), sharing_(count) {}

Cores::Work::Work(Cores& cores, Nanos amount) : cores_(cores), waiter_(cores.context_), under_way_(amount > Nanos{0}) {
  if (under_way_) cores.add(amount, &waiter_);
}

Task<void> Cores::work(Nanos amount) {
  Work work(*this, amount);
  co_await work.done();
}

void Cores::add(Nanos amount, Waiter* waiter) {
  sharing_.add(amount, waiter, context_.now());
  arm();
}

void Cores::remove(Waiter* waiter) {
  if (sharing_.remove(waiter, context_.now())) arm();
}

void Cores::set_count(unsigned count) {
  sharing_.set_cores(count, context_.now());
  arm();
}

// The timer that is armed comes too early and sets another.
void Cores::pause(Nanos time) { sharing_.pause(time, context_.now()); }

// A timer that comes too early finds nobody done and sets another; so only an earlier end needs a new one.
void Cores::arm() {
  const Instant due = sharing_.next_end(context_.now());
  if (due >= armed_) return;
  armed_ = due;
  // The timer is the machine's, not that of the process whose job set it.
  const Context::Scope scope(context_, kWorld);
  context_.call_at(due, [this] { on_timer(); });
}

void Cores::on_timer() {
  // Timers that an earlier one overtook come as well; they do no harm.
  if (armed_ <= context_.now()) armed_ = kNever;
  sharing_.take_ended(context_.now(), done_);
  arm();
  // The first may go on at once; it sees the cores as they are now. The others go on in their turn.
  Waiter* first = done_.empty() ? nullptr : done_.front();
  for (std::size_t i = 1; i < done_.size(); ++i) done_[i]->wake();
  done_.clear();
  if (first != nullptr) first->wake_here();
}

}  // namespace souk::sim
