// Whether anybody still waits for a piece of work, and until when it may wait itself.
#pragma once

#include "domain/result.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/request_context.hpp"

namespace souk::app {

// Sets the context's deadline from the flag deadline-propagation: on, the time the client leaves; off, none.
// deadline_exceeded: it has left.
Result<ports::RequestContext> admit(ports::RequestContext context, const ports::Flags& flags,
                                    const ports::Clock& clock);

}  // namespace souk::app
