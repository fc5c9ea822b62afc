// Who asks. Routes for vendors take HTTP Basic; a route with {vendorId} is for that vendor alone.
#pragma once

#include <cstdint>
#include <functional>

#include "app/vendor_desk.hpp"
#include "http/handler.hpp"

namespace souk::vendors {

// Called with the id of the vendor that logged in.
using VendorEndpoint =
    std::function<Task<http::Response>(app::VendorDesk& desk, http::Request& request, std::int64_t vendor)>;

// 401 with WWW-Authenticate without a login that is right; 403 for another vendor's {vendorId}; 404 for one that is no
// number. `desk` must outlive the handler.
http::Handler for_vendor(VendorEndpoint endpoint, app::VendorDesk& desk);

// The vendor behind the request's Authorization header. Errors: unauthenticated, and those of VendorDesk::login.
Task<Result<std::int64_t>> authenticate(app::VendorDesk& desk, const http::Request& request);
// 401 for unauthenticated, what http::problem says for the rest.
http::Response login_problem(const Error& error);

// The {vendorId} of the path. Errors: not_found.
Result<std::int64_t> vendor_id_of(const http::Request& request);

}  // namespace souk::vendors
