// The service of the lean model: requests by what they cost, workers, the autoscaler, the outbox relay. It knows how
// many events there are, not what is in them; apps, installations and pages do not exist.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>

#include "app/live_settings.hpp"
#include "domain/autoscaler.hpp"
#include "flags/static_flags.hpp"
#include "ports/marketplace_client.hpp"
#include "sim/lean_task.hpp"
#include "sim/service.hpp"

namespace souk::sim {

class LeanService;

// What a client has to keep of a command while tries of it are about: the effect of Idempotency-Key.
struct LeanKey {
  bool running = false;
  bool recorded = false;
};

// Who waits for an answer. It may have stopped waiting: `attempt` says which try is answered.
class LeanAsker {
 public:
  virtual void on_reply(std::uint32_t attempt, const ports::Reply& reply) = 0;

 protected:
  LeanAsker() = default;
  LeanAsker(const LeanAsker&) = default;
  LeanAsker& operator=(const LeanAsker&) = default;
  ~LeanAsker() = default;
};

// One request, from the client's first instruction to the answer's arrival.
class LeanRequest final : public LeanTask {
 public:
  struct What {
    domain::TransactionKind kind = domain::TransactionKind::list_apps;  // record_...: a command
    bool posts = false;                                                 // events, in place of a transaction
    std::uint64_t events = 0;
    Instant client_leaves = kNever;
    LeanKey* key = nullptr;  // of a command
    LeanAsker* asker = nullptr;
    std::uint32_t attempt = 0;
  };
  // Gives itself back to the service once it has been answered.
  void begin(LeanService& service, const What& what);

 private:
  enum class Stage : std::uint8_t { sending, on_way, serving, offering, recording, asking, appending, answering };
  void on_done(bool ok) override;
  void arrive();
  void serve();
  void record();
  void answer(int status);
  Instant deadline() const;  // in the lines of the store
  domain::Owner owner() const;
  bool is_command() const { return what_.key != nullptr; }

  LeanService* service_ = nullptr;
  What what_{};
  Stage stage_ = Stage::sending;
  ports::Reply reply_{};
};

// Takes events as they come, one (or a batch) at a time.
class LeanWorker final : public LeanTask {
 public:
  void begin(LeanService& service);
  void look();

 private:
  enum class Stage : std::uint8_t { looking, applying, waiting };
  void on_done(bool ok) override;
  LeanService* service_ = nullptr;
  Stage stage_ = Stage::looking;
  std::uint64_t events_ = 0;
};

class LeanRelay final : public LeanTask {
 public:
  explicit LeanRelay(LeanService& service) : service_(service) {}
  void begin();

 private:
  enum class Stage : std::uint8_t { resting, peeking, appending, removing };
  void on_done(bool ok) override;
  LeanService& service_;
  Stage stage_ = Stage::resting;
  std::uint64_t events_ = 0;
};

class LeanService final : public LeanActor {
 public:
  LeanService(LeanMachine& machine, const ServiceOptions& options);

  void ask(const LeanRequest::What& what);
  std::uint64_t backlog() const { return machine_.log.end() - applied_; }
  std::uint64_t applied() const { return applied_; }
  std::size_t workers() const { return running_; }

  // Errors: invalid_argument.
  Result<void> set_flag(const std::string& key, const std::string& value);
  Result<void> set_setting(const std::string& name, double value) { return settings_.set(name, value); }
  bool is_on(domain::Flag flag) const { return on_[static_cast<std::size_t>(flag)]; }

 private:
  friend LeanRequest;
  friend LeanWorker;
  friend LeanRelay;
  // More events are durable: idle workers look for them.
  struct Consumer final : LeanActor {
    explicit Consumer(LeanService& its_service) : service(its_service) {}
    void on_call(LeanCall) override { service.wake_workers(); }
    LeanService& service;
  };
  void on_call(LeanCall call) override;  // the controllers' round
  void follow_flags();
  void wake_workers();
  void scale_to(std::size_t workers);
  void set_running(std::size_t running);
  std::uint64_t waiting() const { return machine_.log.durable() - taken_; }

  LeanMachine& machine_;
  const ServiceOptions options_;
  flags::StaticFlags flags_;
  std::array<bool, domain::kFlagCount> on_{};  // of the switches
  bool batched_ = false;
  app::LiveSettings settings_;
  domain::Autoscaler autoscaler_{domain::Autoscaler::Settings{}};
  LeanPool<LeanRequest> requests_;
  LeanPool<LeanWorker> workers_;
  std::deque<LeanWorker*> idle_;
  LeanRelay relay_{*this};
  Consumer consumer_{*this};
  std::size_t target_ = 0, running_ = 0, retiring_ = 0, in_flight_ = 0;
  std::uint64_t taken_ = 0, applied_ = 0, outbox_ = 0;
};

}  // namespace souk::sim
