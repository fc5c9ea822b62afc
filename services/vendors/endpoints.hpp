// The endpoints of the vendors' side, each in the file of its name. What they take and answer is in docs/vendor-api.md.
#pragma once

#include <cstdint>

#include "app/shop.hpp"
#include "app/vendor_desk.hpp"
#include "http/handler.hpp"
#include "ports/review_store.hpp"

namespace souk::vendors {

using app::VendorDesk;
using http::Request;
using http::Response;

// For everybody.
Task<Response> list_applications(Request& request);
Task<Response> get_application(Request& request);
Task<Response> list_vendors(VendorDesk& desk, Request& request);
Task<Response> get_vendor(VendorDesk& desk, Request& request);
Task<Response> list_versions(VendorDesk& desk, Request& request);
Task<Response> get_version(VendorDesk& desk, Request& request);
Task<Response> get_live_prices(VendorDesk& desk, Request& request);
Task<Response> list_reviews(VendorDesk& desk, Request& request);
Task<Response> put_review(VendorDesk& desk, Request& request);
Task<Response> list_recommendations(app::Shop& shop, Request& request);
// A listing that is not public, for its vendor or the holder of a token.
Task<Response> get_private_addon(VendorDesk& desk, Request& request);

// For the vendor that logged in.
Task<Response> change_vendor(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> set_password(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> vendor_home(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> list_vendor_addons(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> submit_addon(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> change_addon(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> publish_version(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> get_pending_prices(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> put_pending_prices(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> add_token(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> list_tokens(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> delete_token(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> list_notifications(ports::ReviewStore& reviews, Request& request, std::int64_t vendor);

// Reports of the vendor that logged in.
Task<Response> get_reporting(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> report_licenses(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> export_licenses(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> report_evaluations(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> report_transactions(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> export_transactions(VendorDesk& desk, Request& request, std::int64_t vendor);
Task<Response> report_sales_metric(VendorDesk& desk, Request& request, std::int64_t vendor);

}  // namespace souk::vendors
