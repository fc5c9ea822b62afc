// Which status of HTTP an error is told with. One mapping: the HTTP layer answers by it, and so does the simulated
// service.
#pragma once

#include "domain/result.hpp"

namespace souk::domain {

// 200 for ok. deadline_exceeded is 503, not 504: the time went by in our own queues, no gateway is involved, and a
// client should treat it as shed load.
int http_status(Errc code);

}  // namespace souk::domain
