// The fixed set of queries that the ranking's quality is measured with: one-word searches for what the catalogue has
// much of. The same catalogue gives the same set, in every store and in every world.
#pragma once

#include <string>
#include <vector>

#include "ports/market_store.hpp"

namespace souk::app {

inline constexpr std::size_t kQualityQueries = 12;

// Words from the names of a seeded sample of the apps, those that find at least two pages of apps first. Fewer than
// kQualityQueries, even none, if the catalogue is small. Errors: the store's.
Task<Result<std::vector<std::string>>> choose_search_queries(ports::MarketStore& store, ports::RequestContext context);

}  // namespace souk::app
