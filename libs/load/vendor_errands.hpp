// A vendor's errands over HTTP. Routes and bodies are those of services/vendors.
#pragma once

#include "http/client.hpp"
#include "ports/marketplace_client.hpp"

namespace souk::load {

// Logs in as domain::demo_login() with the demo password. What a vendor has changed since is refused with 401.
Task<ports::Reply> run_errand(http::Client& client, ports::VendorErrand errand, Instant deadline);

}  // namespace souk::load
