#include "app/insights.hpp"

#include <algorithm>
#include <utility>

#include "app/admit.hpp"

namespace souk::app {

Result<ports::RequestContext> Insights::admit(ports::RequestContext context) const {
  return app::admit(context, asker_of(context, "reporting"), {flags_, clock_, shedding_});
}

Task<Result<domain::AppInsight>> Insights::app(ports::RequestContext context, std::string key, std::size_t weeks) {
  if (weeks > domain::kMostWeeks) {
    co_return fail(Errc::invalid_argument, "weeks must be 0 to " + std::to_string(domain::kMostWeeks));
  }
  const auto admitted = admit(context);
  if (!admitted) co_return admitted.error();
  auto reading = store_.app_insight(*admitted, std::move(key), today(), weeks);
  co_return co_await std::move(reading);
}

Task<Result<Insights::Ranking>> Insights::trending(ports::RequestContext context, std::size_t limit) {
  return ranked(context, "trending", &ports::InsightStore::trending, limit);
}

Task<Result<Insights::Ranking>> Insights::top_selling(ports::RequestContext context, std::size_t limit) {
  return ranked(context, "top-selling", &ports::InsightStore::top_selling, limit);
}

// Kept whole, so that a short list and a long one are the same reading.
Task<Result<Insights::Ranking>> Insights::ranked(ports::RequestContext context, std::string name, Reading reading,
                                                 std::size_t limit) {
  if (limit < 1 || limit > kMostRanked) {
    co_return fail(Errc::invalid_argument, "limit must be 1 to " + std::to_string(kMostRanked));
  }
  Ranking all = rankings_.find(name, clock_.now());
  if (all == nullptr) {
    const auto admitted = admit(context);
    if (!admitted) co_return admitted.error();
    auto asking = (store_.*reading)(*admitted, today(), kMostRanked);
    auto read = co_await std::move(asking);
    if (!read) co_return read.error();
    all = std::make_shared<const std::vector<domain::RankedApp>>(std::move(*read));
    rankings_.store(name, all, clock_.now());
  }
  if (all->size() <= limit) co_return all;
  const auto end = all->begin() + static_cast<std::ptrdiff_t>(limit);
  co_return std::make_shared<const std::vector<domain::RankedApp>>(all->begin(), end);
}

}  // namespace souk::app
