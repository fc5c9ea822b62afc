// The commands and the licences of an instance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/marketplace/command_request.hpp"
#include "services/marketplace/testing.hpp"

namespace souk::marketplace {
namespace {

using domain::Owner;
using ::testing::HasSubstr;

constexpr auto kInstallations = "/rest/souk/1/instances/{instance}/installations";
constexpr auto kUpgrade = "/rest/souk/1/instances/{instance}/installations/{app}/upgrade";
constexpr auto kInstallation = "/rest/souk/1/instances/{instance}/installations/{app}";

class CommandsTest : public EndpointTest {
 protected:
  http::Response install(const std::string& body, const std::string& key = "\"k1\"") {
    return send("POST", kInstallations, body, key);
  }
  http::Response send(const std::string& method, const std::string& pattern, const std::string& body,
                      const std::string& key = "k1", const std::string& type = "application/json") {
    Pairs parameters{{"instance", "i-000001"}};
    if (pattern.find("{app}") != std::string::npos) parameters.emplace_back("app", "com.example.tables");
    return ask(method, pattern, std::move(parameters), {}, body, {{"idempotency-key", key}, {"content-type", type}});
  }
};

TEST_F(CommandsTest, InstallsForCore) {
  const auto response = install(R"({"app_key":"com.example.tables","hosting":"server","version":"1.0.0"})");
  EXPECT_EQ(response.status, 201);
  const auto body = json(response);
  EXPECT_EQ(body.at("kind"), "install");
  EXPECT_EQ(body.at("id"), "i-000001/com.example.tables");
  EXPECT_EQ(body.at("hosting"), "server");
  EXPECT_EQ(body.at("version"), "1.0.0");
  EXPECT_EQ(body.at("at"), "2020-03-05T01:00:00.000Z");
  EXPECT_FALSE(body.contains("amount_cents"));
  ASSERT_EQ(store_.calls.size(), 2U);
  for (const auto& call : store_.calls) EXPECT_EQ(call.context.owner, Owner::core);
}

TEST_F(CommandsTest, ReplaysTheFirstAnswer) {
  const std::string body = R"({"app_key":"com.example.tables"})";
  const auto first = install(body);
  EXPECT_EQ(header(first, "Idempotency-Replayed"), std::nullopt);
  const auto again = install(body, "k1");  // bare is the same key
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
  EXPECT_EQ(install(R"({"app_key":"com.example.tables","hosting":"server"})").status, 422);
}

TEST_F(CommandsTest, ReplaysARefusal) {
  const auto first = install(R"({"app_key":"com.example.gone"})");
  EXPECT_EQ(first.status, 404);
  EXPECT_EQ(first.content_type, "application/problem+json");
  const auto again = install(R"({"app_key":"com.example.gone"})");
  EXPECT_EQ(again.status, 404);
  EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
}

TEST_F(CommandsTest, EveryCommandReachesTheStoreAsItself) {
  struct Case {
    std::string method, pattern, body;
    domain::CommandKind kind;
    int status;
    Owner owner;
  };
  const std::string app = R"({"app_key":"com.example.tables"})";
  const std::string instance = "/rest/souk/1/instances/{instance}";
  const std::vector<Case> cases{
      {"POST", kInstallations, app, domain::CommandKind::install, 201, Owner::core},
      {"PUT", kUpgrade, "", domain::CommandKind::upgrade, 200, Owner::core},
      {"POST", kUpgrade, R"({"version":"2.0.0"})", domain::CommandKind::upgrade, 200, Owner::core},
      {"DELETE", kInstallation, "", domain::CommandKind::uninstall, 200, Owner::browse},
      {"POST", instance + "/evaluations", app, domain::CommandKind::start_evaluation, 201, Owner::browse},
      {"POST", instance + "/purchases", app, domain::CommandKind::purchase, 201, Owner::browse},
      {"POST", instance + "/renewals", app, domain::CommandKind::renew, 200, Owner::core},
  };
  int key = 0;
  for (const auto& one : cases) {
    const auto response = send(one.method, one.pattern, one.body, "key-" + std::to_string(++key));
    EXPECT_EQ(response.status, one.status) << one.method << ' ' << one.pattern << ' ' << response.body;
    EXPECT_EQ(store_.last_command.kind, one.kind);
    EXPECT_EQ(store_.last_command.instance_id, "i-000001");
    EXPECT_EQ(store_.last_command.app_key, "com.example.tables");
    EXPECT_EQ(store_.calls.back().context.owner, one.owner) << one.pattern;
  }
}

TEST_F(CommandsTest, PurchasesAreForATier) {
  const auto* const pattern = "/rest/souk/1/instances/{instance}/purchases";
  EXPECT_EQ(send("POST", pattern, R"({"app_key":"com.example.tables","users":-1})").status, 201);
  EXPECT_EQ(store_.last_command.users, -1);
  const auto response = send("POST", pattern, R"({"app_key":"com.example.tables","users":11})", "k2");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("users"));
}

TEST_F(CommandsTest, BadBodiesAreNamed) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "app_key"},
      {"{}", "app_key is missing"},
      {"[]", "not a JSON object"},
      {"{\"app_key\":", "not JSON"},
      {"{} x", "not JSON"},
      {R"({"app_key":7})", "app_key must be a string"},
      {R"({"app_key":""})", "app_key is empty"},
      {R"({"app_key":null})", "app_key must be a string"},
      {R"({"app_key":"a","hosting":"moon"})", "hosting"},
      {R"({"app_key":"a","hosting":[]})", "hosting must be a string"},
      {R"({"app_key":"a","version":1.5})", "version must be a string"},
      {R"({"app_key":"a","users":10})", "users"},
      {R"({"app_key":"a","colour":"red"})", "colour"},
      {R"({"app_key":")" + std::string(300, 'a') + "\"}", "app_key is longer"},
      {"{\"app_key\":\"\xff\"}", "not JSON"}};
  for (const auto& [body, reason] : cases) {
    const auto response = install(body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_THAT(response.body, HasSubstr(reason)) << body;
  }
  EXPECT_EQ(install(std::string(100, '[')).status, 400);
  EXPECT_TRUE(store_.calls.empty());
}

