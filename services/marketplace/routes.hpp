// The routes of the shop.
#pragma once

#include <vector>

#include "app/shop.hpp"
#include "http/handler.hpp"

namespace souk::marketplace {

// The arguments must outlive the routes.
std::vector<http::Route> marketplace_routes(app::Shop& shop, ports::Flags& flags, ports::Clock& clock);

}  // namespace souk::marketplace
