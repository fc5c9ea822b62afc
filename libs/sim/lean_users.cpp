#include "sim/lean_users.hpp"

#include <algorithm>
#include <utility>

#include "domain/drill.hpp"

namespace souk::sim {
namespace {

using domain::TransactionKind;
using domain::UserKind;
using What = LeanOperation::What;

// As app::Population and app::Session have them.
constexpr std::size_t kMostSessions = 20'000;
constexpr Nanos kVersionsBudget = std::chrono::seconds(10);
constexpr Nanos kLongestBackoff = std::chrono::seconds(10);
constexpr Nanos kLongestRetryAfter = std::chrono::seconds(5);
constexpr unsigned kMostDoublings = 16;
constexpr double kOpensAnApp = 0.8, kSearches = 0.35;

What operation(std::string_view name, Instant intended) {
  What what{.name = name, .intended = intended};
  what.command = domain::is_core_operation(name);
  what.posts = name == "post-events" || name == "failure-report";
  if (name == "install") what.kind = TransactionKind::record_install;
  if (name == "upgrade") what.kind = TransactionKind::record_upgrade;
  if (name == "renewal") what.kind = TransactionKind::record_renewal;
  if (name == "app-page") what.kind = TransactionKind::app_page;
  if (name == "latest-version") what.kind = TransactionKind::latest_version;
  return what;
}

bool worth_retrying(const ports::Reply& reply) {
  if (reply.kind == ports::ReplyKind::error) return reply.status == 0 || reply.status >= 500;
  return reply.kind != ports::ReplyKind::ok;
}

}  // namespace

LeanClass::LeanClass(LeanUsers& its_users, domain::UserClass wanted, std::uint64_t seed, Instant now)
    : users(its_users),
      user_class(std::move(wanted)),
      arrivals(domain::Random(seed, user_class.name + "/arrivals"), user_class.arrivals, now),
      random(seed, user_class.name + "/sessions") {}

void LeanClass::on_call(LeanCall /*call*/) {
  const Instant now = users.machine_.queue.now();
  if (armed <= now) armed = kNever;
  if (users.stopped_) return;
  while (arrivals.next() <= now) {
    const Instant intended = arrivals.next();
    arrivals.advance();
    users.start_session(*this, intended);
  }
  arm();
}

void LeanClass::arm() {
  const Instant due = arrivals.next();
  if (due >= armed) return;
  armed = due;
  users.machine_.queue.call_at(due, *this);
}

void LeanOperation::begin(LeanUsers& users, LeanSession& session, const What& what) {
  users_ = &users;
  session_ = &session;
  what_ = what;
  key_ = {};
  outcome_ = ports::ReplyKind::timeout;
  failed_ = 0;
  holders_ = 0;
  waiting_ = finished_ = false;
  entry_ = users.ledger_.plan(what.name, what.intended);
  users.retry_budget_.on_request(users.machine_.queue.now());
  users.machine_.queue.now() < what.give_up ? try_once() : finish();
  let_go();
}

void LeanOperation::try_once() {
  LeanQueue& queue = users_->machine_.queue;
  users_->ledger_.attempt(*entry_);
  deadline_ = std::min(queue.now() + session_->user_class->user_class.timeout, what_.give_up);
  waiting_ = true;
  holders_ += 2;
  queue.call_at(deadline_, *this, LeanCall::expired);
  users_->service_.ask({.kind = what_.kind,
                        .posts = what_.posts,
                        .events = what_.events,
                        .client_leaves = deadline_,
                        .key = what_.command ? &key_ : nullptr,
                        .asker = this,
                        .attempt = ++attempt_});
}

void LeanOperation::on_reply(std::uint32_t attempt, const ports::Reply& reply) {
  --holders_;
  if (waiting_ && attempt == attempt_) settle(reply);
  let_go();
}

void LeanOperation::on_call(LeanCall call) {
  --holders_;
  if (call == LeanCall::go) {
    try_once();  // its pause is over
  } else if (waiting_ && users_->machine_.queue.now() >= deadline_) {
    settle({ports::ReplyKind::timeout, 0, Nanos{0}});
  }
  let_go();
}

void LeanOperation::settle(const ports::Reply& reply) {
  waiting_ = false;
  outcome_ = reply.kind;
  if (ok()) return finish();
  ++failed_;
  const domain::UserClass& user_class = session_->user_class->user_class;
  LeanQueue& queue = users_->machine_.queue;
  if (!worth_retrying(reply) || failed_ >= user_class.attempts) return finish();
  if (users_->service_.is_on(domain::Flag::retry_budget) && !users_->retry_budget_.try_spend(queue.now())) {
    return finish();
  }
  const Instant again = queue.now() + backoff(reply);
  if (again >= what_.give_up) return finish();
  ++holders_;
  queue.call_at(again, *this);
}

Nanos LeanOperation::backoff(const ports::Reply& reply) {
  const unsigned doublings = std::min(failed_ - 1, kMostDoublings);
  const double ceiling_s = std::min(
      to_s(session_->user_class->user_class.backoff) * static_cast<double>(1U << doublings), to_s(kLongestBackoff));
  const Nanos jittered = from_s(session_->random.uniform() * ceiling_s);
  if (reply.kind != ports::ReplyKind::shed) return jittered;
  return jittered + std::clamp(reply.retry_after, Nanos{0}, kLongestRetryAfter);
}

void LeanOperation::finish() {
  finished_ = true;
  users_->ledger_.finish(*entry_, outcome_, users_->machine_.queue.now());
  users_->ended(*this);
}

// The last thing in each call: is this the last of them?
void LeanOperation::let_go() {
  if (finished_ && holders_ == 0) users_->operations_.give_back(*this);
}

LeanUsers::LeanUsers(LeanMachine& machine, LeanService& service, std::uint64_t seed, Nanos window)
    : machine_(machine), service_(service), seed_(seed), ledger_(Instant{}, window, domain::kMostWindows + 60) {}

void LeanUsers::add_class(const domain::UserClass& user_class) {
  const Instant now = machine_.queue.now();
  if (classes_.empty()) ledger_.begin(now);
  auto made = std::make_unique<LeanClass>(*this, user_class, seed_, now);
  classes_.emplace(user_class.name, std::move(made)).first->second->arm();
}

bool LeanUsers::set_arrivals(const std::string& class_name, const domain::Arrivals& arrivals) {
  const auto found = classes_.find(class_name);
  if (found == classes_.end()) return false;
  found->second->arrivals.change(arrivals, machine_.queue.now());
  found->second->arm();
  return true;
}

void LeanUsers::stop_arrivals() { stopped_ = true; }

void LeanUsers::start_session(LeanClass& user_class, Instant intended) {
  const domain::UserClass& wanted = user_class.user_class;
  LeanSession session{.user_class = &user_class, .random = domain::Random(user_class.random.next())};
  switch (wanted.kind) {
    case UserKind::in_product:
      session.plan[session.planned++] = session.random.chance(wanted.upgrade_share) ? "upgrade" : "install";
      break;
    case UserKind::renewing_customer:
      session.plan[session.planned++] = "renewal";
      break;
    case UserKind::phone_home:
      if (wanted.events_per_agent > 0) session.plan[session.planned++] = "post-events";
      break;
    case UserKind::shopper:
      session.plan[session.planned++] = "browse";
      if (session.random.chance(kOpensAnApp)) session.plan[session.planned++] = "app-page";
      if (session.random.chance(kSearches)) session.plan[session.planned++] = "search";
      break;
  }
  if (open_sessions_ >= kMostSessions) {
    for (std::size_t i = 0; i < session.planned; ++i) ledger_.drop(session.plan[i], intended);
    const unsigned asked = wanted.kind == UserKind::phone_home ? wanted.apps_per_agent : 0;
    for (unsigned i = 0; i < asked; ++i) ledger_.drop("latest-version", intended);
    return;
  }
  ++open_sessions_;
  LeanSession& kept = sessions_.take();
  kept = session;
  start_next(kept, intended);
}

void LeanUsers::start(LeanSession& session, const What& what) {
  ++session.open;
  operations_.take().begin(*this, session, what);
}

// The session's next operation, if it has one; gives the session back after the last.
void LeanUsers::start_next(LeanSession& session, Instant intended) {
  if (session.done < session.planned) {
    What what = operation(session.plan[session.done++], intended);
    if (what.posts) what.events = session.user_class->user_class.events_per_agent;
    return start(session, what);
  }
  if (session.user_class->user_class.kind == UserKind::phone_home && session.done == session.planned) {
    ++session.done;  // once
    ask_versions(session, machine_.queue.now());
  }
  if (session.open > 0) return;
  --open_sessions_;
  sessions_.give_back(session);
}

void LeanUsers::ask_versions(LeanSession& session, Instant now) {
  What what = operation("latest-version", now);
  what.give_up = now + kVersionsBudget;
  const unsigned count = session.user_class->user_class.apps_per_agent;
  for (unsigned i = 0; i < count; ++i) start(session, what);
}

void LeanUsers::ended(LeanOperation& operation_ended) {
  LeanSession& session = operation_ended.session();
  const domain::UserClass& user_class = session.user_class->user_class;
  const Instant now = machine_.queue.now();
  --session.open;
  const bool reports = user_class.kind == UserKind::in_product && operation_ended.what().command &&
                       !operation_ended.ok() && service_.is_on(domain::Flag::failure_events);
  if (reports) {
    What what = operation("failure-report", now);
    what.events = std::uint64_t{operation_ended.failed()} * user_class.events_per_failure;
    return start(session, what);
  }
  if (session.open == 0) start_next(session, now);
}

}  // namespace souk::sim
