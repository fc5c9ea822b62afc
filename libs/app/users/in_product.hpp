// An in-product client installs an app on its instance or upgrades one. It sends the same idempotency key with every
// retry. When it gives up and `failure-events` is on, it reports each failed attempt as an enablement-failure event:
// one of the loops that kept the outage alive.
#pragma once

#include "app/session.hpp"

namespace souk::app {

SessionPlan plan_in_product(const domain::UserClass& user_class, const SessionDirectory& directory,
                            domain::Random& random);
Task<void> run_in_product(Session& session, SessionPlan plan);

}  // namespace souk::app
