#include "app/users/in_product.hpp"

#include <utility>
#include <vector>

namespace souk::app {
namespace {

Task<void> report_failures(Session& session, domain::Command command, unsigned failed_attempts) {
  SessionEnvironment& environment = session.environment();
  std::vector<domain::AnalyticsEvent> events;
  const unsigned count = failed_attempts * session.user_class().events_per_failure;
  for (unsigned i = 0; i < count; ++i) {
    events.push_back(environment.directory.next_event(domain::EventType::enablement_failure, command.app_key,
                                                      command.instance_id, environment.clock.unix_ms()));
  }
  const Instant now = environment.clock.now();
  co_await session.post("failure-report", now, std::move(events));
}

}  // namespace

SessionPlan plan_in_product(const domain::UserClass& user_class, const SessionDirectory& directory,
                            domain::Random& random) {
  const bool upgrade = random.chance(user_class.upgrade_share) && directory.can_upgrade();
  return {upgrade ? "upgrade" : "install"};
}

Task<void> run_in_product(Session& session, SessionPlan plan) {
  SessionEnvironment& environment = session.environment();
  const std::string_view operation = plan.front();
  const bool upgrade = operation == "upgrade";
  const SessionDirectory::Placement placement =
      upgrade ? environment.directory.next_upgrade() : environment.directory.next_install();
  domain::Command command;
  command.kind = upgrade ? domain::CommandKind::upgrade : domain::CommandKind::install;
  command.instance_id = placement.instance_id;
  command.app_key = placement.app_key;

  ports::MarketplaceClient* client = &environment.client;
  Session::Question question = [client, command, key = environment.directory.next_idempotency_key()](Instant deadline) {
    return client->command(command, key, deadline);
  };
  const Session::Outcome outcome = co_await session.perform(operation, session.intended(), kNever, std::move(question));
  const domain::FlagContext asker{
      .targeting_key = command.instance_id, .component = "client", .user_class = session.user_class().name};
  if (outcome.kind != ports::ReplyKind::ok && environment.flags.is_on(domain::Flag::failure_events, asker)) {
    co_await report_failures(session, command, outcome.failed_attempts);
  }
}

}  // namespace souk::app
