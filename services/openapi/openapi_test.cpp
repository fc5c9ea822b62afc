// The document and the routes cannot drift apart: each names the other, both ways. And the document is one of OpenAPI
// 3.1: what the specification demands of its structure is checked here.
#include "services/openapi/openapi.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "app/incident_testing.hpp"
#include "app/ingest.hpp"
#include "app/insights.hpp"
#include "app/live_settings.hpp"
#include "app/shop_testing.hpp"
#include "credentials/password_vault.hpp"
#include "services/analytics/ingest_endpoint.hpp"
#include "services/analytics/usage_endpoint.hpp"
#include "services/console/routes.hpp"
#include "services/marketplace/insight_endpoints.hpp"
#include "services/marketplace/routes.hpp"
#include "services/openapi/operations.hpp"
#include "services/vendors/routes.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"

namespace souk::openapi {
namespace {

namespace json = boost::json;

class NoAdmin final : public ports::FlagAdmin {
 public:
  Result<domain::FlagChange> set(domain::Flag, domain::FlagValue, std::string, std::string) override {
    return fail(Errc::unavailable, "not asked here");
  }
  Result<domain::FlagChange> set_share(domain::Flag, domain::FlagValue, unsigned, std::string, std::string) override {
    return fail(Errc::unavailable, "not asked here");
  }
};

class NoMail final : public ports::MailDrop {
 public:
  Task<Result<void>> deliver(std::string, std::string) override { co_return fail(Errc::unavailable, "not asked here"); }
};

class OpenApiTest : public ::testing::Test {
 protected:
  OpenApiTest() {
    shop_routes_ = marketplace::marketplace_routes(shop_, flags_, clock_);
    for (auto& route : marketplace::insight_routes(insights_, shop_)) shop_routes_.push_back(route);
    for (auto& route : vendors::vendor_routes(shop_, desk_, database_->reviews())) shop_routes_.push_back(route);
    shop_routes_.push_back(analytics::ingest_route(ingest_));
    shop_routes_.push_back(analytics::usage_route(ingest_, clock_));
    shop_routes_.push_back(openapi_route(shop_routes_, "souk"));
    ops_routes_ = console::console_routes({flags_,
                                           admin_,
                                           settings_,
                                           store_,
                                           search_,
                                           desk_,
                                           database_->reviews(),
                                           review_,
                                           profiler_,
                                           [] { return domain::ServiceStatus{}; },
                                           [] { return std::string(); },
                                           [] { return true; },
                                           board_,
                                           incidents_,
                                           clock_,
                                           [] { return Result<void>(); },
                                           [] { return domain::DeploymentStatus(); },
                                           [] { return std::shared_ptr<const flags::FlagRules>(); },
                                           [] { return std::string(); },
                                           rollouts_,
                                           ofrep_});
    ops_routes_.push_back(openapi_route(ops_routes_, "souk, operator"));
  }

  static std::set<std::string> names_of(const std::vector<http::Route>& routes) {
    std::set<std::string> names;
    for (const http::Route& route : routes) names.insert(route.method + " " + route.pattern);
    return names;
  }
  static json::object said() {
    const std::string_view text = operations_json();
    return json::parse(json::string_view(text.data(), text.size())).as_object();
  }
  static json::object served(const http::Route& route) {
    http::Request request;
    return json::parse(app::testing::run(route.handler(request)).body).as_object();
  }

