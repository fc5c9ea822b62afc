// InsightStore on SQLite.
#pragma once

#include "ports/insight_store.hpp"
#include "storage/store_calls.hpp"

namespace souk::storage {

class SqliteInsightStore final : public ports::InsightStore {
 public:
  explicit SqliteInsightStore(StoreCalls transactions) : calls_(transactions) {}

  Task<Result<domain::AppInsight>> app_insight(ports::RequestContext context, std::string key, std::int64_t today,
                                               std::size_t weeks) override;
  Task<Result<std::vector<domain::RankedApp>>> trending(ports::RequestContext context, std::int64_t today,
                                                        std::size_t limit) override;
  Task<Result<std::vector<domain::RankedApp>>> top_selling(ports::RequestContext context, std::int64_t today,
                                                           std::size_t limit) override;

 private:
  StoreCalls calls_;
};

}  // namespace souk::storage
