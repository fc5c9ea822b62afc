#include "sim/invariants.hpp"

#include <algorithm>
#include <utility>

namespace souk::sim {
namespace {

std::string count(std::uint64_t number, std::string_view what) {
  return std::to_string(number) + " " + std::string(what) + (number == 1 ? "" : "s");
}

class Check {
 public:
  Check(World& world, const domain::DrillResult& result, const Witness& witness)
      : world_(world), result_(result), witness_(witness) {}

  std::vector<Violation> all() {
    carried_out();
    operations();
    events();
    events_by_key();
    commands();
    reconciled();
    positions();
    idle();
    recovered();
    return std::move(violations_);
  }

 private:
  void add(Invariant invariant, std::string text) { violations_.push_back({invariant, std::move(text)}); }

  void carried_out() {
    if (!result_.failure.empty()) add(Invariant::carried_out, result_.failure);
    for (const domain::StepRecord& step : result_.steps) {
      if (step.ok) continue;
      add(Invariant::carried_out, "step \"" + step.name + "\": " + step.outcome);
    }
  }

  void operations() {
    const domain::Accounting& all = result_.accounting;
    if (!all.closes() || !result_.core_accounting.closes()) {
      add(Invariant::operations, count(all.planned, "operation") + " were planned, " +
                                     std::to_string(all.ok + all.error + all.timeout + all.shed + all.dropped) +
                                     " ended and " + std::to_string(all.in_flight) + " are in flight");
    }
    if (all.in_flight > 0) add(Invariant::operations, count(all.in_flight, "operation") + " never ended");
  }

  void events() {
    if (!result_.events) return add(Invariant::events, "the event counters could not be read at the end");
    const domain::EventsAccounting& e = *result_.events;
    if (e.closes()) return;
    add(Invariant::events, count(e.accepted, "event") + " accepted, " + std::to_string(e.acknowledged) +
                               " acknowledged, but " + std::to_string(e.applied) + " applied, " +
                               std::to_string(e.duplicates) + " duplicates, " + std::to_string(e.quarantined) +
                               " in quarantine and " + std::to_string(e.backlog) + " waiting");
  }

  // Of those that are kept: what was trimmed away was consumed, or another invariant says so.
  std::vector<domain::EventKey> events_in_log() {
    std::vector<domain::EventKey> keys;
    const ports::LogStats stats = world_.data().log.stats();
    const Result<std::vector<ports::LogRecord>> records =
        world_.data().log.read(stats.first_position, stats.next_position - stats.first_position);
    if (!records) return keys;
    for (const ports::LogRecord& record : *records) {
      const Result<domain::AnalyticsEvent> event = domain::decode(record.payload);
      if (event) keys.push_back(domain::key_of(event->source, event->id));
    }
    std::sort(keys.begin(), keys.end());
    return keys;
  }

  void events_by_key() {
    const std::vector<domain::EventKey> applied = world_.data().database.applied_events();
    const std::vector<domain::EventKey> logged = events_in_log();
    const auto gone = std::count_if(witness_.events().begin(), witness_.events().end(), [&](const auto& key) {
      return !std::binary_search(applied.begin(), applied.end(), key) &&
             !std::binary_search(logged.begin(), logged.end(), key);
    });
    // Users send nothing that belongs into quarantine, so what is there is missing as well.
    if (gone > 0) {
      add(Invariant::durable, count(static_cast<std::uint64_t>(gone), "acknowledged event") + " of " +
                                  std::to_string(witness_.events().size()) + " neither in the log nor applied, " +
                                  std::to_string(world_.data().database.progress().quarantined) + " in quarantine");
    }
    std::uint64_t twice = 0;
    for (std::size_t i = 1; i < applied.size(); ++i) twice += applied[i] == applied[i - 1] ? 1 : 0;
    if (twice > 0) add(Invariant::once, count(twice, "event") + " counted more than once");
  }

