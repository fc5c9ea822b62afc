// The shop over real HTTP, from outside.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "tests/support/process_suite.hpp"

namespace souk::testing {
namespace {

namespace json = boost::json;

class ShopTest : public ProcessSuite {
 protected:
  static json::value get(const std::string& target) {
    const auto reply = souk_->get(target);
    EXPECT_TRUE(reply && reply->status == 200) << target << " " << (reply ? reply->body : "no answer");
    return reply ? json::parse(reply->body) : json::value();
  }
  static std::string app_key(std::size_t index) {
    const json::value page = get("/rest/2/addons?limit=20");
    return std::string(page.at("_embedded").at("addons").at(index).at("key").as_string());
  }
  static std::int64_t total_installs(const std::string& app) {
    return get("/rest/2/addons/" + app + "/distribution").at("totalInstalls").as_int64();
  }
  static HttpReply post(const std::string& target, const json::value& body, const std::string& key) {
    Headers headers{{"Content-Type", "application/json"}};
    if (!key.empty()) headers.emplace_back("Idempotency-Key", "\"" + key + "\"");
    const auto reply = request(souk_->port(), "POST", target, headers, json::serialize(body));
    EXPECT_TRUE(reply.has_value()) << target;
    return reply.value_or(HttpReply{});
  }
  static HttpReply install(const std::string& instance, const std::string& app, const std::string& key) {
    return post("/rest/souk/1/instances/" + instance + "/installations", {{"app_key", app}, {"hosting", "server"}},
                key);
  }
};

TEST_F(ShopTest, TheCatalogueLooksLikeTheRealOne) {
  const json::value page = get("/rest/2/addons?limit=5&offset=5");
  EXPECT_EQ(page.at("count").to_number<int>(), 4500);
  EXPECT_EQ(page.at("_embedded").at("addons").as_array().size(), 5u);
  EXPECT_TRUE(page.at("_links").as_object().contains("next"));
}

TEST_F(ShopTest, SearchFindsAnAppByItsName) {
  const std::string key = app_key(3);
  const std::string name(get("/rest/2/addons/" + key).at("name").as_string());
  std::string query;
  for (const char c : name) query += c == ' ' ? '+' : c;
  const json::value found = get("/rest/2/addons?limit=50&text=" + query);
  bool seen = false;
  for (const json::value& app : found.at("_embedded").at("addons").as_array()) {
    seen = seen || std::string_view(app.at("key").as_string()) == key;
  }
  EXPECT_TRUE(seen) << name;
}

TEST_F(ShopTest, AnInstallIsCountedOnceThroughTheEventsAndReplaysByItsKey) {
  const std::string app = app_key(0);
  const std::int64_t before = total_installs(app);
  const HttpReply first = install("it-1", app, "it-install-1");
  ASSERT_LT(first.status, 300) << first.body;
  const HttpReply again = install("it-1", app, "it-install-1");
  EXPECT_EQ(again.status, first.status);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(install("it-2", app, "it-install-1").status, 422);
  EXPECT_TRUE(eventually([&] { return total_installs(app) == before + 1; }));
  ASSERT_TRUE(eventually([] { return souk_->number({"events", "backlog"}) == 0; }));
  EXPECT_EQ(total_installs(app), before + 1);
  EXPECT_EQ(souk_->discrepancies(), 0);
}

TEST_F(ShopTest, AWriteWithoutAnIdempotencyKeyIsRefused) {
  const HttpReply reply = install("it-3", app_key(0), "");
  EXPECT_EQ(reply.status, 400);
  EXPECT_NE(reply.head.find("application/problem+json"), std::string::npos);
}

TEST_F(ShopTest, AnUnknownAppIsNotFoundAndTheAnswerReplays) {
  const HttpReply first = install("it-4", "no.such.app", "it-unknown");
  EXPECT_EQ(first.status, 404) << first.body;
  EXPECT_EQ(install("it-4", "no.such.app", "it-unknown").status, 404);
}

TEST_F(ShopTest, BuyingAndRenewingALicence) {
  const std::string app = app_key(1);
  const std::string instance = "/rest/souk/1/instances/it-5";
  EXPECT_EQ(post(instance + "/renewals", {{"app_key", app}}, "it-renew-0").status, 409);
  EXPECT_LT(post(instance + "/purchases", {{"app_key", app}, {"hosting", "server"}}, "it-buy-1").status, 300);
  const HttpReply renewed = post(instance + "/renewals", {{"app_key", app}}, "it-renew-1");
  EXPECT_LT(renewed.status, 300) << renewed.body;
  EXPECT_NE(souk_->get(instance + "/licences")->body.find(app), std::string::npos);
}

TEST_F(ShopTest, TheCountFollowsItsFlag) {
  const std::string app = app_key(2);
  ASSERT_GT(total_installs(app), 0);
  ASSERT_TRUE(souk_->set_flag("install-counts", "zero"));
  EXPECT_TRUE(eventually([&] { return total_installs(app) == 0; }));
  ASSERT_TRUE(souk_->set_flag("install-counts", "hidden"));
  EXPECT_TRUE(eventually(
      [&] { return !get("/rest/2/addons/" + app + "/distribution").as_object().contains("totalInstalls"); }));
  ASSERT_TRUE(souk_->set_flag("install-counts", "live"));
  EXPECT_TRUE(
      eventually([&] { return get("/rest/2/addons/" + app + "/distribution").as_object().contains("totalInstalls"); }));
}

TEST_F(ShopTest, MistakesOfTheClientAreNamed) {
  EXPECT_EQ(souk_->get("/rest/2/addons/no.such.app")->status, 404);
  EXPECT_EQ(souk_->get("/rest/2/addons?limit=many")->status, 400);
  EXPECT_EQ(souk_->get("/no/such/route")->status, 404);
  const auto wrong_method = request(souk_->port(), "DELETE", "/rest/2/addons");
  ASSERT_TRUE(wrong_method);
  EXPECT_EQ(wrong_method->status, 405);
  EXPECT_NE(wrong_method->head.find("Allow:"), std::string::npos) << wrong_method->head;
  EXPECT_EQ(post("/rest/souk/1/instances/it-6/installations", {{"app_key", 7}}, "it-type").status, 400);
  const auto broken =
      request(souk_->port(), "POST", "/rest/souk/1/instances/it-6/installations",
              {{"Content-Type", "application/json"}, {"Idempotency-Key", "it-broken"}}, "{\"app_key\":");
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->status, 400);
}

}  // namespace
}  // namespace souk::testing
