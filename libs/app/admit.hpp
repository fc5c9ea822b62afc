// Whether a piece of work is begun at all: whether anybody still waits for it, and until when it may wait itself.
#pragma once

#include <string_view>

#include "app/load_shedding.hpp"
#include "domain/result.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/request_context.hpp"

namespace souk::app {

// Who asks, as far as the request itself tells. `component`: what is asked for.
domain::FlagContext asker_of(const ports::RequestContext& context, std::string_view component);

struct AdmissionPorts {
  const ports::Flags& flags;
  const ports::Clock& clock;
  LoadShedding* shedding = nullptr;  // null: nothing is refused for load
};

// Sets the context's deadline from the flag deadline-propagation: on, the time the client leaves; off, none.
// deadline_exceeded: it has left. unavailable: the flag load-shedding refuses it.
Result<ports::RequestContext> admit(ports::RequestContext context, const domain::FlagContext& asker,
                                    const AdmissionPorts& ports);

}  // namespace souk::app
