// The documents of the vendors' side, with the names of Marketplace REST v2.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "ports/vendor_store.hpp"

namespace souk::vendors {

std::string vendor_path(std::int64_t id);  // "/rest/2/vendors/12"

boost::json::object vendor_json(const ports::VendorPage& vendor);
boost::json::object listing_json(const domain::Listing& listing);
boost::json::object version_json(const std::string& app_key, const domain::AppVersion& version);
// `yen`: amounts in Japanese yen rather than US dollars.
boost::json::array price_items(const domain::PriceList& list, domain::Hosting hosting, bool yen);
boost::json::object review_json(const domain::Review& review);
boost::json::object token_json(const ports::AccessToken& token, UnixMs now);
boost::json::object licence_json(const ports::LicenceRow& row, UnixMs now);
boost::json::object sale_json(const domain::Sale& sale);

// "10 Users", "Unlimited Users"
std::string tier_name(std::int64_t users);
double dollars_of(std::int64_t cents);

}  // namespace souk::vendors
