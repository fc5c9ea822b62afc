// Somebody of the lean model who uses the store: one thing at a time, told when it is done.
#pragma once

#include "domain/owner.hpp"
#include "domain/transaction_kind.hpp"
#include "sim/lean_machine.hpp"

namespace souk::sim {

class LeanTask : public LeanActor {
 public:
  void on_call(LeanCall call) final;

 protected:
  LeanTask() = default;
  LeanTask(const LeanTask&) = default;
  LeanTask& operator=(const LeanTask&) = default;
  ~LeanTask() = default;

  struct Write {
    domain::TransactionKind kind;
    domain::Owner owner;
    Instant deadline = kNever;    // in the lines
    bool own_connection = false;  // else one of the pool
    Nanos more{0};                // core time on top of the kind's
    bool syncs = true;            // false: nothing changes, so nothing is made durable
  };

  // Each ends in a call of on_done(): true, or false if it waited too long or was refused.
  void read(LeanMachine& machine, domain::TransactionKind kind, domain::Owner owner, Instant deadline);
  void write(LeanMachine& machine, const Write& what);
  void append(LeanMachine& machine, std::uint64_t events);
  void sleep(LeanMachine& machine, Nanos time);
  void work(LeanMachine& machine, const ServiceTime& time, Nanos more);

  virtual void on_done(bool ok) = 0;

 private:
  enum class Stage : std::uint8_t {
    idle,
    asked_to_read,
    reading,
    asked_to_write,
    called,
    in_line,
    handed,
    computing,
    syncing
  };
  void take_connection(Stage stage);
  void take_turn();
  void compute();
  void end(bool ok);

  LeanMachine* machine_ = nullptr;
  Write what_{};
  Stage stage_ = Stage::idle;
  bool has_connection_ = false, has_turn_ = false;
};

}  // namespace souk::sim
