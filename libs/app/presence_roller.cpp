#include "app/presence_roller.hpp"

#include <memory>
#include <utility>

namespace souk::app {
namespace {

// While it lags it goes this much faster: five thousand events a second.
constexpr std::int64_t kHurry = 5;

}  // namespace

Task<Result<bool>> PresenceRoller::roll_once(ports::AnalyticsStore& store) {
  if (!ports_.flags.is_on(domain::Flag::analytics_processing, {.component = "workers"})) co_return false;
  domain::PresenceRoll roll;
  roll.up_to = ports_.consumed();
  roll.today = day_of(ports_.clock.unix_ms());
  roll.window_days = static_cast<std::int64_t>(ports_.settings.get(domain::Setting::active_installs_window_days));
  const bool expires = expired_on_ != roll.today || expired_window_ != roll.window_days;
  if (roll.up_to == rolled_up_to_ && !expires) co_return false;
  auto rolling = store.roll_presence(roll);
  const Result<domain::PresenceRolled> rolled = co_await std::move(rolling);
  if (!rolled) co_return rolled.error();
  rolled_up_to_ = rolled->more ? rolled->position : roll.up_to;
  expired_on_ = rolled->more ? -1 : roll.today;
  expired_window_ = roll.window_days;
  co_return rolled->more;
}

Task<void> PresenceRoller::run() {
  Instant next = ports_.clock.now();
  std::unique_ptr<ports::AnalyticsStore> store;
  while (!stopping_) {
    if (ports_.clock.now() >= next) {
      // An error changes nothing; the next round tries again.
      if (store == nullptr) {
        Result<std::unique_ptr<ports::AnalyticsStore>> opened = ports_.stores.open();
        if (opened) store = std::move(*opened);
      }
      bool lags = false;
      if (store != nullptr) {
        const Result<bool> more = co_await roll_once(*store);
        lags = more.has_value() && *more;
      }
      next = ports_.clock.now() + (lags ? ports_.pause / kHurry : ports_.pause);
    }
    const bool reached = co_await ports_.clock.sleep_for(ports_.pause / kHurry);
    if (!reached) co_return;
  }
}

}  // namespace souk::app