  app::testing::FakeStore store_;
  app::testing::FakeFlags flags_;
  app::testing::FakeClock clock_;
  app::testing::FakeLog log_;
  storage::TempFolder folder_;
  std::unique_ptr<storage::SqliteDatabase> database_ =
      storage::SqliteDatabase::open({.path = folder_.file()}, clock_).value();
  credentials::PasswordVault vault_{clock_};
  app::VendorDesk desk_{database_->vendors(), vault_, flags_, clock_};
  app::Ingest ingest_{log_, flags_, clock_};
  NoAdmin admin_;
  app::LiveSettings settings_;
  app::Shop shop_{store_, flags_, clock_};
  app::Insights insights_{database_->insights(), flags_, clock_};
  app::SearchKeeper search_{{store_, flags_, clock_, settings_, [] { return std::int64_t{0}; }}};
  NoMail mail_;
  app::VendorReview review_{{database_->reviews(), mail_, flags_, clock_, settings_}};
  profiler::CpuProfiler profiler_;
  app::ComponentBoard board_{settings_, clock_};
  app::testing::MemoryIncidentStore kept_;
  app::IncidentDesk incidents_{kept_, board_, clock_, {}};
  app::Rollouts rollouts_{{clock_, flags_, admin_, [](domain::Component) { return domain::ComponentState::unknown; },
                           [](domain::Flag) { return false; }, [](const auto&) { return Result<void>(); }},
                          {}};
  console::OfrepGuard ofrep_{{}, clock_};
  std::vector<http::Route> shop_routes_;
  std::vector<http::Route> ops_routes_;
};

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

TEST_F(OpenApiTest, EveryRouteIsInTheDocumentAndNothingElse) {
  for (const auto* routes : {&shop_routes_, &ops_routes_}) {
    std::set<std::string> documented;
    const json::object served_document = served(routes->back());
    for (const auto& path : served_document.at("paths").as_object()) {
      for (const auto& operation : path.value().as_object()) {
        documented.insert(upper(operation.key()) + " " + std::string(path.key()));
      }
    }
    EXPECT_EQ(documented, names_of(*routes));
  }
}

TEST_F(OpenApiTest, EveryRouteIsExplainedAndEveryExplanationHasARoute) {
  std::set<std::string> explained;
  const json::object document = said();
  for (const auto& operation : document.at("operations").as_object()) explained.insert(std::string(operation.key()));
  std::set<std::string> routes = names_of(shop_routes_);
  routes.merge(names_of(ops_routes_));
  EXPECT_EQ(explained, routes) << "services/openapi/operations.json";
}

// Every "$ref" in `value` leads somewhere in `document`.
void check_references(const json::value& value, const json::value& document) {
  if (const auto* array = value.if_array()) {
    for (const auto& item : *array) check_references(item, document);
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) check_references(member.value(), document);
    if (const auto* reference = object->if_contains("$ref")) {
      std::string pointer(reference->as_string());
      ASSERT_TRUE(pointer.starts_with("#/")) << pointer;
      boost::system::error_code missing;
      EXPECT_NE(document.find_pointer(pointer.substr(1), missing), nullptr) << pointer;
    }
  }
}

void check_parameters(const std::string& path, const json::object& operation, const json::object& components) {
  std::set<std::string> in_path;
  std::set<std::string> seen;
  if (operation.contains("parameters")) {
    for (const auto& given : operation.at("parameters").as_array()) {
      const json::object* parameter = &given.as_object();
      if (const auto* reference = parameter->if_contains("$ref")) {
        const std::string name =
            std::string(reference->as_string()).substr(std::string("#/components/parameters/").size());
        parameter = &components.at("parameters").as_object().at(name).as_object();
      }
      const std::string where(parameter->at("in").as_string());
      const std::string name(parameter->at("name").as_string());
      EXPECT_TRUE(seen.insert(where + " " + name).second) << path << ": " << name << " twice";
      EXPECT_TRUE(where == "path" || where == "query" || where == "header") << where;
      EXPECT_TRUE(parameter->contains("schema")) << name;
      if (where != "path") continue;
      in_path.insert(name);
      EXPECT_TRUE(parameter->at("required").as_bool()) << name;
    }
  }
  std::set<std::string> expected;
  for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{', open + 1)) {
    expected.insert(path.substr(open + 1, path.find('}', open) - open - 1));
  }
  EXPECT_EQ(in_path, expected) << path;
}

TEST_F(OpenApiTest, TheStructureIsThatOfTheSpecification) {
  for (const auto* routes : {&shop_routes_, &ops_routes_}) {
    const json::object document = served(routes->back());
    EXPECT_TRUE(document.at("openapi").as_string().starts_with("3.1."));
    EXPECT_FALSE(document.at("info").at("title").as_string().empty());
    EXPECT_FALSE(document.at("info").at("version").as_string().empty());
    check_references(document, document);
    std::set<std::string> tags;
    for (const auto& tag : document.at("tags").as_array()) tags.insert(std::string(tag.at("name").as_string()));
    std::set<std::string> ids;
    for (const auto& path : document.at("paths").as_object()) {
      EXPECT_TRUE(path.key().starts_with("/")) << path.key();
      for (const auto& entry : path.value().as_object()) {
        const json::object& operation = entry.value().as_object();
        EXPECT_TRUE(ids.insert(std::string(operation.at("operationId").as_string())).second);
        EXPECT_FALSE(operation.at("summary").as_string().empty());
        EXPECT_TRUE(tags.contains(std::string(operation.at("tags").at(0).as_string()))) << path.key();
        check_parameters(std::string(path.key()), operation, document.at("components").as_object());
        EXPECT_FALSE(operation.at("responses").as_object().empty());
        for (const auto& response : operation.at("responses").as_object()) {
          const auto& answer = response.value().as_object();
          EXPECT_TRUE(answer.contains("$ref") || answer.contains("description")) << path.key();
        }
        const bool reads = entry.key() == "get" || entry.key() == "delete";
        EXPECT_FALSE(reads && operation.contains("requestBody")) << path.key();
      }
    }
  }
}

TEST_F(OpenApiTest, WhatNeedsALoginSaysSo) {
  const json::object document = served(shop_routes_.back());
  const auto& scheme = document.at("components").at("securitySchemes").at("vendor").as_object();
  EXPECT_EQ(scheme.at("type"), "http");
  EXPECT_EQ(scheme.at("scheme"), "basic");
  for (const auto& path : document.at("paths").as_object()) {
    for (const auto& entry : path.value().as_object()) {
      const auto& operation = entry.value().as_object();
      const std::string tag(operation.at("tags").at(0).as_string());
      const bool secured = tag == "Vendor" || tag == "Reports" || operation.at("operationId") == "vendorHome";
      EXPECT_EQ(operation.contains("security"), secured) << path.key();
      EXPECT_EQ(operation.at("responses").as_object().contains("401"), secured) << path.key();
    }
  }
}

TEST_F(OpenApiTest, ARouteThatNobodyExplainedIsThereAllTheSame) {
  const std::vector<http::Route> routes{{"GET", "/new/{thing}", domain::Owner::browse, {}, 0}};
  const json::object made = document(routes, "test");
  const auto& operation = made.at("paths").at("/new/{thing}").at("get").as_object();
  EXPECT_EQ(operation.at("parameters").at(0).at("name"), "thing");
  EXPECT_TRUE(operation.at("responses").as_object().contains("200"));
}

}  // namespace
}  // namespace souk::openapi
