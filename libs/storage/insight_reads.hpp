// The insights, as plain functions on a connection.
#pragma once

#include <string_view>
#include <vector>

#include "domain/insight.hpp"
#include "domain/result.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

Result<domain::AppInsight> read_app_insight(Connection& connection, std::string_view key, std::int64_t today,
                                            std::size_t weeks);
Result<std::vector<domain::RankedApp>> read_trending(Connection& connection, std::int64_t today, std::size_t limit);
Result<std::vector<domain::RankedApp>> read_top_selling(Connection& connection, std::int64_t today, std::size_t limit);

}  // namespace souk::storage
