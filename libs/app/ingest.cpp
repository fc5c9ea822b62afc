#include "app/ingest.hpp"

#include <string>
#include <utility>

namespace souk::app {

// Asked once for all events of a source that come together, as nearly all do.
bool Ingest::takes(const std::vector<domain::AnalyticsEvent>& events) const {
  const std::string* last = nullptr;
  for (const domain::AnalyticsEvent& event : events) {
    if (last != nullptr && *last == event.source) continue;
    last = &event.source;
    const domain::FlagContext asker{.targeting_key = event.source, .component = "ingest", .user_class = "instance"};
    if (!flags_.is_on(domain::Flag::analytics_ingest, asker)) return false;
  }
  return !events.empty() || flags_.is_on(domain::Flag::analytics_ingest, {.component = "ingest"});
}

Result<void> Ingest::admit_phone_home(std::string_view instance) const {
  const domain::FlagContext asker{.targeting_key = instance, .component = "phone-home", .user_class = "instance"};
  if (flags_.is_on(domain::Flag::phone_home, asker)) return {};
  return fail(Errc::unavailable, "phone home is switched off (flag phone-home)");
}

Task<Result<ports::AppendReceipt>> Ingest::accept(std::vector<domain::AnalyticsEvent> events) {
  if (!takes(events)) co_return fail(Errc::unavailable, "analytics-ingest is off: events are not taken at the moment");
  if (events.empty()) co_return ports::AppendReceipt{};

  const UnixMs now = clock_.unix_ms();
  std::vector<std::string> payloads(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].occurred_at == 0) events[i].occurred_at = now;
    domain::encode(events[i], payloads[i]);
  }
  auto appending = log_.append(std::move(payloads));
  co_return co_await std::move(appending);
}

}  // namespace souk::app
