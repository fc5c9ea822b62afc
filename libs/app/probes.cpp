#include "app/probes.hpp"

#include <algorithm>
#include <utility>

#include "app/session_group.hpp"

namespace souk::app {

Probes::Probes(Ports ports, Options options) : ports_(ports), options_(std::move(options)) {
  if (options_.subjects.app_keys.empty()) return;
  for (const Probe& probe : probe_table()) ports_.board.expect(probe.component);
}

std::vector<Task<void>> Probes::loops() {
  std::vector<Task<void>> loops;
  if (options_.subjects.app_keys.empty()) return loops;
  const std::span<const Probe> table = probe_table();
  const std::string run = std::to_string(ports_.clock.unix_ms());
  const Instant now = ports_.clock.now();
  const Nanos every = from_s(ports_.settings.get(domain::Setting::probes_every_ms) / 1e3 * options_.stretch);
  // One after the other, or each round would be a small burst of its own.
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Nanos offset = every * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(table.size());
    loops.push_back(repeat(table[i], run, now + offset));
  }
  return loops;
}

Task<void> Probes::run() {
  auto all = run_all(loops());
  co_await std::move(all);
}

Task<bool> Probes::wait_until(Instant due) {
  while (!stopping_ && ports_.clock.now() < due) {
    const Nanos left = due - ports_.clock.now();
    const bool reached = co_await ports_.clock.sleep_for(std::min(left, options_.longest_nap));
    if (!reached) co_return false;
  }
  co_return !stopping_;
}

Task<void> Probes::repeat(Probe probe, std::string run, Instant first) {
  Instant due = first;
  for (std::uint64_t number = 0;; ++number) {
    const bool go_on = co_await wait_until(due);
    if (!go_on) co_return;
    const double factor = ports_.settings.get(domain::Setting::slo_latency_factor);
    const Nanos patience = from_s(ports_.settings.get(domain::Setting::probes_timeout_ms) / 1e3 * factor);
    const Instant deadline = ports_.clock.now() + patience;
    auto asking = probe.ask({ports_.client, options_.subjects, number, run, deadline});
    const bool ok = co_await std::move(asking);
    const Instant now = ports_.clock.now();
    if (stopping_) co_return;
    ports_.board.record(probe.component, {due, ok, now - due});
    const Nanos every = from_s(ports_.settings.get(domain::Setting::probes_every_ms) / 1e3 * options_.stretch);
    // A round that is missed is not made up for: it would hit a service that just came back.
    due += every;
    if (due < now) due = now;
  }
}

}  // namespace souk::app
