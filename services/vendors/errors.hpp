// Errors as Marketplace REST v2 gives them: an array `errors` of message, code and, where one member is at fault, its
// path. souk's own problem document carries it as one more member (RFC 9457 allows that), so that clients of either
// kind find what they look for.
#pragma once

#include "domain/listing.hpp"
#include "http/handler.hpp"

namespace souk::vendors {

// 400 with one entry for each mistake.
http::Response mistakes_answer(const domain::Mistakes& mistakes);

// Adds `errors` to the problems of a handler that have none yet.
http::Handler with_errors(http::Handler handler);
// The same for every route under /rest/2.
void add_errors(std::vector<http::Route>& routes);

}  // namespace souk::vendors
