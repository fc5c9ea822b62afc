// Apps in the words of the Marketplace REST v2: HAL documents with _links and _embedded. Counts appear as the flag
// install-counts lets them: the number, 0, or no field at all.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "app/shop.hpp"

namespace souk::marketplace {

boost::json::object link(std::string href);
std::string addon_path(std::string_view key);  // "/rest/2/addons/com.example.tables"

// The element of a list.
boost::json::object addon_json(const ports::AppSummary& app, app::Shop::Counts counts);
// The document of one app.
boost::json::object addon_json(const ports::AppPage& page, app::Shop::Counts counts);
boost::json::object distribution_json(const ports::AppSummary& app, app::Shop::Counts counts);

}  // namespace souk::marketplace
