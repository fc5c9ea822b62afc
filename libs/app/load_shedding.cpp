#include "app/load_shedding.hpp"

namespace souk::app {

Result<void> LoadShedding::admit(domain::Owner owner, const domain::FlagContext& asker) {
  if (owner != domain::Owner::browse && owner != domain::Owner::phone_home) return {};
  if (!ports_.flags.is_on(domain::Flag::load_shedding, asker)) return {};
  if (!refuses()) return {};
  ++refused_;
  return fail(Errc::unavailable, "installs, upgrades and renewals come first at the moment (flag load-shedding)");
}

bool LoadShedding::refuses() {
  const Instant now = ports_.clock.now();
  const std::lock_guard lock(mutex_);
  if (shedder_.is_due(now)) {
    shedder_.set_target(from_s(ports_.settings.get(domain::Setting::shed_target_ms) / 1e3));
    const CoreLatency core = ports_.core_latency();
    shedder_.decide({.core_p99 = core.p99, .samples = core.samples, .now = now});
  }
  return shedder_.refuses();
}

}  // namespace souk::app