  void commands() {
    std::uint64_t several = 0, none = 0;
    for (const auto& [key, command] : witness_.commands()) {
      several += command.effects > 1 ? 1 : 0;
      none += command.effects == 0 ? 1 : 0;
    }
    if (several > 0) add(Invariant::commands, count(several, "command") + " had more than one effect");
    if (none > 0) add(Invariant::commands, count(none, "acknowledged command") + " had no effect");
  }

  // The state itself, not what a step of the drill saw of it.
  void reconciled() {
    // Behind, which is another violation.
    if (world_.idle_status() && world_.idle_status()->backlog > 0) return;
    if (!world_.data().database.outbox_peek(1).empty()) return;
    const domain::ReconciliationReport report = world_.data().database.reconcile();
    if (report.discrepancies.empty()) return;
    const domain::Discrepancy& first = report.discrepancies.front();
    const std::string others = report.discrepancies.size() == 1
                                   ? std::string()
                                   : " (and " + count(report.discrepancies.size() - 1, "other") + ")";
    add(Invariant::reconciled, first.subject + " counts " + std::to_string(first.counted) + ", of record are " +
                                   std::to_string(first.of_record) + others);
  }

  void positions() {
    const ports::LogStats stats = world_.data().log.stats();
    const std::vector<std::string> runs = world_.data().database.consumed_positions();
    if (stats.next_position == 0 && runs.empty()) return;
    const std::string whole = "0-" + std::to_string(stats.next_position - 1);
    // The consumer may be behind, that is another invariant's; a gap in what it consumed, or more than there is, is
    // not.
    if (runs.size() > 1)
      add(Invariant::positions, "positions were skipped: consumed are " + runs[0] + " and " + runs[1]);
    const std::uint64_t consumed = world_.data().database.progress().consumed();
    if (consumed > stats.next_position) {
      add(Invariant::positions, count(consumed, "event") + " consumed of positions " + whole);
    }
  }

  void idle() {
    const std::optional<domain::ServiceStatus>& status = world_.idle_status();
    if (!status) return add(Invariant::carried_out, "the service was down at the end");
    for (const auto& [name, resource] :
         {std::pair("connections", &status->pool), std::pair("writer's turns", &status->writer)}) {
      std::uint64_t waiting = 0;
      for (const std::uint64_t waits : resource->waiting) waiting += waits;
      if (resource->in_use == 0 && waiting == 0) continue;
      add(Invariant::pools, std::to_string(resource->in_use) + " of " + std::to_string(resource->capacity) + " " +
                                name + " in use and " + std::to_string(waiting) +
                                " waiting when nothing was to be done");
    }
    if (status->in_flight > 0) add(Invariant::pools, count(status->in_flight, "request") + " never answered");
    if (status->backlog > 0) add(Invariant::drained, count(status->backlog, "event") + " never applied");
    const std::size_t left = world_.data().database.outbox_peek(1'000).size();
    if (left > 0) add(Invariant::drained, count(left, "event") + " never left the outbox");
  }

  void recovered() {
    if (result_.drill.find_step(kCalmStep) == nullptr || result_.length < kWatched) return;
    const Instant from = result_.zero + result_.length - kWatched;
    std::uint64_t planned = 0, ok = 0;
    for (const domain::LoadWindow& window : result_.windows) {
      if (window.start < from || window.start >= result_.zero + result_.length) continue;
      for (const auto& [name, operation] : window.operations) {
        if (!domain::is_core_operation(name)) continue;
        planned += operation.accounting.planned;
        ok += operation.accounting.ok;
      }
    }
    // One of a handful may be refused with good reason: nothing to upgrade, no licence.
    if (ok + 1 >= planned || static_cast<double>(ok) >= kRecovered * static_cast<double>(planned)) return;
    add(Invariant::recovered, std::to_string(ok) + " of " + count(planned, "core operation") +
                                  " succeeded in the last seconds, when nothing was broken any more");
  }

  World& world_;
  const domain::DrillResult& result_;
  const Witness& witness_;
  std::vector<Violation> violations_;
};

}  // namespace

std::vector<Violation> check_invariants(World& world, const domain::DrillResult& result, const Witness& witness) {
  return Check(world, result, witness).all();
}

}  // namespace souk::sim
