#include "jetstream/follower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "event_log/answer.hpp"

namespace souk::jetstream {
namespace {

constexpr std::size_t kMostRequests = 1'024;
constexpr std::size_t kBatch = 512;  // records in one pull
// How long the thread looks for a new event at a time: a read that is asked for meanwhile waits as long.
constexpr Nanos kLook = std::chrono::milliseconds(50);

Error closed() { return fail(Errc::unavailable, "the event log is closed"); }

void refuse(Follower::Request& request, const Error& error) {
  if (auto* reading = std::get_if<Follower::Read>(&request)) {
    event_log::answer<Follower::Records>(reading->done, error);
  } else {
    event_log::answer<void>(std::get<Follower::Trim>(request).done, error);
  }
}

}  // namespace

Follower::Follower(const Options& options, std::unique_ptr<Connection> connection, Figures& figures)
    : options_(options),
      figures_(figures),
      connection_(std::move(connection)),
      cursor_(*connection_, options),
      refreshed_at_(options.clock.now()),
      thread_(&Follower::run, this) {}

void Follower::ask(Request request) {
  std::optional<Error> refusal;
  {
    const std::lock_guard lock(mutex_);
    if (closing_) {
      refusal = closed();
    } else if (requests_.size() >= kMostRequests) {
      refusal = fail(Errc::overloaded, fmt::format("{} reads of the event log are waiting", kMostRequests));
    } else {
      requests_.push_back(std::move(request));
    }
  }
  if (refusal.has_value()) {
    refuse(request, *refusal);
  } else {
    changed_.notify_one();
  }
}

void Follower::count_waiting(int change) {
  {
    const std::lock_guard lock(mutex_);
    waiting_ += change;
  }
  if (change > 0) changed_.notify_one();
}

void Follower::close() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(closing_, true)) return;
  }
  changed_.notify_one();
  thread_.join();
}

void Follower::run() {
  std::unique_lock lock(mutex_);
  while (!closing_) {
    if (!requests_.empty()) {
      Request request = std::move(requests_.front());
      requests_.pop_front();
      lock.unlock();
      serve(request);
    } else if (waiting_ > 0) {
      lock.unlock();
      look_for_more();
    } else {
      changed_.wait_for(lock, options_.stats_interval);
      lock.unlock();
    }
    // Not being able to is told to whoever reads or appends.
    if (options_.clock.now() >= refreshed_at_ + options_.stats_interval) (void)refresh();
    lock.lock();
  }
  std::deque<Request> left = std::exchange(requests_, {});
  lock.unlock();
  for (Request& request : left) refuse(request, closed());
}

void Follower::serve(Request& request) {
  if (Read* asked = std::get_if<Read>(&request)) {
    event_log::answer<Records>(asked->done, read(asked->from, asked->max));
  } else {
    Trim& trimming = std::get<Trim>(request);
    event_log::answer<void>(trimming.done, trim(trimming.below));
  }
}

Result<Follower::Records> Follower::read(std::uint64_t from, std::size_t max) {
  if (max == 0) return Records{};
  if (from >= figures_.stats().next_position) {
    // Others append, too.
    const Result<void> refreshed = refresh();
    if (refreshed.has_error()) return fail(Errc::deadline_exceeded, refreshed.error().detail);
  }
  const ports::LogStats stats = figures_.stats();
  if (from < stats.first_position) {
    return fail(Errc::invalid_argument, fmt::format("position {} was trimmed; the stream {} begins at {}", from,
                                                    options_.stream, stats.first_position));
  }
  if (from >= stats.next_position) return Records{};
  return fetch(from, static_cast<std::size_t>(std::min<std::uint64_t>(max, stats.next_position - from)));
}

Result<Follower::Records> Follower::fetch(std::uint64_t from, std::size_t max) {
  const Instant deadline = options_.clock.now() + options_.call_timeout;
  Records records;
  std::string trouble = "no answer";
  for (int tries = 0; records.size() < max; ++tries) {
    const std::uint64_t next = from + records.size();
    const Nanos left = deadline - options_.clock.now();
    if (left <= Nanos::zero()) break;
    if (cursor_.at() != next) {
      const Result<void> sought = cursor_.seek(next);
      if (sought.has_error()) {
        trouble = sought.error().detail;
        pause(std::min(backoff(tries), left));
        continue;
      }
    }
    Result<Records> more = cursor_.fetch(std::min(max - records.size(), kBatch), std::min(left, options_.ack_timeout));
    if (more.has_error() && more.error().code == Errc::not_found) {
      if (records.empty()) return lost_record(next, more.error());
      break;
    }
    if (more.has_error() || more->empty()) {
      // The records are there: the consumer is not, or the connection. Another one, then.
      trouble = more.has_error() ? more.error().detail : "the consumer sends nothing";
      cursor_.drop();
      pause(std::min(backoff(tries), left));
      continue;
    }
    figures_.reaches(cursor_.end());
    records.insert(records.end(), std::make_move_iterator(more->begin()), std::make_move_iterator(more->end()));
  }
  // With some of them in hand the rest is for the next read.
  if (!records.empty()) return records;
  return fail(Errc::deadline_exceeded, fmt::format("the stream {} could not be read at {} within {:.1f} s: {}",
                                                   options_.stream, from, to_s(options_.call_timeout), trouble));
}

Error Follower::lost_record(std::uint64_t position, const Error& found) {
  (void)refresh();
  const std::uint64_t first = figures_.stats().first_position;
  if (position < first) {
    return fail(Errc::invalid_argument,
                fmt::format("position {} was trimmed; the stream {} begins at {}", position, options_.stream, first));
  }
  return fail(Errc::corrupt, found.detail +
                                 ", and not by souk. Those events are lost; to go on, bring the stream's "
                                 "servers back as they were, or trim the log above the gap");
}

Result<void> Follower::trim(std::uint64_t below) {
  // What was never accepted cannot be trimmed; and a sequence beyond the end would count on from there.
  const Result<void> known = refresh();
  if (known.has_error()) return known.error();
  const ports::LogStats stats = figures_.stats();
  below = std::min(below, stats.next_position);
  if (below <= stats.first_position) return {};
  const Result<void> purged = purge_below(*connection_, options_, below + 1);
  if (purged.has_error()) return purged.error();
  return refresh();
}

Result<void> Follower::refresh() {
  const Result<StreamState> state = stream_state(*connection_, options_);
  refreshed_at_ = options_.clock.now();
  if (state.has_error()) return state.error();
  figures_.asked(*state);
  return {};
}

void Follower::look_for_more() {
  const std::uint64_t next = figures_.stats().next_position;
  const auto wait = [this](Nanos duration) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, duration, [this] { return closing_ || !requests_.empty(); });
  };
  if (cursor_.at().has_value() && *cursor_.at() < next) {
    // Somebody reads further back; the figures tell of what is new.
    wait(kLook);
    (void)refresh();
    return;
  }
  Result<void> sought;
  if (cursor_.at() != next) sought = cursor_.seek(next);
  const Result<bool> found = sought.has_error() ? Result<bool>(sought.error()) : cursor_.look_ahead(kLook);
  if (found.has_error()) {
    wait(backoff(failures_++));
    return;
  }
  failures_ = 0;
  if (*found) figures_.reaches(cursor_.end());
}

}  // namespace souk::jetstream
