#include "app/session_probes.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "app/session_group.hpp"

namespace souk::app {
namespace {

constexpr Nanos kCommandTimeout = std::chrono::seconds(5);
constexpr Nanos kPostTimeout = std::chrono::seconds(10);
constexpr std::uint64_t kBatch = 500;
constexpr std::size_t kParallelPosts = 4;
constexpr unsigned kMostRefusals = 20;  // in a row, per poster
constexpr Nanos kAfterRefusal = std::chrono::milliseconds(100);
constexpr Nanos kLongestRetryAfter = std::chrono::seconds(1);

struct CoreTally {
  std::uint64_t turns = 0;
  std::uint64_t ok = 0;
};

domain::Command next_command(SessionDirectory& directory, std::uint64_t turn) {
  constexpr std::array kInTurn{domain::CommandKind::install, domain::CommandKind::upgrade, domain::CommandKind::renew};
  domain::Command command;
  command.kind = kInTurn[turn % kInTurn.size()];
  SessionDirectory::Placement placement;
  switch (command.kind) {
    case domain::CommandKind::upgrade:
      placement = directory.next_upgrade();
      break;
    case domain::CommandKind::renew:
      placement = directory.next_renewal();
      break;
    default:
      placement = directory.next_install();
      break;
  }
  command.instance_id = std::move(placement.instance_id);
  command.app_key = std::move(placement.app_key);
  return command;
}

Task<void> repeat_commands(SessionEnvironment& environment, Instant until, std::shared_ptr<CoreTally> tally) {
  while (environment.clock.now() < until) {
    domain::Command command = next_command(environment.directory, tally->turns++);
    std::string key = environment.directory.next_idempotency_key();
    const Instant deadline = environment.clock.now() + kCommandTimeout;
    Task<ports::Reply> pending = environment.client.command(std::move(command), std::move(key), deadline);
    const ports::Reply reply = co_await std::move(pending);
    if (reply.kind == ports::ReplyKind::ok) {
      if (environment.clock.now() <= until) ++tally->ok;
    } else {
      // A service that refuses at once must not be asked in a tight loop.
      const bool slept = co_await environment.clock.sleep_for(kAfterRefusal);
      if (!slept) co_return;
    }
  }
}

struct EventTally {
  std::uint64_t to_take = 0;
  std::uint64_t accepted = 0;
};

std::vector<domain::AnalyticsEvent> next_batch(SessionEnvironment& environment, domain::Random& random,
                                               std::uint64_t size) {
  std::vector<domain::AnalyticsEvent> events;
  events.reserve(size);
  const UnixMs now = environment.clock.unix_ms();
  while (events.size() < size) {
    events.push_back(environment.directory.next_event(domain::EventType::heartbeat,
                                                      environment.directory.app_key(random),
                                                      environment.directory.instance(random), now));
  }
  return events;
}

Task<void> repeat_posts(SessionEnvironment& environment, std::uint64_t stream, std::shared_ptr<EventTally> tally) {
  domain::Random random(stream, "event-probe");
  while (tally->to_take > 0) {
    const std::uint64_t size = std::min(tally->to_take, kBatch);
    tally->to_take -= size;
    const std::vector<domain::AnalyticsEvent> events = next_batch(environment, random, size);
    unsigned refusals = 0;
    bool accepted = false;
    while (!accepted) {
      Task<ports::Reply> pending = environment.client.post_events(events, environment.clock.now() + kPostTimeout);
      const ports::Reply reply = co_await std::move(pending);
      accepted = reply.kind == ports::ReplyKind::ok;
      if (accepted) break;
      if (++refusals >= kMostRefusals) co_return;
      const bool slept =
          co_await environment.clock.sleep_for(std::clamp(reply.retry_after, kAfterRefusal, kLongestRetryAfter));
      if (!slept) co_return;
    }
    tally->accepted += size;
    environment.events_acknowledged += size;
  }
}

}  // namespace

Task<double> probe_core_capacity(SessionEnvironment& environment, unsigned concurrency, Instant until) {
  const Instant start = environment.clock.now();
  if (until <= start) co_return 0;
  const auto tally = std::make_shared<CoreTally>();
  std::vector<Task<void>> users;
  for (unsigned i = 0; i < concurrency; ++i) users.push_back(repeat_commands(environment, until, tally));
  co_await run_all(std::move(users));
  co_return static_cast<double>(tally->ok) / to_s(until - start);
}

Task<std::uint64_t> probe_events(SessionEnvironment& environment, std::uint64_t events) {
  const auto tally = std::make_shared<EventTally>();
  tally->to_take = events;
  std::vector<Task<void>> posters;
  for (std::size_t i = 0; i < kParallelPosts; ++i) posters.push_back(repeat_posts(environment, i, tally));
  co_await run_all(std::move(posters));
  co_return tally->accepted;
}

}  // namespace souk::app
