// What a client hears when its events could not be taken: it keeps them, and must know when to come back.
#pragma once

#include "domain/result.hpp"
#include "http/handler.hpp"

namespace souk::analytics {

// As http::problem(error), with Retry-After on every 503.
http::Response refused_events(const Error& error);

}  // namespace souk::analytics
