#include "app/admit.hpp"

namespace souk::app {
namespace {

// What kind of user makes requests of this kind.
std::string_view user_class_of(domain::Owner owner) {
  switch (owner) {
    case domain::Owner::core:
      return "customer";
    case domain::Owner::browse:
      return "shopper";
    case domain::Owner::phone_home:
      return "instance";
    case domain::Owner::ops:
      return "operator";
    case domain::Owner::analytics:
    case domain::Owner::outbox:
      break;
  }
  return "service";
}

}  // namespace

domain::FlagContext asker_of(const ports::RequestContext& context, std::string_view component) {
  return {.targeting_key = context.key, .component = component, .user_class = user_class_of(context.owner)};
}

Result<ports::RequestContext> admit(ports::RequestContext context, const domain::FlagContext& asker,
                                    const AdmissionPorts& ports) {
  context.deadline = kNever;
  if (ports.flags.is_on(domain::Flag::deadline_propagation, asker)) {
    context.deadline = context.client_leaves;
    if (context.deadline <= ports.clock.now()) return fail(Errc::deadline_exceeded, "the client has left");
  }
  if (ports.shedding != nullptr) {
    if (const Result<void> kept = ports.shedding->admit(context.owner, asker); !kept) return kept.error();
  }
  return context;
}

}  // namespace souk::app
