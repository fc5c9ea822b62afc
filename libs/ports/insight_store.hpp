// What analytics know of apps, read from rollups. Every call takes a pooled connection, as ports::MarketStore's do.
// Errors of every call besides those named: overloaded, deadline_exceeded, io, corrupt.
#pragma once

#include <string>
#include <vector>

#include "domain/insight.hpp"
#include "domain/result.hpp"
#include "ports/request_context.hpp"
#include "ports/task.hpp"

namespace souk::ports {

class InsightStore {
 public:
  virtual ~InsightStore() = default;

  // `weeks` full weeks (at most domain::kMostWeeks) and the one under way. not_found: no such app.
  virtual Task<Result<domain::AppInsight>> app_insight(RequestContext context, std::string key, std::int64_t today,
                                                       std::size_t weeks) = 0;
  // Active installs gained in the last domain::kTrendingDays days, most first, gains only; equal ones by key.
  virtual Task<Result<std::vector<domain::RankedApp>>> trending(RequestContext context, std::int64_t today,
                                                                std::size_t limit) = 0;
  // US cents sold in the last domain::kSellingDays days, most first; equal ones by key.
  virtual Task<Result<std::vector<domain::RankedApp>>> top_selling(RequestContext context, std::int64_t today,
                                                                   std::size_t limit) = 0;
};

}  // namespace souk::ports
