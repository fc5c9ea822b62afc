// The load side of a drill, as the drill runner sees it. The real one is app::Population.
#pragma once

#include <string>
#include <vector>

#include "domain/load.hpp"
#include "ports/task.hpp"

namespace souk::app {

class LoadSource {
 public:
  virtual ~LoadSource() = default;

  // Registers a class of users; arrivals start at once at its rate (0 = none yet).
  virtual void add_class(const domain::UserClass& user_class) = 0;
  // Changes the arrivals of a class from now on. False: no such class.
  virtual bool set_arrivals(const std::string& class_name, domain::Arrivals arrivals) = 0;

  // Closed-loop capacity probes for the start of a run: `concurrency` users of the kind repeat without pause until
  // `until`. Returns finished-ok operations (events for phone-home) per second. Not part of the accounting.
  virtual Task<double> measure_core_capacity(unsigned concurrency, Instant until) = 0;
  // Posts event batches as fast as they are accepted until `events` are in; returns how many were accepted.
  virtual Task<std::uint64_t> post_events(std::uint64_t events) = 0;

  // Stops arrivals and waits until every session has ended or `deadline`; what is left counts as in flight.
  virtual Task<void> drain(Instant deadline) = 0;

  // Windows since the first class was added, oldest first; the newest may still be filling.
  virtual const std::vector<domain::LoadWindow>& windows() const = 0;
  // Hands them over at the end of a run, once: a long run has too many to copy.
  virtual std::vector<domain::LoadWindow> take_windows() = 0;
  virtual domain::Accounting totals() const = 0;          // all operations
  virtual domain::Accounting core_totals() const = 0;     // installs, upgrades, renewals
  virtual std::uint64_t events_acknowledged() const = 0;  // events answered 2xx (calibration included)
  virtual std::uint64_t retries() const = 0;
  virtual const domain::Lateness& lateness() const = 0;
};

}  // namespace souk::app
