#include "app/users/shopper.hpp"

#include <string>
#include <utility>

namespace souk::app {
namespace {

constexpr double kOpensAnApp = 0.8;
constexpr double kSearches = 0.35;

Session::Question question_for(std::string_view operation, Session& session) {
  ports::MarketplaceClient* client = &session.environment().client;
  const SessionDirectory& directory = session.environment().directory;
  if (operation == "browse") {
    return [client, category = directory.category(session.random())](Instant deadline) {
      return client->browse(category, deadline);
    };
  }
  if (operation == "app-page") {
    return [client, key = directory.app_key(session.random())](Instant deadline) {
      return client->app_page(key, deadline);
    };
  }
  return [client, text = directory.search_text(session.random())](Instant deadline) {
    return client->search(text, deadline);
  };
}

}  // namespace

SessionPlan plan_shopper(domain::Random& random) {
  SessionPlan plan{"browse"};
  if (random.chance(kOpensAnApp)) plan.emplace_back("app-page");
  if (random.chance(kSearches)) plan.emplace_back("search");
  return plan;
}

Task<void> run_shopper(Session& session, SessionPlan plan) {
  Instant intended = session.intended();
  for (const std::string_view operation : plan) {
    Session::Question question = question_for(operation, session);
    co_await session.perform(operation, intended, kNever, std::move(question));
    intended = session.environment().clock.now();
  }
}

}  // namespace souk::app
