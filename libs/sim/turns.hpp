// A limited resource that coroutines take turns at: the pool's connections, the writer. The real broker decides who is
// next; here its waiters are coroutines.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "domain/metered_broker.hpp"
#include "domain/result.hpp"
#include "ports/task.hpp"
#include "sim/bugs.hpp"
#include "sim/waiter.hpp"

namespace souk::sim {

class Turns {
 public:
  struct Options {
    std::size_t capacity = 1;
    std::size_t max_waiting = 2'048;
    Nanos max_wait = std::chrono::seconds(30);  // of a waiter without an earlier deadline of its own
    std::string name = "the store";             // in errors: "too many wait for <name>"
    Bug planted = Bug::none;
  };

  // One unit of the resource. Given back when destroyed.
  class Turn {
   public:
    Turn(Turns& turns, domain::Owner owner, Instant since, bool waited)
        : turns_(&turns), owner_(owner), since_(since), waited_(waited) {}
    Turn(Turn&& other) noexcept
        : turns_(std::exchange(other.turns_, nullptr)),
          owner_(other.owner_),
          since_(other.since_),
          waited_(other.waited_) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() { give_back(); }
    void give_back() {
      if (turns_ != nullptr) std::exchange(turns_, nullptr)->give_back(owner_, since_);
    }
    // Never given back: what happens to a resource whose holder forgets it.
    void leak() { turns_ = nullptr; }
    bool waited() const { return waited_; }
    Instant since() const { return since_; }

   private:
    Turns* turns_;
    domain::Owner owner_;
    Instant since_;
    bool waited_;
  };

  Turns(Context& context, Options options);

  // Errors: overloaded (line full), deadline_exceeded, unavailable (closed).
  Task<Result<Turn>> take(domain::Owner owner, Instant deadline);
  // Sends everybody away who waits and whoever comes from now on.
  void close();

  void set_shares(std::optional<domain::FairBroker::Shares> shares) { line_.set_shares(shares); }
  domain::ResourceStatus status() const { return line_.status(context_.now()); }

 private:
  // outside: not in the line, never or no longer; granted: it holds a unit that no Turn stands for yet.
  enum class State : std::uint8_t { outside, waiting, granted, expired, closed };
  struct InLine {
    InLine(Turns& waited_for, domain::Owner who, Instant its_limit)
        : turns(waited_for), waiter(waited_for.context_), owner(who), limit(its_limit) {}
    // Its coroutine may be destroyed in the line, or just when its turn has come, with its process.
    ~InLine() {
      if (state == State::waiting) turns.line_.forget(this);
      if (state == State::granted) turns.give_back(owner, ended_at);
    }
    void end(State how) {
      state = how;
      ended_at = turns.context_.now();
      waiter.wake();
    }
    Turns& turns;
    Waiter waiter;
    domain::Owner owner;
    Instant limit;
    Instant ended_at{};
    State state = State::outside;
  };
  void give_back(domain::Owner owner, Instant since);
  void expire();

  Context& context_;
  Options options_;
  domain::MeteredBroker<InLine*> line_;
  bool closed_ = false;
};

}  // namespace souk::sim
