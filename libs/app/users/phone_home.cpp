#include "app/users/phone_home.hpp"

#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "app/session_group.hpp"

namespace souk::app {
namespace {

constexpr Nanos kVersionsBudget = std::chrono::seconds(10);

// What an instance tells besides its heartbeats. None of these changes an install count: installs are told by the
// shop itself.
constexpr std::array kUsage{domain::EventType::app_viewed,       domain::EventType::enabled,
                            domain::EventType::search_performed, domain::EventType::settings_changed,
                            domain::EventType::requested,        domain::EventType::disabled};

std::vector<domain::AnalyticsEvent> write_events(Session& session, const std::string& instance,
                                                 const std::vector<std::string>& apps) {
  SessionEnvironment& environment = session.environment();
  const UnixMs now = environment.clock.unix_ms();
  std::vector<domain::AnalyticsEvent> events;
  events.reserve(session.user_class().events_per_agent);
  for (std::size_t i = 0; i < session.user_class().events_per_agent; ++i) {
    const bool heartbeat = i < apps.size();
    // All but a search is about an app: without any, an event of another kind would only land in quarantine.
    const auto usage =
        apps.empty() ? domain::EventType::search_performed : kUsage[session.random().below(kUsage.size())];
    const auto type = heartbeat ? domain::EventType::heartbeat : usage;
    const bool needs_app = type != domain::EventType::search_performed;
    events.push_back(
        environment.directory.next_event(type, needs_app ? apps[i % apps.size()] : std::string(), instance, now));
  }
  return events;
}

Task<void> ask_version(Session& session, std::string app, Instant intended, Instant give_up) {
  ports::MarketplaceClient* client = &session.environment().client;
  Session::Question question = [client, key = std::move(app)](Instant deadline) {
    return client->latest_version(key, deadline);
  };
  co_await session.perform("latest-version", intended, give_up, std::move(question));
}

}  // namespace

SessionPlan plan_phone_home(const domain::UserClass& user_class) {
  SessionPlan plan;
  if (user_class.events_per_agent > 0) plan.emplace_back("post-events");
  plan.insert(plan.end(), user_class.apps_per_agent, "latest-version");
  return plan;
}

Task<void> run_phone_home(Session& session, SessionPlan plan) {
  SessionEnvironment& environment = session.environment();
  const std::string instance = environment.directory.instance(session.random());
  const std::vector<std::string> apps =
      environment.directory.apps_of(instance, session.user_class().apps_per_agent, session.random());
  Instant intended = session.intended();
  if (!plan.empty() && plan.front() == "post-events") {
    std::vector<domain::AnalyticsEvent> events = write_events(session, instance, apps);
    co_await session.post("post-events", intended, std::move(events));
    intended = environment.clock.now();
  }
  const Instant give_up = environment.clock.now() + kVersionsBudget;
  std::vector<Task<void>> questions;
  questions.reserve(apps.size());
  for (const std::string& app : apps) questions.push_back(ask_version(session, app, intended, give_up));
  co_await run_all(std::move(questions));
}

}  // namespace souk::app
