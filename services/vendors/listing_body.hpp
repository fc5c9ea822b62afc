// Listings and versions as vendors send them.
#pragma once

#include <boost/json/object.hpp>

#include "domain/listing.hpp"

namespace souk::vendors {

// Members: key, name, summary, description, category, amount (US dollars a year for 10 users), status, version.
domain::Mistakes read_new_app(const boost::json::object& body, domain::Listing& listing);
// Members: name, summary, description, category, status; each may be absent.
domain::Mistakes read_change(const boost::json::object& body, domain::ListingChange& change);
// Members: name, releaseNotes.
domain::Mistakes read_version(const boost::json::object& body, domain::AppVersion& version, const std::string& path);

}  // namespace souk::vendors
