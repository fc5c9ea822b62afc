#include "app/admit.hpp"

namespace souk::app {

Result<ports::RequestContext> admit(ports::RequestContext context, const ports::Flags& flags,
                                    const ports::Clock& clock) {
  context.deadline = kNever;
  if (flags.is_on(domain::Flag::deadline_propagation)) {
    context.deadline = context.client_leaves;
    if (context.deadline <= clock.now()) return fail(Errc::deadline_exceeded, "the client has left");
  }
  return context;
}

}  // namespace souk::app
