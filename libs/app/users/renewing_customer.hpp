// A customer whose licence is up renews it.
#pragma once

#include "app/session.hpp"

namespace souk::app {

SessionPlan plan_renewing_customer();
Task<void> run_renewing_customer(Session& session, SessionPlan plan);

}  // namespace souk::app
