#include "sim/insight_store.hpp"

#include <utility>

namespace souk::sim {

using domain::TransactionKind;
using Ranked = std::vector<domain::RankedApp>;

Task<Result<domain::AppInsight>> InsightStore::app_insight(ports::RequestContext context, std::string key,
                                                           std::int64_t today, std::size_t weeks) {
  return database_.read<domain::AppInsight>(
      TransactionKind::insight, context,
      [key = std::move(key), today, weeks](const auto& state) { return state.app_insight(key, today, weeks); });
}

Task<Result<Ranked>> InsightStore::trending(ports::RequestContext context, std::int64_t today, std::size_t limit) {
  return database_.read<Ranked>(TransactionKind::insight, context, [today, limit](const auto& state) {
    return Result<Ranked>(state.trending(today, limit));
  });
}

Task<Result<Ranked>> InsightStore::top_selling(ports::RequestContext context, std::int64_t today, std::size_t limit) {
  return database_.read<Ranked>(TransactionKind::insight, context, [today, limit](const auto& state) {
    return Result<Ranked>(state.top_selling(today, limit));
  });
}

}  // namespace souk::sim
