#include "app/ingest.hpp"

#include <string>
#include <utility>

namespace souk::app {

Task<Result<ports::AppendReceipt>> Ingest::accept(std::vector<domain::AnalyticsEvent> events) {
  if (!flags_.is_on(domain::Flag::analytics_ingest))
    co_return fail(Errc::unavailable, "analytics-ingest is off: events are not taken at the moment");
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
