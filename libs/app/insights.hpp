// What analytics know of apps, for those who ask over HTTP.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/load_shedding.hpp"
#include "app/page_cache.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/insight_store.hpp"

namespace souk::app {

// Safe to call from several io threads. Contexts come with owner and client_leaves, as the shop's do. Errors besides
// those named: those of ports::InsightStore.
class Insights {
 public:
  static constexpr std::size_t kMostRanked = 50;

  Insights(ports::InsightStore& store, ports::Flags& flags, ports::Clock& clock)
      : store_(store), flags_(flags), clock_(clock) {}

  // As Shop::shed().
  void shed(LoadShedding& shedding) { shedding_ = &shedding; }

  // invalid_argument: weeks above domain::kMostWeeks. not_found.
  Task<Result<domain::AppInsight>> app(ports::RequestContext context, std::string key, std::size_t weeks);

  // The best `limit` (1 to kMostRanked, else invalid_argument); may be ten seconds old, because it looks at every app.
  using Ranking = std::shared_ptr<const std::vector<domain::RankedApp>>;
  Task<Result<Ranking>> trending(ports::RequestContext context, std::size_t limit);
  Task<Result<Ranking>> top_selling(ports::RequestContext context, std::size_t limit);

 private:
  using Reading = Task<Result<std::vector<domain::RankedApp>>> (ports::InsightStore::*)(ports::RequestContext,
                                                                                        std::int64_t, std::size_t);
  Task<Result<Ranking>> ranked(ports::RequestContext context, std::string name, Reading reading, std::size_t limit);
  Result<ports::RequestContext> admit(ports::RequestContext context) const;
  std::int64_t today() const { return day_of(clock_.unix_ms()); }

  ports::InsightStore& store_;
  ports::Flags& flags_;
  ports::Clock& clock_;
  LoadShedding* shedding_ = nullptr;
  PageCache<std::vector<domain::RankedApp>> rankings_{{2 * PageCache<int>::kShards, std::chrono::seconds(10)}};
};

}  // namespace souk::app
