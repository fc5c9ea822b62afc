// One visit of one user. A session performs operations; an operation is tried until it succeeds, cannot succeed, or
// the class's attempts (or the shared retry budget) are used up.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/session_directory.hpp"
#include "app/session_ledger.hpp"
#include "domain/load.hpp"
#include "domain/random.hpp"
#include "domain/retry_budget.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/marketplace_client.hpp"

namespace souk::app {

// What all sessions of a population share. Owned by the population; single executor, no locks.
struct SessionEnvironment {
  ports::MarketplaceClient& client;
  ports::Clock& clock;
  const ports::Flags& flags;
  SessionLedger ledger;
  SessionDirectory directory;
  domain::RetryBudget retry_budget;  // shared by all users; spent only while the flag is on
  std::uint64_t retries = 0;
  std::uint64_t events_acknowledged = 0;
};

// Operation names of a session in the order in which they are performed.
using SessionPlan = std::vector<std::string_view>;

class Session {
 public:
  // Sends one attempt that ends by the deadline. Called again for each retry with the same content.
  using Question = std::function<Task<ports::Reply>(Instant deadline)>;

  struct Outcome {
    ports::ReplyKind kind = ports::ReplyKind::error;
    unsigned failed_attempts = 0;
  };

  Session(SessionEnvironment& environment, const domain::UserClass& user_class, Instant intended,
          domain::Random random);

  // Performs and accounts for one operation; its latency counts from `intended`. Nothing is sent after `give_up`.
  Task<Outcome> perform(std::string_view operation, Instant intended, Instant give_up, Question question);

  // Posts a batch as operation `operation`; acknowledged events are counted.
  Task<Outcome> post(std::string_view operation, Instant intended, std::vector<domain::AnalyticsEvent> events);

  SessionEnvironment& environment() { return environment_; }
  const domain::UserClass& user_class() const { return user_class_; }
  Instant intended() const { return intended_; }
  // An operation did not end well so far.
  bool affected() const { return affected_; }
  domain::Random& random() { return random_; }

 private:
  // How long to wait before the next try. Full jitter, so that clients that failed together do not return together.
  Nanos backoff_after(unsigned failed_attempts, const ports::Reply& reply);
  bool may_retry();

  SessionEnvironment& environment_;
  const domain::UserClass& user_class_;
  Instant intended_;
  domain::Random random_;
  bool affected_ = false;
};

}  // namespace souk::app
