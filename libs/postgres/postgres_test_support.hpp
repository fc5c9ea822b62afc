// What the tests of the store on PostgreSQL share.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>

#include "postgres/connection.hpp"
#include "postgres/database.hpp"
#include "runtime/live_clock.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/store_harness.hpp"
#include "tests/support/postgres_server.hpp"

namespace souk::postgres {

// A server for each test, and a database on it.
class PostgresTest : public testing::Test {
 protected:
  DatabaseOptions options() { return {.url = server_.url(name_), .pool_connections = 2}; }
  std::unique_ptr<PostgresDatabase> open() { return std::move(PostgresDatabase::open(options(), clock_).value()); }
  Error open_error(const DatabaseOptions& options) {
    const auto database = PostgresDatabase::open(options, clock_);
    return database.has_error() ? database.error() : Error{Errc::ok, "it opened"};
  }
  std::unique_ptr<storage::Connection> connect() {
    return std::move(PostgresConnection::open({.url = server_.url(name_), .clock = clock_}).value());
  }

  tests::PostgresServer server_{20};
  std::string name_ = server_.make_database();
  runtime::LiveClock clock_;
};

}  // namespace souk::postgres