TEST_F(CommandsTest, OtherMediaTypesAreRefused) {
  const std::string body = R"({"app_key":"com.example.tables"})";
  EXPECT_EQ(send("POST", kInstallations, body, "k1", "text/xml").status, 415);
  EXPECT_EQ(send("POST", kInstallations, body, "k1", "Application/JSON;charset=utf-8").status, 201);
  EXPECT_EQ(send("POST", kInstallations, body, "k1", "").status, 201);
}

TEST_F(CommandsTest, AKeyIsRequiredAndChecked) {
  const std::string body = R"({"app_key":"com.example.tables"})";
  for (const std::string key : {"", "\"\"", "\"open", "\"a\"b\"", "\"a\\b\"", "\"a\\\"", "caf\xc3\xa9", "a\tb"}) {
    const auto response = install(body, key);
    EXPECT_EQ(response.status, 400) << key;
    EXPECT_THAT(response.body, HasSubstr("Idempotency-Key")) << key;
  }
  EXPECT_EQ(install(body, std::string(256, 'k')).status, 400);
  EXPECT_EQ(install(body, std::string(255, 'k')).status, 201);
  EXPECT_EQ(send("DELETE", kInstallation, "", "").status, 400);
}

TEST_F(CommandsTest, QuotedKeysAreUnescaped) {
  EXPECT_EQ(*read_idempotency_key(R"("8e03978e-40d5")"), "8e03978e-40d5");
  EXPECT_EQ(*read_idempotency_key("8e03978e-40d5"), "8e03978e-40d5");
  EXPECT_EQ(*read_idempotency_key(R"("a\"b\\c")"), R"(a"b\c)");
}

TEST_F(CommandsTest, StoreErrorsHaveTheirStatus) {
  store_.failure = fail(Errc::overloaded, "the waiting line is full");
  EXPECT_EQ(install(R"({"app_key":"com.example.tables"})").status, 503);
  store_.failure = fail(Errc::no_space, "full");
  EXPECT_EQ(install(R"({"app_key":"com.example.tables"})").status, 503);
}

TEST_F(CommandsTest, ListsLicences) {
  const auto response = get("/rest/souk/1/instances/{instance}/licences", {{"instance", "i-000001"}});
  EXPECT_EQ(response.status, 200);
  const auto body = json(response);
  EXPECT_EQ(body.at("instance"), "i-000001");
  EXPECT_EQ(body.at("count").as_int64(), 1);
  const auto& licence = body.at("licences").as_array().at(0);
  EXPECT_EQ(licence.at("app_key"), "com.example.tables");
  EXPECT_EQ(licence.at("type"), "commercial");
  EXPECT_EQ(licence.at("expires_at"), "2021-01-25T00:53:20.000Z");
  EXPECT_EQ(licence.at("renewals").as_int64(), 2);
}

}  // namespace
}  // namespace souk::marketplace
