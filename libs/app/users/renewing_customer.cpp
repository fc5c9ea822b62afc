#include "app/users/renewing_customer.hpp"

#include <utility>

namespace souk::app {

SessionPlan plan_renewing_customer() { return {"renewal"}; }

Task<void> run_renewing_customer(Session& session, SessionPlan plan) {
  SessionEnvironment& environment = session.environment();
  const SessionDirectory::Placement placement = environment.directory.next_renewal();
  domain::Command command;
  command.kind = domain::CommandKind::renew;
  command.instance_id = placement.instance_id;
  command.app_key = placement.app_key;
  ports::MarketplaceClient* client = &environment.client;
  Session::Question question = [client, command, key = environment.directory.next_idempotency_key()](Instant deadline) {
    return client->command(command, key, deadline);
  };
  co_await session.perform(plan.front(), session.intended(), kNever, std::move(question));
}

}  // namespace souk::app
