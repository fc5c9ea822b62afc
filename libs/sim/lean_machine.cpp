#include "sim/lean_machine.hpp"

#include <algorithm>

namespace souk::sim {

void LeanCores::work(Nanos amount, LeanActor& actor) {
  if (amount <= Nanos{0}) return queue_.call(actor);
  sharing_.add(amount, &actor, queue_.now());
  arm();
}

// As Cores: a timer that comes too early finds nobody done, so only an earlier end needs a new one.
void LeanCores::arm() {
  const Instant due = sharing_.next_end(queue_.now());
  if (due >= armed_) return;
  armed_ = due;
  queue_.call_at(due, *this);
}

void LeanCores::on_call(LeanCall /*call*/) {
  if (armed_ <= queue_.now()) armed_ = kNever;
  ended_.clear();
  sharing_.take_ended(queue_.now(), ended_);
  arm();
  for (LeanActor* actor : ended_) queue_.call(*actor);
}

LeanTurns::Answer LeanTurns::take(domain::Owner owner, Instant deadline, LeanActor& actor) {
  using Decision = domain::FairBroker::Decision;
  const Instant now = queue_.now();
  const Instant limit = std::min(deadline, now + max_wait_);
  const Decision decision = line_.enter(&actor, owner, now, limit);
  if (decision == Decision::granted) return Answer::granted;
  if (decision == Decision::refused) return Answer::refused;
  if (limit < armed_) {
    armed_ = limit;
    queue_.call_at(limit, *this);
  }
  return Answer::queued;
}

void LeanTurns::give_back(domain::Owner owner) {
  if (const std::optional<LeanActor*> next = line_.leave(owner, queue_.now())) queue_.call(**next);
}

void LeanTurns::set_bulkhead(bool on) {
  line_.set_shares(on ? std::optional(domain::bulkhead_shares()) : std::nullopt);
}

void LeanTurns::on_call(LeanCall /*call*/) {
  for (LeanActor* actor : line_.take_expired(queue_.now())) queue_.call(*actor, LeanCall::expired);
  if (armed_ > queue_.now()) return;
  armed_ = line_.next_deadline();
  if (armed_ != kNever) queue_.call_at(armed_, *this);
}

void LeanLog::append(std::uint64_t events, LeanActor& actor) {
  end_ += events;
  waiting_.push_back({end_, &actor});
  if (state_ == State::idle) begin();
}

void LeanLog::begin() {
  state_ = State::encoding;
  syncing_to_ = end_;
  cores_.work(model_.log_cpu_per_event * static_cast<std::int64_t>(end_ - durable_), *this);
}

void LeanLog::on_call(LeanCall /*call*/) {
  if (state_ == State::encoding) {
    state_ = State::syncing;
    queue_.call_at(queue_.now() + model_.log_sync.draw(random_), *this);
    return;
  }
  durable_ = syncing_to_;
  for (; !waiting_.empty() && waiting_.front().end <= durable_; waiting_.pop_front()) {
    queue_.call(*waiting_.front().actor);
  }
  state_ = State::idle;
  if (end_ > durable_) begin();
  if (reader_ != nullptr) queue_.call(*reader_);
}

}  // namespace souk::sim
