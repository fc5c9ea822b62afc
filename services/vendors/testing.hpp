// The vendors' side and the shop on a real store, behind their routes and the router, asked without sockets. For tests
// only.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/shop_testing.hpp"
#include "credentials/password_vault.hpp"
#include "http/router.hpp"
#include "http/target.hpp"
#include "services/marketplace/routes.hpp"
#include "services/vendors/errors.hpp"
#include "services/vendors/routes.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::vendors {

// A clock whose date can be moved; it ticks as the real one does.
class DatedClock final : public ports::Clock {
 public:
  Instant now() const override { return ticking_.now(); }
  UnixMs unix_ms() const override { return contract::kToday + moved_; }
  Task<bool> sleep_until(Instant when) override { return ticking_.sleep_until(when); }
  void move_days(std::int64_t days) { moved_ += days * kMsPerDay; }

 private:
  storage::TestClock ticking_;
  UnixMs moved_ = 0;
};

// The small catalogue of the contract suites: Tidewater (1) sells Tables and Diagrams, Quarry (2) Charts and Polls.
class VendorTest : public ::testing::Test {
 protected:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  VendorTest() {
    database_->load_catalogue(contract::small_catalogue()).value();
    auto routes = marketplace::marketplace_routes(shop_, flags_, clock_);
    show_private_listings(routes, desk_);
    for (auto& route : vendor_routes(shop_, desk_, database_->reviews())) routes.push_back(std::move(route));
    add_errors(routes);
    router_.emplace(std::move(routes));
  }

  // As vendor-<id> with the demo password; 0 = nobody.
  http::Response ask(const std::string& method, const std::string& target, std::int64_t vendor = 0,
                     const std::string& body = {}, Headers headers = {}) {
    if (vendor == 1) headers.emplace_back("authorization", "Basic dmVuZG9yLTE6c291ay1kZW1v");
    if (vendor == 2) headers.emplace_back("authorization", "Basic dmVuZG9yLTI6c291ay1kZW1v");
    http::Request request;
    request.method = method;
    request.headers = std::move(headers);
    request.body = body;
    const auto parts = http::split_target(target).value();
    EXPECT_TRUE(http::parse_query(parts.query, request.query_parameters));
    const auto match = router_->match(method, parts.path, request);
    if (match.route == nullptr) {
      ADD_FAILURE() << "no route " << method << ' ' << target;
      return {};
    }
    request.owner = match.route->owner;
    return storage::run(match.route->handler(request));
  }
  http::Response get(const std::string& target, std::int64_t vendor = 0) { return ask("GET", target, vendor); }
  boost::json::object document(const std::string& target, std::int64_t vendor = 0) {
    const auto response = get(target, vendor);
    EXPECT_EQ(response.status, 200) << target << ": " << response.body;
    return json(response);
  }
  static boost::json::object json(const http::Response& response) {
    return boost::json::parse(response.body).as_object();
  }
  static std::string header(const http::Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return {};
  }
  // The paths of an answer's errors, in their order.
  static std::vector<std::string> error_paths(const http::Response& response) {
    std::vector<std::string> paths;
    const boost::json::array errors = json(response).at("errors").as_array();
    for (const auto& error : errors) {
      paths.emplace_back(error.as_object().contains("path") ? error.at("path").as_string() : "-");
    }
    return paths;
  }

  static std::string gauges(const std::string& status = "submitted") {
    return R"({"key": "com.example.gauges", "name": "Gauges", "summary": "Dials", "description": "Needles",
               "category": "utilities", "amount": 7.5, "status": ")" +
           status + R"(", "version": {"name": "0.9", "releaseNotes": "Beta"}})";
  }
  domain::Receipt record(domain::CommandKind kind, std::string instance, std::string app, domain::Hosting hosting) {
    const domain::Command command{.kind = kind,
                                  .instance_id = std::move(instance),
                                  .app_key = "com.example." + std::move(app),
                                  .hosting = hosting,
                                  .version = {}};
    return storage::run(database_->market().record({.owner = domain::Owner::core}, command, {}, clock_.unix_ms()))
        .value()
        .receipt;
  }
  domain::Listing decide(domain::ListingDecision verdict) {
    return storage::run(desk_.decide("com.example.gauges", std::move(verdict))).value();
  }

  // One for all tests: a password that was checked is remembered.
  static credentials::PasswordVault& vault() {
    static storage::TestClock ticking;
    static credentials::PasswordVault shared(ticking);
    return shared;
  }

  storage::TempFolder folder_;
  DatedClock clock_;
  app::testing::FakeFlags flags_;
  std::unique_ptr<storage::SqliteDatabase> database_ =
      storage::SqliteDatabase::open({.path = folder_.file()}, clock_).value();
  app::Shop shop_{database_->market(), flags_, clock_};
  app::VendorDesk desk_{database_->vendors(), vault(), flags_, clock_};
  std::optional<http::Router> router_;
};

}  // namespace souk::vendors
