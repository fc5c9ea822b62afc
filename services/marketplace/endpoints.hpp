// The endpoints of the shop, each in the file of its name. What they take and answer is in docs/http-api.md.
#pragma once

#include "app/shop.hpp"
#include "http/handler.hpp"
#include "services/marketplace/addon_bodies.hpp"

namespace souk::marketplace {

// Marketplace REST v2.
Task<http::Response> list_addons(app::Shop& shop, http::Request& request);
Task<http::Response> get_addon(app::Shop& shop, AddonBodies& bodies, http::Request& request);
Task<http::Response> get_distribution(app::Shop& shop, http::Request& request);
Task<http::Response> get_latest_version(app::Shop& shop, http::Request& request);
Task<http::Response> list_categories(app::Shop& shop, http::Request& request);

// Commands and licences of one instance.
Task<http::Response> install(app::Shop& shop, http::Request& request);
Task<http::Response> upgrade(app::Shop& shop, http::Request& request);
Task<http::Response> uninstall(app::Shop& shop, http::Request& request);
Task<http::Response> start_evaluation(app::Shop& shop, http::Request& request);
Task<http::Response> purchase(app::Shop& shop, http::Request& request);
Task<http::Response> renew(app::Shop& shop, http::Request& request);
Task<http::Response> list_licences(app::Shop& shop, http::Request& request);

// Pages for people.
Task<http::Response> home_page(app::Shop& shop, http::Request& request);
Task<http::Response> app_page(app::Shop& shop, http::Request& request);

// Health. `flags` only tell what is switched off (?verbose); a switched-off feature is no illness.
Task<http::Response> livez(http::Request& request);
Task<http::Response> readyz(app::Shop& shop, ports::Flags& flags, http::Request& request);

}  // namespace souk::marketplace
