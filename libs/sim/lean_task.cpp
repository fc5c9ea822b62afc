#include "sim/lean_task.hpp"

namespace souk::sim {

void LeanTask::read(LeanMachine& machine, domain::TransactionKind kind, domain::Owner owner, Instant deadline) {
  machine_ = &machine;
  what_ = {kind, owner, deadline};
  take_connection(Stage::asked_to_read);
}

void LeanTask::write(LeanMachine& machine, const Write& what) {
  machine_ = &machine;
  what_ = what;
  what.own_connection ? take_turn() : take_connection(Stage::asked_to_write);
}

void LeanTask::append(LeanMachine& machine, std::uint64_t events) {
  stage_ = Stage::idle;
  events == 0 ? machine.queue.call(*this) : machine.log.append(events, *this);
}

void LeanTask::sleep(LeanMachine& machine, Nanos time) {
  stage_ = Stage::idle;
  machine.queue.call_at(machine.queue.now() + time, *this);
}

void LeanTask::work(LeanMachine& machine, const ServiceTime& time, Nanos more) {
  stage_ = Stage::idle;
  machine.compute(time, more, *this);
}

void LeanTask::take_connection(Stage stage) {
  stage_ = stage;
  switch (machine_->pool.take(what_.owner, what_.deadline, *this)) {
    case LeanTurns::Answer::granted:
      return on_call(LeanCall::go);
    case LeanTurns::Answer::refused:
      return end(false);
    case LeanTurns::Answer::queued:
      return;
  }
}

void LeanTask::take_turn() {
  stage_ = Stage::in_line;
  switch (machine_->writer.take(what_.owner, what_.deadline, *this)) {
    case LeanTurns::Answer::granted:
      has_turn_ = true;
      return compute();
    case LeanTurns::Answer::refused:
      return end(false);
    case LeanTurns::Answer::queued:
      return;
  }
}

void LeanTask::compute() {
  stage_ = Stage::computing;
  machine_->compute(machine_->model.cost_of(what_.kind).cpu, what_.more, *this);
}

void LeanTask::on_call(LeanCall call) {
  if (call == LeanCall::expired) return end(false);
  switch (stage_) {
    case Stage::idle:
      return on_done(true);
    case Stage::asked_to_read:
    case Stage::asked_to_write: {
      has_connection_ = true;
      if (what_.deadline <= machine_->queue.now()) return end(false);
      const bool reads = stage_ == Stage::asked_to_read;
      stage_ = reads ? Stage::reading : Stage::called;
      if (!reads) return machine_->cores.work(machine_->model.store_call_cpu, *this);
      return machine_->compute(machine_->model.cost_of(what_.kind).cpu, machine_->model.store_call_cpu, *this);
    }
    case Stage::called:
      return take_turn();
    case Stage::in_line:
      has_turn_ = true;
      stage_ = Stage::handed;
      return machine_->wait(machine_->model.handover, *this, machine_->crowd.wait);
    case Stage::handed:
      return compute();
    case Stage::computing:
      if (!what_.syncs) return end(true);
      stage_ = Stage::syncing;
      return machine_->wait(machine_->model.commit, *this);
    case Stage::reading:
    case Stage::syncing:
      return end(true);
  }
}

void LeanTask::end(bool ok) {
  stage_ = Stage::idle;
  if (has_turn_) machine_->writer.give_back(what_.owner);
  if (has_connection_) machine_->pool.give_back(what_.owner);
  has_turn_ = has_connection_ = false;
  on_done(ok);
}

}  // namespace souk::sim
