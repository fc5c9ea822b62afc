#pragma once

#include <functional>

#include "domain/status.hpp"
#include "http/handler.hpp"

namespace souk::console {

// Who holds and who waits, for each shared resource, by owner.
http::Handler get_resources(std::function<domain::ServiceStatus()> status);

}  // namespace souk::console
