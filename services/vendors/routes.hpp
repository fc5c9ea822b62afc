// The routes of the vendors' side.
#pragma once

#include <vector>

#include "app/shop.hpp"
#include "app/vendor_desk.hpp"
#include "http/handler.hpp"
#include "ports/review_store.hpp"

namespace souk::vendors {

// The arguments must outlive the routes.
std::vector<http::Route> vendor_routes(app::Shop& shop, app::VendorDesk& desk, ports::ReviewStore& reviews);

// Makes the shop's GET /rest/2/addons/{addonKey} show listings that are not public to those who may see them: what the
// shop does not know is looked for here, if the request names a token or a login. Throws std::invalid_argument without
// that route.
void show_private_listings(std::vector<http::Route>& shop_routes, app::VendorDesk& desk);

}  // namespace souk::vendors
