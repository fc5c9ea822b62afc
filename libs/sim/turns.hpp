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
  // waiting: in the line; granted: it holds a unit; left: it had one; the others got none.
  enum class State : std::uint8_t { waiting, granted, left, refused, expired, closed };

  // One unit of the resource, from asking for it to giving it back. In the frame of a coroutine, which may be destroyed
  // in the line, just when its turn has come, or while it holds it.
  class Visit {
   public:
    // Asks at once, and waits until `deadline` at most.
    Visit(Turns& turns, domain::Owner owner, Instant deadline);
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit();
    // To be awaited: ends when it is known whether there is a unit. At once if nobody is in the way.
    auto decided() { return Decided{this}; }
    bool granted() const { return state_ == State::granted; }
    bool waited() const { return waited_; }
    // Why not: overloaded (line full), deadline_exceeded, unavailable (closed).
    Error error() const;
    // Before its end. Nothing if it holds no unit, or no longer.
    void give_back() {
      if (!granted()) return;
      state_ = State::left;
      turns_.give_back(owner_, granted_at_);
    }
    // Never given back: what happens to a resource whose holder forgets it.
    void leak() { state_ = State::left; }

   private:
    friend class Turns;
    struct Decided {
      Visit* visit;
      Suspended::Chain* operator()(Suspended::Frame* frame) const {
        return visit->state_ == State::waiting ? visit->waiter_.wait()(frame) : Suspended::taken();
      }
    };
    void end(State how) {
      state_ = how;
      waiter_.wake();
    }
    Turns& turns_;
    Waiter waiter_;
    Instant limit_{};
    Instant granted_at_{};
    domain::Owner owner_;
    State state_ = State::closed;
    bool waited_ = false;
  };

  Turns(Context& context, Options options);

  // Sends everybody away who waits and whoever comes from now on.
  void close();

  void set_shares(std::optional<domain::FairBroker::Shares> shares) { line_.set_shares(shares); }
  domain::ResourceStatus status() const { return line_.status(context_.now()); }

 private:
  void give_back(domain::Owner owner, Instant since);
  void expire();
  // One alarm for the whole line, at the earliest limit in it or before that.
  void watch(Instant limit);
  void unwatch_if_empty();

  Context& context_;
  const Process process_;  // that of its maker, and of the alarm
  Options options_;
  domain::MeteredBroker<Visit*> line_;
  Alarm alarm_;
  Instant watched_ = kNever;
  bool closed_ = false;
};

}  // namespace souk::sim
