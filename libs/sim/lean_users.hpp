// The users of the lean model: the same classes, arrivals, attempts, backoff and books as app::Population, without what
// they ask about.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "app/session_ledger.hpp"
#include "domain/arrival_process.hpp"
#include "domain/retry_budget.hpp"
#include "sim/lean_service.hpp"

namespace souk::sim {

class LeanUsers;

struct LeanClass final : LeanActor {
  LeanClass(LeanUsers& its_users, domain::UserClass wanted, std::uint64_t seed, Instant now);
  void on_call(LeanCall call) override;
  void arm();
  LeanUsers& users;
  domain::UserClass user_class;
  domain::ArrivalProcess arrivals;
  domain::Random random;
  Instant armed = kNever;
};

struct LeanSession {
  LeanClass* user_class = nullptr;
  domain::Random random{0};
  std::array<std::string_view, 3> plan{};  // of a shopper
  std::size_t planned = 0, done = 0;
  std::size_t open = 0;  // operations under way
};

// One operation of a session with all its tries.
class LeanOperation final : public LeanActor, public LeanAsker {
 public:
  struct What {
    std::string_view name;
    domain::TransactionKind kind = domain::TransactionKind::list_apps;
    bool posts = false, command = false;
    std::uint64_t events = 0;
    Instant intended{};
    Instant give_up = kNever;
  };
  void begin(LeanUsers& users, LeanSession& session, const What& what);
  void on_call(LeanCall call) override;
  void on_reply(std::uint32_t attempt, const ports::Reply& reply) override;

  const What& what() const { return what_; }
  LeanSession& session() { return *session_; }
  bool ok() const { return outcome_ == ports::ReplyKind::ok; }
  unsigned failed() const { return failed_; }

 private:
  void try_once();
  void settle(const ports::Reply& reply);
  void finish();
  Nanos backoff(const ports::Reply& reply);
  void let_go();

  LeanUsers* users_ = nullptr;
  LeanSession* session_ = nullptr;
  What what_{};
  std::optional<app::SessionLedger::Entry> entry_;
  LeanKey key_{};
  ports::ReplyKind outcome_ = ports::ReplyKind::timeout;
  std::uint32_t attempt_ = 0;
  unsigned failed_ = 0;
  unsigned holders_ = 0;  // timers and requests that will still call
  bool waiting_ = false, finished_ = false;
  Instant deadline_{};
};

class LeanUsers {
 public:
  LeanUsers(LeanMachine& machine, LeanService& service, std::uint64_t seed, Nanos window);

  void add_class(const domain::UserClass& user_class);
  bool set_arrivals(const std::string& class_name, const domain::Arrivals& arrivals);
  void stop_arrivals();

  app::SessionLedger& ledger() { return ledger_; }
  std::size_t sessions() const { return open_sessions_; }

 private:
  friend LeanClass;
  friend LeanOperation;
  void start_session(LeanClass& user_class, Instant intended);
  void start(LeanSession& session, const LeanOperation::What& what);
  void start_next(LeanSession& session, Instant intended);
  void ended(LeanOperation& operation);
  void ask_versions(LeanSession& session, Instant now);

  LeanMachine& machine_;
  LeanService& service_;
  const std::uint64_t seed_;
  app::SessionLedger ledger_;
  domain::RetryBudget retry_budget_{domain::RetryBudget::Settings{}};
  std::map<std::string, std::unique_ptr<LeanClass>> classes_;
  LeanPool<LeanSession> sessions_;
  LeanPool<LeanOperation> operations_;
  std::size_t open_sessions_ = 0;
  bool stopped_ = false;
};

}  // namespace souk::sim
