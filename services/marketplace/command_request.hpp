// The commands' common frame: headers and body into a domain::Command, its receipt into an answer.
#pragma once

#include <string>
#include <string_view>

#include "app/shop.hpp"
#include "http/handler.hpp"

namespace souk::marketplace {

// The members a body may have. A body is a JSON object and names nothing else; it may be absent when app_key is not
// among its members (then the path names the app).
struct BodyMembers {
  bool app_key = false;  // required
  bool hosting = false;  // one of cloud (the default), server, datacenter
  bool version = false;  // default: the latest
  bool users = false;    // one of the tiers, default 10
};

// Runs the command: reads Idempotency-Key, {instance}, {app} and the body. Answers `success` or a problem.
Task<http::Response> run_command(app::Shop& shop, http::Request& request, domain::CommandKind kind, BodyMembers members,
                                 int success);

// The key in "quotes" (a structured-field string) or bare. Errors: invalid_argument.
Result<std::string> read_idempotency_key(std::string_view header);
// Fills `command` from `body`. Errors: invalid_argument naming the member, or where the JSON breaks.
Result<void> read_body(std::string_view body, BodyMembers members, domain::Command& command);

}  // namespace souk::marketplace
