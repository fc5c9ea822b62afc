// The status line and header of an answer. Internal to the server.
#pragma once

#include <string>

#include "domain/request_phase.hpp"
#include "http/handler.hpp"

namespace souk::http {

// False for a status outside 200 to 599 and for a header that would let its author write headers of his own (control
// characters) or contradict the framing.
bool well_formed(const Response& response);

// What goes into the Server-Timing header.
struct Timing {
  const domain::PhaseTimes& phases;
  Nanos total;  // from the request's first byte
};

// Replaces `out`. Content-Length and Connection are the server's: a handler cannot set them.
void write_head(const Response& response, bool http11, bool keep_alive, const Timing& timing, std::string& out);

// No answer to HEAD has a body, nor has any with status 204 or 304.
bool sends_body(const Response& response, std::string_view method);

}  // namespace souk::http
