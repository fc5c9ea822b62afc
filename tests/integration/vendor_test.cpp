// The vendors' side over real HTTP, from outside: login, submission, the operator's approval, a sale and its report.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "tests/support/process_suite.hpp"

namespace souk::testing {
namespace {

namespace json = boost::json;

class VendorProcessTest : public ProcessSuite {
 protected:
  // vendor-7:souk-demo
  static Headers as_vendor_7() { return {{"Authorization", "Basic dmVuZG9yLTc6c291ay1kZW1v"}}; }
  static HttpReply ask(const std::string& method, const std::string& target, Headers headers = {},
                       const std::string& body = {}) {
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    const auto reply = request(souk_->port(), method, target, headers, body);
    EXPECT_TRUE(reply.has_value()) << target;
    return reply.value_or(HttpReply{});
  }
  static std::string some_category() {
    const auto categories = json::parse(ask("GET", "/rest/2/addonCategories").body);
    return std::string(categories.at("_embedded").at("categories").at(0).at("name").as_string());
  }
};

TEST_F(VendorProcessTest, AnAppIsSubmittedApprovedSoldAndReported) {
  const json::object app{{"key", "com.example.gauges"},
                         {"name", "Gauges of the Process Test"},
                         {"summary", "Dials"},
                         {"category", some_category()},
                         {"amount", 20},
                         {"version", {{"name", "1.0"}}}};
  EXPECT_EQ(ask("POST", "/rest/2/addons", {}, json::serialize(app)).status, 401);
  const HttpReply submitted = ask("POST", "/rest/2/addons", as_vendor_7(), json::serialize(app));
  ASSERT_EQ(submitted.status, 201) << submitted.body;
  EXPECT_EQ(ask("GET", "/rest/2/addons/com.example.gauges").status, 404);

  const auto waiting = request(souk_->ops_port(), "GET", "/rest/souk/1/ops/submissions");
  ASSERT_TRUE(waiting);
  EXPECT_EQ(json::parse(waiting->body).at("submissions").at(0).at("key"), "com.example.gauges");
  const auto refused = request(souk_->ops_port(), "POST", "/rest/souk/1/ops/submissions/com.example.gauges/rejection",
                               {{"Content-Type", "application/json"}}, "{}");
  EXPECT_EQ(refused->status, 400) << "a rejection says why";
  const auto approved = request(souk_->ops_port(), "POST", "/rest/souk/1/ops/submissions/com.example.gauges/approval",
                                {{"Content-Type", "application/json"}}, R"({"note": "welcome"})");
  ASSERT_TRUE(approved);
  ASSERT_EQ(approved->status, 200) << approved->body;
  EXPECT_EQ(ask("GET", "/rest/2/addons/com.example.gauges").status, 200);

  const std::string instance = "/rest/souk/1/instances/vendor-test-1";
  const std::string order = R"({"app_key": "com.example.gauges", "hosting": "server"})";
  EXPECT_EQ(ask("POST", instance + "/installations", {{"Idempotency-Key", "vp-1"}}, order).status, 201);
  EXPECT_EQ(ask("POST", instance + "/purchases", {{"Idempotency-Key", "vp-2"}}, order).status, 201);
  const auto sales = json::parse(ask("GET", "/rest/2/vendors/7/reporting/sales/transactions", as_vendor_7()).body);
  ASSERT_EQ(sales.at("count").to_number<int>(), 1);
  EXPECT_EQ(sales.at("transactions").at(0).at("purchaseDetails").at("purchasePrice").to_number<double>(), 20.0);
  EXPECT_EQ(ask("GET", "/rest/2/vendors/8/reporting/licenses", as_vendor_7()).status, 403);
  // Once the outbox has brought the events into the log, and the workers have applied them.
  EXPECT_TRUE(eventually([] { return souk_->discrepancies() == 0; })) << "the counts of a launched app agree as well";
}

TEST_F(VendorProcessTest, ALoginIsAskedForAndItsAnswerSaysHow) {
  const HttpReply reply = ask("GET", "/rest/2/vendors/7/reporting/licenses");
  EXPECT_EQ(reply.status, 401);
  EXPECT_NE(reply.head.find("WWW-Authenticate: Basic realm="), std::string::npos) << reply.head;
  EXPECT_EQ(ask("GET", "/rest/2/vendors/7/reporting/licenses", as_vendor_7()).status, 200);
}

TEST_F(VendorProcessTest, BothPortsServeTheirOpenApiDocument) {
  for (const unsigned short port : {souk_->port(), souk_->ops_port()}) {
    const auto reply = request(port, "GET", "/rest/openapi.json");
    ASSERT_TRUE(reply);
    ASSERT_EQ(reply->status, 200);
    const json::object document = json::parse(reply->body).as_object();
    EXPECT_TRUE(document.at("paths").as_object().contains("/rest/openapi.json"));
  }
}

TEST_F(VendorProcessTest, ABodyThatIsTooLargeIsRefused) {
  const std::string body = R"({"note": ")" + std::string(20'000, 'x') + R"("})";
  EXPECT_EQ(ask("POST", "/rest/2/addons/com.example.x/tokens", as_vendor_7(), body).status, 413);
}

}  // namespace
}  // namespace souk::testing
