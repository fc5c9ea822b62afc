// The modelled machine that service and users run on: its parts, and what work on them costs.
#pragma once

#include <cstdint>

#include "domain/random.hpp"
#include "sim/bugs.hpp"
#include "sim/clock.hpp"
#include "sim/context.hpp"
#include "sim/cores.hpp"
#include "sim/disk.hpp"
#include "sim/model.hpp"
#include "sim/network.hpp"

namespace souk::sim {

class Witness;

struct Machine {
  // `model` must be valid.
  Machine(Context& its_context, const Model& its_model, std::uint64_t seed)
      : context(its_context),
        model(its_model),
        clock(context),
        cores(context, model.cores),
        disk(clock, seed),
        network(context, model.network, seed),
        random(seed, "machine") {}

  // Core time drawn from `time`, and `more` of it.
  Cores::Work compute(const ServiceTime& time, Nanos more = Nanos{0}) { return {cores, time.draw(random) + more}; }

  // From now on everything takes 1 / `speed` times as long as in the model. Before anything runs.
  void slow_down(double speed) { model = model.at_speed(speed); }

  Context& context;
  Model model;
  Clock clock;
  Cores cores;
  Disk disk;
  Network network;
  domain::Random random;       // of service times
  Bug planted = Bug::none;     // in the software that runs on it
  Witness* witness = nullptr;  // null: nobody watches
};

}  // namespace souk::sim
