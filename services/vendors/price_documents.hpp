// Price lists as documents, in dollars or yen.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "http/handler.hpp"
#include "ports/vendor_store.hpp"

namespace souk::vendors {

// The {hosting} of the path. Errors: not_found.
Result<domain::Hosting> hosting_of(const http::Request& request);

boost::json::object live_prices_json(const std::string& key, domain::Hosting hosting, const ports::Prices& prices,
                                     bool yen);
// `prices` has a pending list.
boost::json::object pending_prices_json(const std::string& key, domain::Hosting hosting, const ports::Prices& prices);

}  // namespace souk::vendors
