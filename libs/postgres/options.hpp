// Where the database is, who asks, and how long anything may take.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "domain/result.hpp"
#include "ports/clock.hpp"
#include "storage/connection_budget.hpp"

namespace souk::postgres {

// A place without a password in it. Errors: invalid_argument, with the remedy: no URL of PostgreSQL's, or one with a
// password, which everybody on the machine could read.
Result<std::string> check_url(const std::string& text);

struct ConnectOptions {
  std::string url;            // "postgres://user@host:port/database"; as libpq reads it
  std::string password{};     // from the environment or a file; empty: libpq's own ways (PGPASSFILE). Never logged
  ports::Clock& clock;        // outlives the connection
  std::string name = "souk";  // what the server lists the connection as
  Nanos connect_timeout = std::chrono::seconds(3);
  // For one statement, the wait for locks included. The server ends it then; a server that does not even do that is
  // taken for lost a while later.
  Nanos statement_timeout = std::chrono::seconds(30);
  std::shared_ptr<storage::ConnectionBudget> budget{};  // which the connection takes a place of; null = none
};

}  // namespace souk::postgres
