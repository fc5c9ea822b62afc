// Slices of long lists: `offset` and `limit` in the query, self, next and prev in the links.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "http/handler.hpp"
#include "ports/vendor_store.hpp"

namespace souk::vendors {

// `limit` is 1 to `max_limit`. Errors: invalid_argument naming the parameter.
Result<ports::Slice> read_slice(const http::Request& request, std::size_t max_limit = 50, std::size_t otherwise = 10);

// `kept` are the query parameters that stay the same from slice to slice.
boost::json::object page_links(const std::string& path, ports::Slice slice, std::uint64_t total,
                               const std::vector<std::pair<std::string, std::string>>& kept = {});

}  // namespace souk::vendors
