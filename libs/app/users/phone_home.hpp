// A phone-home agent of a host product instance: posts what happened there in one batch, then asks for the latest
// version of each of its apps, all at once, within a budget of ten seconds.
#pragma once

#include "app/session.hpp"

namespace souk::app {

SessionPlan plan_phone_home(const domain::UserClass& user_class);
Task<void> run_phone_home(Session& session, SessionPlan plan);

}  // namespace souk::app
