// A shopper browses a category, usually opens an app's page and sometimes searches. No think time: each operation is
// intended for the moment the one before it ended.
#pragma once

#include "app/session.hpp"

namespace souk::app {

SessionPlan plan_shopper(domain::Random& random);
Task<void> run_shopper(Session& session, SessionPlan plan);

}  // namespace souk::app
