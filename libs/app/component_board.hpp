// What the probes saw lately, and what follows for each component. Filed by the probes, read by the status page, the
// incidents and the operator's status.
#pragma once

#include <mutex>
#include <string>

#include "app/live_settings.hpp"
#include "domain/component_health.hpp"
#include "ports/clock.hpp"

namespace souk::app {

struct ComponentReading {
  domain::Component component = domain::Component::listings;
  domain::ComponentState state = domain::ComponentState::unknown;
  UnixMs since = 0;     // in this state
  bool probed = false;  // false: there is no probe for it (yet), so nothing will ever be known
  domain::Slo slo;
  domain::ProbeSummary probes;
};
using ComponentReadings = domain::PerComponent<ComponentReading>;

domain::ComponentStates states_of(const ComponentReadings& readings);

// Safe to call from several threads.
class ComponentBoard {
 public:
  // SLOs, and the window unless `stretch` makes it longer, are those in force in `settings`. A run of weeks is watched
  // in longer windows: `stretch` times as long.
  ComponentBoard(const LiveSettings& settings, ports::Clock& clock, double stretch = 1);

  // Says that results for it will come.
  void expect(domain::Component component);
  void record(domain::Component component, const domain::ProbeResult& result);

  ComponentReadings look();
  Nanos window() const;

 private:
  struct Place {
    domain::ProbeWindow window;
    bool probed = false;
    domain::ComponentState state = domain::ComponentState::unknown;
    UnixMs since = 0;
  };

  const LiveSettings& settings_;
  ports::Clock& clock_;
  const double stretch_;
  std::mutex mutex_;
  domain::PerComponent<Place> places_;
};

}  // namespace souk::app
