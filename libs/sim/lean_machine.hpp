// What the lean model's work waits for: cores, turns, the disk, the network. The same rules as in a simulated world
// (domain::ProcessorSharing, domain::FairBroker, the model's costs), on a plain heap.
#pragma once

#include <deque>
#include <vector>

#include "domain/metered_broker.hpp"
#include "domain/processor_sharing.hpp"
#include "domain/random.hpp"
#include "sim/database.hpp"
#include "sim/lean_queue.hpp"
#include "sim/model.hpp"

namespace souk::sim {

class LeanCores final : public LeanActor {
 public:
  LeanCores(LeanQueue& queue, unsigned count) : queue_(queue), sharing_(count) {}
  void work(Nanos amount, LeanActor& actor);
  void on_call(LeanCall call) override;

 private:
  void arm();

  LeanQueue& queue_;
  domain::ProcessorSharing<LeanActor*> sharing_;
  Instant armed_ = kNever;
  std::vector<LeanActor*> ended_;
};

// A limited resource and its line, as Turns.
class LeanTurns final : public LeanActor {
 public:
  enum class Answer { granted, queued, refused };
  LeanTurns(LeanQueue& queue, std::size_t capacity, const DatabaseOptions& options)
      : queue_(queue), max_wait_(options.max_wait), line_({capacity, options.max_waiting}) {}
  // If queued, the actor is called when its turn has come, or when it waited too long.
  Answer take(domain::Owner owner, Instant deadline, LeanActor& actor);
  void give_back(domain::Owner owner);
  void set_bulkhead(bool on);
  void on_call(LeanCall call) override;

 private:
  LeanQueue& queue_;
  const Nanos max_wait_;
  domain::MeteredBroker<LeanActor*> line_;
  Instant armed_ = kNever;
};

// The event log: how many events it holds, and group commit.
class LeanLog final : public LeanActor {
 public:
  LeanLog(LeanQueue& queue, LeanCores& cores, const Model& model, std::uint64_t seed)
      : queue_(queue), cores_(cores), model_(model), random_(seed, "lean log") {}
  // `actor` is called once `events` (at least one) more are durable.
  void append(std::uint64_t events, LeanActor& actor);
  std::uint64_t end() const { return end_; }
  std::uint64_t durable() const { return durable_; }
  // Is called whenever there are more durable events.
  void tell(LeanActor& reader) { reader_ = &reader; }
  void on_call(LeanCall call) override;

 private:
  struct Waiting {
    std::uint64_t end;
    LeanActor* actor;
  };
  void begin();

  LeanQueue& queue_;
  LeanCores& cores_;
  const Model& model_;
  domain::Random random_;
  LeanActor* reader_ = nullptr;
  std::deque<Waiting> waiting_;
  std::uint64_t end_ = 0, durable_ = 0, syncing_to_ = 0;
  enum class State { idle, encoding, syncing } state_ = State::idle;
};

// All of them. `model` has the drill's speed already.
struct LeanMachine {
  LeanMachine(const Model& its_model, const DatabaseOptions& options, std::uint64_t seed)
      : model(its_model),
        cores(queue, model.cores),
        pool(queue, options.connections, options),
        writer(queue, 1, options),
        log(queue, cores, model, seed),
        random(seed, "lean machine") {}
  LeanMachine(const LeanMachine&) = delete;
  LeanMachine& operator=(const LeanMachine&) = delete;

  void compute(const ServiceTime& time, Nanos more, LeanActor& actor) { cores.work(time.draw(random) + more, actor); }
  void wait(const ServiceTime& time, LeanActor& actor, Nanos more = Nanos{0}) {
    queue.call_at(queue.now() + time.draw(random) + more, actor);
  }

  const Model model;
  LeanQueue queue;
  LeanCores cores;
  LeanTurns pool, writer;
  CrowdCost crowd;  // of the workers that there are
  LeanLog log;
  domain::Random random;
};

}  // namespace souk::sim
