// What the simulator knows of a real machine: how long each piece of work occupies which resource when nothing else
// is in its way. Waiting is never in here; it follows from the resources. `souk calibrate` measures a model,
// default_model() is one that was measured once.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "domain/random.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "domain/transaction_kind.hpp"

namespace souk::sim {

// A distribution of durations, as its quantiles: drawn by inversion, linear between them.
struct ServiceTime {
  static constexpr std::array<double, 11> kQuantiles{0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1};
  std::array<Nanos, kQuantiles.size()> at{};  // ascending

  static ServiceTime constant(Nanos duration);
  // `samples` in any order, not empty. The mean is that of the samples, because throughput hangs on it: a straight line
  // through a long tail would overstate it, so the quantiles from 95% up give way.
  static ServiceTime of_samples(std::vector<Nanos> samples);
  Nanos draw(domain::Random& random) const;
  Nanos mean() const;  // of what draw() gives
};

// Work of one business transaction of the store.
struct TransactionCost {
  ServiceTime cpu;        // on a core, while the connection (for a write also the writer's turn) is held
  bool writes = false;    // takes the writer's turn and ends in a commit
  Nanos cpu_per_item{0};  // added for each event of a batch (of the kinds that work on many rows)
  double pages = 0;       // of the data file that it writes to the store's log, and again for each event
  double pages_per_item = 0;
};

// What an event costs more when many workers want to apply, however little each of them does. Measured as such: their
// connections and stacks push each other out of the caches of the cores, and the next in line sleeps deeper.
struct CrowdCost {
  unsigned workers = 0;
  Nanos cpu{0};   // on a core, the writer's turn held
  Nanos wait{0};  // from a turn to the next, nobody on a core
};

struct Model {
  static constexpr int kVersion = 2;
  // The store copies its log into the data file with the commit that finds it this long, as the live one does.
  static constexpr double kCheckpointPages = 4'000;

  std::string measured_on;  // "2 cores, ext4, 2020-03-05": for people
  unsigned cores = 2;

  // HTTP. Server and generator run on the same cores, as they do live.
  ServiceTime server_cpu;         // one request: read, route, answer; without the store
  Nanos server_cpu_per_event{0};  // added for each event of a posted batch
  ServiceTime client_cpu;         // the generator's part of one request
  Nanos client_cpu_per_event{0};
  ServiceTime network;  // one way: what neither side computes, the wake-up of a sleeping thread included
  ServiceTime timer;    // from the moment a timer is due until the thread that slept on it runs

  // The store.
  Nanos store_call_cpu{0};  // added for each call of the shop's store: the hops to a connection's thread and back
  ServiceTime hop;          // of each of the two: from one thread to another that sleeps, besides the CPU of both
  std::array<TransactionCost, domain::kTransactionKindCount> transactions;
  ServiceTime commit;            // making a transaction durable, the writer's turn held
  ServiceTime checkpoint;        // what a commit that copies the log into the data file takes longer
  std::vector<CrowdCost> crowd;  // measured points, ascending in workers; none: a crowd costs nothing
  // How much longer a sync takes while another file is synced, as a share of what it takes alone.
  double disk_sharing = 0;
  ServiceTime handover;  // from the end of a writer's turn until the next in line, who slept, runs

  // The event log.
  ServiceTime log_sync;        // one group commit
  Nanos log_cpu_per_event{0};  // encode, checksum, write

  // The same machine, slower: every duration divided by `speed`, which is above 0 and at most 1.
  Model at_speed(double speed) const;

  const TransactionCost& cost_of(domain::TransactionKind kind) const {
    return transactions[static_cast<std::size_t>(kind)];
  }
  // Between the measured points linear in the logarithm of the workers, below the first as the first, beyond the last
  // as from the last but one to the last. Never negative.
  CrowdCost crowd_of(std::size_t workers) const;
};

// Errors: invalid_argument naming the field: negative or descending times, no cores, writes without a cost, a crowd of
// nobody or not ascending.
Result<void> validate(const Model& model);

// Measured on two cores of a cloud machine with a network disk; makes the simulator work without a calibration.
Model default_model();

// JSON, one object; see docs/simulator.md. Errors: invalid_argument with the field that is missing, unknown or wrong.
std::string to_json(const Model& model);
Result<Model> parse_model(std::string_view json);

}  // namespace souk::sim
