#include "storage/insight_store.hpp"

#include <utility>

#include "storage/insight_reads.hpp"

namespace souk::storage {

using Ranked = std::vector<domain::RankedApp>;

Task<Result<domain::AppInsight>> SqliteInsightStore::app_insight(ports::RequestContext context, std::string key,
                                                                 std::int64_t today, std::size_t weeks) {
  return calls_.read<domain::AppInsight>(
      TransactionKind::insight, context,
      [key = std::move(key), today, weeks](Connection& c) { return read_app_insight(c, key, today, weeks); });
}

Task<Result<Ranked>> SqliteInsightStore::trending(ports::RequestContext context, std::int64_t today,
                                                  std::size_t limit) {
  return calls_.read<Ranked>(TransactionKind::insight, context,
                             [today, limit](Connection& c) { return read_trending(c, today, limit); });
}

Task<Result<Ranked>> SqliteInsightStore::top_selling(ports::RequestContext context, std::int64_t today,
                                                     std::size_t limit) {
  return calls_.read<Ranked>(TransactionKind::insight, context,
                             [today, limit](Connection& c) { return read_top_selling(c, today, limit); });
}

}  // namespace souk::storage
