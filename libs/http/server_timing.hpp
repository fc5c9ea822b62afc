// The Server-Timing header (W3C, "Server Timing"): where the server's time for one answer went. Internal to the server.
#pragma once

#include <string>

#include "domain/request_phase.hpp"
#include "domain/time.hpp"

namespace souk::http {

// Appends "Server-Timing: admission;dur=0.021, pool;dur=120.300, total;dur=121.004\r\n": milliseconds, the phases that
// the request went through, and the whole time from its first byte until now.
void append_server_timing(const domain::PhaseTimes& times, Nanos total, std::string& out);

}  // namespace souk::http
