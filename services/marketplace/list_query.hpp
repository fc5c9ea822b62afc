// What a list of apps is asked for in a URL, by the parameters' names of the Marketplace's REST v2: text, category,
// cost, hosting, filter, offset, limit.
#pragma once

#include <string>

#include "http/handler.hpp"
#include "ports/market_store.hpp"

namespace souk::marketplace {

struct ListQuery {
  ports::AppQuery apps;
  // As they came, for the links to other pages.
  std::string filter, cost, hosting;
};

// Errors: invalid_argument naming the parameter, and its values where they are a choice.
Result<ListQuery> read_list_query(const http::Request& request);

// "/rest/2/addons?..." of the page that begins at `offset`.
std::string href_of(const ListQuery& query, std::size_t offset);

}  // namespace souk::marketplace
