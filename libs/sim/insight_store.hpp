// The InsightStore port in the simulated world.
#pragma once

#include "ports/insight_store.hpp"
#include "sim/database.hpp"

namespace souk::sim {

class InsightStore final : public ports::InsightStore {
 public:
  explicit InsightStore(Database& database) : database_(database) {}

  Task<Result<domain::AppInsight>> app_insight(ports::RequestContext context, std::string key, std::int64_t today,
                                               std::size_t weeks) override;
  Task<Result<std::vector<domain::RankedApp>>> trending(ports::RequestContext context, std::int64_t today,
                                                        std::size_t limit) override;
  Task<Result<std::vector<domain::RankedApp>>> top_selling(ports::RequestContext context, std::int64_t today,
                                                           std::size_t limit) override;

 private:
  Database& database_;
};

}  // namespace souk::sim
