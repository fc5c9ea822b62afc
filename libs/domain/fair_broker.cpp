#include "domain/fair_broker.hpp"

#include <algorithm>

namespace souk::domain {
namespace {

// Virtual time that one grant costs an owner of weight 1; divisible by every small weight.
constexpr std::uint64_t kStride = 1ULL << 20;

}  // namespace

FairBroker::FairBroker(Limits limits) : limits_(limits) {}

FairBroker::Decision FairBroker::acquire(Ticket ticket, Owner owner, Instant deadline) {
  if (waiting_total_ == 0 && in_use_total_ < limits_.capacity) {
    join_race(owner);
    count_grant(owner);
    return Decision::granted;
  }
  if (waiting_total_ >= limits_.max_waiting) return Decision::refused;
  auto& line = lines_[index_of(owner)];
  if (line.empty()) join_race(owner);
  line.push_back(Waiter{ticket, next_order_++, deadline});
  ++waiting_total_;
  return Decision::queued;
}

std::optional<FairBroker::Ticket> FairBroker::release(Owner holder, Instant now) {
  --in_use_[index_of(holder)];
  --in_use_total_;
  if (in_use_total_ >= limits_.capacity) return std::nullopt;  // the capacity shrank meanwhile
  return grant_next(now);
}

bool FairBroker::cancel(Ticket ticket) {
  for (auto& line : lines_) {
    const auto waiter =
        std::find_if(line.begin(), line.end(), [ticket](const Waiter& w) { return w.ticket == ticket; });
    if (waiter == line.end()) continue;
    line.erase(waiter);
    --waiting_total_;
    return true;
  }
  return false;
}

std::vector<FairBroker::Ticket> FairBroker::take_expired(Instant now) {
  std::vector<Ticket> expired;
  expired.swap(expired_);
  for (auto& line : lines_) {
    const auto past = [now](const Waiter& w) { return w.deadline <= now; };
    if (std::none_of(line.begin(), line.end(), past)) continue;
    std::deque<Waiter> kept;
    for (const Waiter& waiter : line) {
      if (past(waiter)) {
        expired.push_back(waiter.ticket);
        --waiting_total_;
      } else {
        kept.push_back(waiter);
      }
    }
    line.swap(kept);
  }
  return expired;
}

Instant FairBroker::next_deadline() const {
  Instant earliest = kNever;
  for (const auto& line : lines_) {
    for (const Waiter& waiter : line) earliest = std::min(earliest, waiter.deadline);
  }
  return earliest;
}

void FairBroker::set_shares(std::optional<Shares> shares) {
  shares_ = shares;
  pass_.fill(0);
  virtual_time_ = 0;
}

std::vector<FairBroker::Ticket> FairBroker::set_capacity(std::size_t capacity, Instant now) {
  limits_.capacity = capacity;
  std::vector<Ticket> granted;
  while (in_use_total_ < limits_.capacity) {
    const std::optional<Ticket> next = grant_next(now);
    if (!next) break;
    granted.push_back(*next);
  }
  return granted;
}

std::optional<Owner> FairBroker::next_owner() const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < kOwnerCount; ++i) {
    if (lines_[i].empty()) continue;
    if (!best || goes_before(i, *best)) best = i;
  }
  if (!best) return std::nullopt;
  return static_cast<Owner>(*best);
}

bool FairBroker::goes_before(std::size_t a, std::size_t b) const {
  if (shares_) {
    const bool a_weighted = (*shares_)[a] > 0;
    const bool b_weighted = (*shares_)[b] > 0;
    if (a_weighted != b_weighted) return a_weighted;
    if (a_weighted && pass_[a] != pass_[b]) return pass_[a] < pass_[b];
  }
  return lines_[a].front().order < lines_[b].front().order;
}

std::optional<FairBroker::Ticket> FairBroker::grant_next(Instant now) {
  for (auto& line : lines_) drop_expired_heads(line, now);
  const std::optional<Owner> owner = next_owner();
  if (!owner) return std::nullopt;
  auto& line = lines_[index_of(*owner)];
  const Ticket ticket = line.front().ticket;
  line.pop_front();
  --waiting_total_;
  count_grant(*owner);
  return ticket;
}

void FairBroker::drop_expired_heads(std::deque<Waiter>& line, Instant now) {
  while (!line.empty() && line.front().deadline <= now) {
    expired_.push_back(line.front().ticket);
    line.pop_front();
    --waiting_total_;
  }
}

// An owner that was idle starts level with the others: it gains no credit for the time it did not ask.
void FairBroker::join_race(Owner owner) {
  auto& pass = pass_[index_of(owner)];
  pass = std::max(pass, virtual_time_);
}

void FairBroker::count_grant(Owner owner) {
  const std::size_t i = index_of(owner);
  ++in_use_[i];
  ++in_use_total_;
  if (!shares_ || (*shares_)[i] == 0) return;
  virtual_time_ = std::max(virtual_time_, pass_[i]);
  pass_[i] += kStride / (*shares_)[i];
}

FairBroker::Shares bulkhead_shares() {
  FairBroker::Shares shares{};
  shares.fill(1);
  shares[index_of(Owner::core)] = 4;
  return shares;
}

}  // namespace souk::domain
