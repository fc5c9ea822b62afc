#include "app/population.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "app/session_probes.hpp"
#include "app/users/in_product.hpp"
#include "app/users/phone_home.hpp"
#include "app/users/renewing_customer.hpp"
#include "app/users/shopper.hpp"
#include "ports/start.hpp"

namespace souk::app {
namespace {

constexpr Nanos kDrainCheck = std::chrono::milliseconds(10);
// A generator that is behind starts this many sessions before it lets others run.
constexpr std::size_t kStartsPerTurn = 256;

SessionPlan plan_session(const domain::UserClass& user_class, const SessionDirectory& directory,
                         domain::Random& random) {
  switch (user_class.kind) {
    case domain::UserKind::in_product:
      return plan_in_product(user_class, directory, random);
    case domain::UserKind::renewing_customer:
      return plan_renewing_customer();
    case domain::UserKind::phone_home:
      return plan_phone_home(user_class);
    case domain::UserKind::shopper:
      break;
  }
  return plan_shopper(random);
}

Task<void> act(Session& session, SessionPlan plan) {
  switch (session.user_class().kind) {
    case domain::UserKind::in_product:
      return run_in_product(session, std::move(plan));
    case domain::UserKind::renewing_customer:
      return run_renewing_customer(session, std::move(plan));
    case domain::UserKind::phone_home:
      return run_phone_home(session, std::move(plan));
    case domain::UserKind::shopper:
      break;
  }
  return run_shopper(session, std::move(plan));
}

}  // namespace

Population::UserClassState::UserClassState(domain::UserClass wanted, std::uint64_t seed, Instant now)
    : user_class(std::move(wanted)),
      arrivals(domain::Random(seed, user_class.name + "/arrivals"), user_class.arrivals, now),
      random(seed, user_class.name + "/sessions") {}

// Lets an exception out through the executor: it is a broken invariant.
struct Population::WalkEnded {
  Population* population;
  std::shared_ptr<Walk> walk;  // its signal outlives the coroutine that it is bound to
  void operator()(const std::exception_ptr& error) const {
    --population->walks_;
    if (error) std::rethrow_exception(error);
  }
};

Population::Population(ports::MarketplaceClient& client, ports::Clock& clock, const ports::Flags& flags,
                       PopulationSettings settings, asio::any_io_executor executor)
    : environment_{.client = client,
                   .clock = clock,
                   .flags = flags,
                   .ledger = SessionLedger(clock.now(), settings.window, settings.max_windows),
                   .directory = SessionDirectory(std::move(settings.world), settings.seed, settings.run),
                   .retry_budget = domain::RetryBudget({})},
      executor_(std::move(executor)),
      seed_(settings.seed),
      max_sessions_(settings.max_sessions) {}

Population::~Population() = default;

void Population::add_class(const domain::UserClass& user_class) {
  // The drill's clock begins with its load: windows and steps that fall on the same moment agree on it.
  if (classes_.empty()) environment_.ledger.begin(environment_.clock.now());
  auto state = std::make_unique<UserClassState>(user_class, seed_, environment_.clock.now());
  const auto [at, added] = classes_.try_emplace(user_class.name, std::move(state));
  if (added) {
    restart_walk(*at->second);
  } else {
    set_arrivals(user_class.name, user_class.arrivals);
  }
}

bool Population::set_arrivals(const std::string& class_name, domain::Arrivals arrivals) {
  const auto found = classes_.find(class_name);
  if (found == classes_.end()) return false;
  found->second->arrivals.change(arrivals, environment_.clock.now());
  restart_walk(*found->second);
  return true;
}

void Population::restart_walk(UserClassState& state) {
  // A walk that does not sleep finds out by itself. (Asio lets the cancellation of a coroutine that has not begun
  // escape through the executor.)
  const std::shared_ptr<Walk> old = std::exchange(state.walk, nullptr);
  if (old && old->sleeping) old->wake.emit(asio::cancellation_type::terminal);
  if (draining_) return;
  state.walk = std::make_shared<Walk>();
  ++walks_;
  asio::co_spawn(executor_, walk(state, state.walk),
                 asio::bind_cancellation_slot(state.walk->wake.slot(), WalkEnded{this, state.walk}));
}

Task<void> Population::walk(UserClassState& state, std::shared_ptr<Walk> mine) {
  std::size_t starts = 0;
  // Every wait may have been overtaken by a newer walk, which then owns the arrivals.
  while (state.walk == mine) {
    const Instant intended = state.arrivals.next();
    if (intended == kNever) co_return;
    if (intended > environment_.clock.now()) {
      mine->sleeping = true;
      const bool slept = co_await environment_.clock.sleep_until(intended);
      mine->sleeping = false;
      if (!slept) co_return;
      starts = 0;
    } else if (++starts > kStartsPerTurn) {
      co_await asio::post(executor_, asio::use_awaitable);
      starts = 0;
    } else {
      state.arrivals.advance();
      start_session(state, intended);
    }
  }
}

void Population::start_session(UserClassState& state, Instant intended) {
  domain::Random random(state.random.next());
  SessionPlan plan = plan_session(state.user_class, environment_.directory, random);
  if (sessions_ >= max_sessions_) {
    for (const std::string_view operation : plan) environment_.ledger.drop(operation, intended);
    return;
  }
  ++sessions_;
  start(executor_, run_session(state, std::move(plan), intended, random));
}

Task<void> Population::run_session(UserClassState& state, SessionPlan plan, Instant intended, domain::Random random) {
  lateness_.histogram.record(environment_.clock.now() - intended);
  Session session(environment_, state.user_class, intended, random);
  Task<void> acting = act(session, std::move(plan));
  co_await std::move(acting);
  environment_.ledger.end_visit(intended, session.affected());
  --sessions_;
}

Task<double> Population::measure_core_capacity(unsigned concurrency, Instant until) {
  Task<double> probing = probe_core_capacity(environment_, concurrency, until);
  co_return co_await std::move(probing);
}

Task<std::uint64_t> Population::post_events(std::uint64_t events) {
  Task<std::uint64_t> probing = probe_events(environment_, events);
  co_return co_await std::move(probing);
}

Task<void> Population::drain(Instant deadline) {
  draining_ = true;
  for (const auto& [name, state] : classes_) restart_walk(*state);
  while (sessions_ + walks_ > 0 && environment_.clock.now() < deadline) {
    const Instant check = std::min(deadline, environment_.clock.now() + kDrainCheck);
    const bool slept = co_await environment_.clock.sleep_until(check);
    if (!slept) co_return;
  }
}

}  // namespace souk::app
