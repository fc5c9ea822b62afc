#include "app/component_board.hpp"

#include <algorithm>

namespace souk::app {

using domain::Component;

domain::ComponentStates states_of(const ComponentReadings& readings) {
  domain::ComponentStates states{};
  for (std::size_t i = 0; i < readings.size(); ++i) states[i] = readings[i].state;
  return states;
}

ComponentBoard::ComponentBoard(const LiveSettings& settings, ports::Clock& clock, double stretch)
    : settings_(settings), clock_(clock), stretch_(std::max(1.0, stretch)) {
  for (Place& place : places_) place.since = clock.unix_ms();
}

Nanos ComponentBoard::window() const { return from_s(settings_.get(domain::Setting::probes_window_s) * stretch_); }

void ComponentBoard::expect(Component component) {
  const std::lock_guard lock(mutex_);
  places_[domain::index_of(component)].probed = true;
}

void ComponentBoard::record(Component component, const domain::ProbeResult& result) {
  const std::lock_guard lock(mutex_);
  places_[domain::index_of(component)].window.record(result);
}

ComponentReadings ComponentBoard::look() {
  const Instant now = clock_.now();
  const UnixMs date = clock_.unix_ms();
  const double factor = settings_.get(domain::Setting::slo_latency_factor);
  ComponentReadings readings;
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const auto component = static_cast<Component>(i);
    Place& place = places_[i];
    ComponentReading& reading = readings[i];
    reading.component = component;
    reading.probed = place.probed;
    reading.slo.goodput = settings_.get(domain::goodput_setting(component));
    reading.slo.latency = from_s(settings_.get(domain::latency_setting(component)) / 1e3 * factor);
    reading.probes = place.window.summary(now, window(), reading.slo);
    reading.state = domain::judge(reading.probes, reading.slo);
    if (reading.state != place.state) {
      place.state = reading.state;
      place.since = date;
    }
    reading.since = place.since;
  }
  return readings;
}

}  // namespace souk::app
