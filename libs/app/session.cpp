#include "app/session.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace souk::app {
namespace {

constexpr Nanos kLongestBackoff = std::chrono::seconds(10);
constexpr Nanos kLongestRetryAfter = std::chrono::seconds(5);  // a client does not wait for longer on a server's word
constexpr unsigned kMostDoublings = 16;

bool worth_retrying(const ports::Reply& reply) {
  switch (reply.kind) {
    case ports::ReplyKind::timeout:
    case ports::ReplyKind::shed:
      return true;
    case ports::ReplyKind::error:
      return reply.status == 0 || reply.status >= 500;  // the same question to a 4xx gets the same answer
    case ports::ReplyKind::ok:
      break;
  }
  return false;
}

}  // namespace

Session::Session(SessionEnvironment& environment, const domain::UserClass& user_class, Instant intended,
                 domain::Random random)
    : environment_(environment), user_class_(user_class), intended_(intended), random_(random) {}

Nanos Session::backoff_after(unsigned failed_attempts, const ports::Reply& reply) {
  const unsigned doublings = std::min(failed_attempts - 1, kMostDoublings);
  const double ceiling_s =
      std::min(to_s(user_class_.backoff) * static_cast<double>(1U << doublings), to_s(kLongestBackoff));
  const Nanos jittered = from_s(random_.uniform() * ceiling_s);
  if (reply.kind != ports::ReplyKind::shed) return jittered;
  return jittered + std::clamp(reply.retry_after, Nanos{0}, kLongestRetryAfter);
}

bool Session::may_retry() {
  const domain::FlagContext asker{.component = "client", .user_class = user_class_.name};
  return !environment_.flags.is_on(domain::Flag::retry_budget, asker) ||
         environment_.retry_budget.try_spend(environment_.clock.now());
}

Task<Session::Outcome> Session::perform(std::string_view operation, Instant intended, Instant give_up,
                                        Question question) {
  ports::Clock& clock = environment_.clock;
  SessionLedger& ledger = environment_.ledger;
  const SessionLedger::Entry entry = ledger.plan(operation, intended);
  environment_.retry_budget.on_request(clock.now());
  Outcome outcome{ports::ReplyKind::timeout, 0};
  while (clock.now() < give_up) {
    ledger.attempt(entry);
    const Instant deadline = std::min(clock.now() + user_class_.timeout, give_up);
    Task<ports::Reply> pending = question(deadline);
    const ports::Reply reply = co_await std::move(pending);
    outcome.kind = reply.kind;
    if (reply.kind == ports::ReplyKind::ok) break;
    ++outcome.failed_attempts;
    if (!worth_retrying(reply) || outcome.failed_attempts >= user_class_.attempts || !may_retry()) break;
    const Instant again = clock.now() + backoff_after(outcome.failed_attempts, reply);
    if (again >= give_up) break;
    const bool slept = co_await clock.sleep_until(again);
    if (!slept) break;
    ++environment_.retries;
  }
  ledger.finish(entry, outcome.kind, clock.now());
  affected_ = affected_ || outcome.kind != ports::ReplyKind::ok;
  co_return outcome;
}

Task<Session::Outcome> Session::post(std::string_view operation, Instant intended,
                                     std::vector<domain::AnalyticsEvent> events) {
  const std::uint64_t count = events.size();
  ports::MarketplaceClient* client = &environment_.client;
  const bool once = user_class_.attempts <= 1;  // then nobody needs the batch again
  Question question = [client, once, batch = std::move(events)](Instant deadline) mutable {
    return once ? client->post_events(std::move(batch), deadline) : client->post_events(batch, deadline);
  };
  const Outcome outcome = co_await perform(operation, intended, kNever, std::move(question));
  if (outcome.kind == ports::ReplyKind::ok) environment_.events_acknowledged += count;
  co_return outcome;
}

}  // namespace souk::app
