// Flags from outside: an edited file, rules for who asks, confirmations and rollouts, and OFREP over real HTTP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <string>

#include "tests/support/process_suite.hpp"

namespace souk::testing {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

const Headers kJson{{"Content-Type", "application/json"}};

class FlagsProcessTest : public ProcessSuite {
 protected:
  void TearDown() override {
    write(R"({"flags": {}})");
    EXPECT_TRUE(eventually([] { return problem().empty(); }));
    EXPECT_TRUE(eventually([] { return value("yen-prices") == "on" && value("core-bulkhead") == "off"; }));
  }

  static HttpReply ops(const std::string& method, const std::string& target, const Headers& headers = {},
                       const std::string& body = {}) {
    const auto reply = request(souk_->ops_port(), method, target, headers, body);
    EXPECT_TRUE(reply.has_value()) << target;
    return reply.value_or(HttpReply{});
  }
  static HttpReply put(const std::string& flag, const json::object& body) {
    return ops("PUT", "/rest/souk/1/ops/flags/" + flag, kJson, json::serialize(body));
  }
  static std::string value(const std::string& flag) {
    return std::string(json::parse(ops("GET", "/rest/souk/1/ops/flags/" + flag).body).at("text").as_string());
  }
  static std::string problem() {
    return std::string(json::parse(ops("GET", "/rest/souk/1/ops/flags").body).at("problem").as_string());
  }
  static std::filesystem::path file() { return souk_->data() / "flags.json"; }
  // As an editor saves: beside it, then in its place.
  static void write(const std::string& text) {
    std::ofstream(file().string() + ".new") << text;
    std::filesystem::rename(file().string() + ".new", file());
  }
  static std::string with_rule(const std::string& flag, const std::string& rule) {
    return R"({"flags": {")" + flag + R"(": {"state": "ENABLED", "variants": {"on": true, "off": false},
      "defaultVariant": "on", "targeting": )" +
           rule + "}}}";
  }
  static HttpReply evaluate(const std::string& target, const std::string& body, Headers headers = kJson) {
    return ops("POST", "/ofrep/v1/evaluate/flags" + target, headers, body);
  }
  static std::string etag(const HttpReply& reply) {
    const std::size_t at = reply.head.find("ETag: ");
    return at == std::string::npos ? "" : reply.head.substr(at + 6, reply.head.find("\r\n", at) - at - 6);
  }
  // An app that is sold.
  static json::object some_app() {
    const json::value list = json::parse(souk_->get("/rest/2/addons?limit=50")->body);
    for (const json::value& app : list.at("_embedded").at("addons").as_array()) {
      if (!app.at("_embedded").at("pricing").at("items").as_array().empty()) return app.as_object();
    }
    return {};
  }
  static std::string path_of(const json::object& app) {
    return "/rest/2/addons/" + std::string(app.at("key").as_string());
  }
};

TEST_F(FlagsProcessTest, AnEditIsInForceWithinASecond) {
  write(with_rule("yen-prices", "{}"));
  EXPECT_TRUE(eventually([] { return problem().empty(); }));
  std::string text = with_rule("yen-prices", "{}");
  text.replace(text.find("\"defaultVariant\": \"on\""), 22, "\"defaultVariant\": \"off\"");
  write(text);
  EXPECT_TRUE(eventually([] { return value("yen-prices") == "off"; }, milliseconds(1'000)));
}

TEST_F(FlagsProcessTest, ABrokenEditIsToldWithItsPlaceAndChangesNothing) {
  ASSERT_EQ(put("core-bulkhead", {{"value", "on"}}).status, 200);
  write("{\n  \"flags\": {\n    \"core-bulkhead\": {\"state\": \"OPEN\"}\n}}\n");
  EXPECT_TRUE(eventually([] { return !problem().empty(); }, milliseconds(1'000)));
  EXPECT_THAT(problem(), HasSubstr("flags.json:3:"));
  EXPECT_THAT(problem(), HasSubstr("state has to be"));
  EXPECT_EQ(value("core-bulkhead"), "on");
  EXPECT_THAT(ops("GET", "/metrics").body, HasSubstr("souk_flag_file_valid 0"));
  EXPECT_EQ(put("core-bulkhead", {{"value", "off"}}).status, 409) << "the edit is not overwritten";
  const Ended listed = run_souk({"flags", "list", "--data", souk_->data().string()}, folder_->path() / "list.log");
  EXPECT_EQ(listed.status, 0);
  EXPECT_THAT(listed.output, HasSubstr("flags.json:3:"));
  const std::string log = souk_->log();
  EXPECT_THAT(log, HasSubstr("the flags stay as they are"));
  std::filesystem::remove(file());
  EXPECT_TRUE(eventually([] { return problem().find("is gone") != std::string::npos; }));
  EXPECT_EQ(value("core-bulkhead"), "on");
  write("");
  EXPECT_TRUE(eventually([] { return problem().find("no JSON") != std::string::npos; }));
  EXPECT_EQ(value("core-bulkhead"), "on");
  write(R"({"flags": {}})");
  EXPECT_TRUE(eventually([] { return value("core-bulkhead") == "off"; }));
  EXPECT_THAT(ops("GET", "/metrics").body, HasSubstr("souk_flag_file_valid 1"));
}

TEST_F(FlagsProcessTest, IngestCanBeOffForAShareOfTheSources) {
  ASSERT_EQ(put("analytics-ingest", {{"value", "off"}, {"percent", 10}}).status, 409) << "events get lost";
  ASSERT_EQ(put("analytics-ingest", {{"value", "off"}, {"percent", 10}, {"confirm", true}}).status, 200);
  int refused = 0;
  for (int i = 0; i < 200; ++i) {
    const json::array batch{json::object{{"specversion", "1.0"},
                                         {"id", "share-" + std::to_string(i)},
                                         {"source", "/instances/share-" + std::to_string(i)},
                                         {"type", "souk.heartbeat"},
                                         {"subject", "com.example.none"},
                                         {"data", {{"instance_id", "share"}, {"app_key", "com.example.none"}}}}};
    const auto reply = request(souk_->port(), "POST", "/rest/souk/1/events", kBatch, json::serialize(batch));
    ASSERT_TRUE(reply);
    ASSERT_TRUE(reply->status == 202 || reply->status == 503) << reply->body;
    if (reply->status == 503) ++refused;
  }
  EXPECT_GT(refused, 5);
  EXPECT_LT(refused, 40);
  EXPECT_EQ(value("analytics-ingest"), "on") << "for who has no key";
}

TEST_F(FlagsProcessTest, YenCanBeOffForOneHosting) {
  const std::string prices = path_of(some_app()) + "/pricing/";
  const auto in_yen = [&](const std::string& hosting) {
    return souk_->get(prices + hosting + "/live?countryCode=JP")->body.find("JPY") != std::string::npos;
  };
  EXPECT_TRUE(in_yen("server"));
  write(with_rule("yen-prices", R"({"if": [{"and": [{"==": [{"var": "country"}, "JP"]},
      {"==": [{"var": "hosting"}, "server"]}]}, "off"]})"));
  EXPECT_TRUE(eventually([&] { return !in_yen("server"); }));
  EXPECT_TRUE(in_yen("datacenter"));
}

TEST_F(FlagsProcessTest, CountsCanBeHiddenForOneVendor) {
  const json::object app = some_app();
  const std::string vendor = std::to_string(app.at("_embedded").at("vendor").at("id").to_number<int>());
  const std::string path = path_of(app) + "/distribution";
  EXPECT_THAT(souk_->get(path)->body, HasSubstr("totalInstalls"));
  write(R"({"flags": {"install-counts": {"state": "ENABLED", "variants": {"live": "live", "hidden": "hidden"},
      "defaultVariant": "live", "targeting": {"if": [{"==": [{"var": "vendor"}, ")" +
        vendor + R"("]}, "hidden"]}}}})");
  EXPECT_TRUE(eventually([&] { return souk_->get(path)->body.find("totalInstalls") == std::string::npos; }));
  EXPECT_THAT(souk_->get("/rest/2/addons?limit=1")->body, HasSubstr("totalInstalls")) << "a list is of many vendors";
}

TEST_F(FlagsProcessTest, WhatCannotBeTakenBackIsAskedBack) {
  const HttpReply asked = put("install-counts", {{"value", "zero"}});
  EXPECT_EQ(asked.status, 409);
  EXPECT_THAT(asked.body, HasSubstr("lose their status"));
  EXPECT_THAT(asked.body, HasSubstr("confirm"));
  EXPECT_EQ(value("install-counts"), "live");
  const std::string data = souk_->data().string();
  const auto log = folder_->path() / "set.log";
  const Ended refused = run_souk({"flags", "set", "phone-home", "off", "--data", data}, log);
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.output, HasSubstr("--yes"));
  EXPECT_EQ(value("phone-home"), "on");
  EXPECT_EQ(run_souk({"flags", "set", "phone-home", "off", "--yes", "--data", data}, log).status, 0);
  EXPECT_EQ(value("phone-home"), "off");
}

TEST_F(FlagsProcessTest, ARolloutGoesThroughItsSteps) {
  const std::string data = souk_->data().string();
  const Ended begun =
      run_souk({"flags", "set", "core-bulkhead", "on", "--ramp", "50,100", "--every", "1s", "--data", data},
               folder_->path() / "ramp.log");
  ASSERT_EQ(begun.status, 0) << begun.output;
  const auto last = [] {
    return json::parse(ops("GET", "/rest/souk/1/ops/rollouts").body).at("rollouts").as_array().back().as_object();
  };
  EXPECT_TRUE(eventually([&] { return last().at("percent") == 50; }));
  EXPECT_EQ(value("core-bulkhead"), "off");
  EXPECT_TRUE(eventually([&] { return last().at("state") == "done"; }));
  EXPECT_EQ(value("core-bulkhead"), "on");
  const HttpReply later =
      ops("POST", "/rest/souk/1/ops/rollouts", kJson, R"({"flag": "yen-prices", "value": "off", "in_s": 3600})");
  ASSERT_EQ(later.status, 201) << later.body;
  const std::string id = std::to_string(json::parse(later.body).at("id").to_number<int>());
  EXPECT_EQ(ops("POST", "/rest/souk/1/ops/rollouts/" + id + "/cancellation").status, 200);
  EXPECT_EQ(last().at("state"), "cancelled");
  EXPECT_EQ(value("yen-prices"), "on");
  EXPECT_EQ(
      ops("POST", "/rest/souk/1/ops/rollouts", kJson, R"({"flag": "yen-prices", "value": "off", "steps": [0]})").status,
      400);
}

TEST_F(FlagsProcessTest, OfrepEvaluatesOneFlag) {
  const json::value good = json::parse(evaluate("/yen-prices", R"({"context": {"targetingKey": "me"}})").body);
  EXPECT_EQ(good.at("key"), "yen-prices");
  EXPECT_EQ(good.at("value"), true);
  EXPECT_EQ(good.at("variant"), "on");
  EXPECT_EQ(good.at("reason"), "STATIC");
  const HttpReply unknown = evaluate("/dark%2Dmode", R"({"context": {}})");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr(R"("key":"dark-mode")"));
  EXPECT_THAT(unknown.body, HasSubstr("FLAG_NOT_FOUND"));
  const auto refused = [](const std::string& body) {
    const HttpReply reply = evaluate("/yen-prices", body);
    EXPECT_EQ(reply.status, 400);
    const json::value problem = json::parse(reply.body);
    EXPECT_EQ(problem.at("key"), "yen-prices");
    return std::string(problem.at("errorCode").as_string());
  };
  EXPECT_EQ(refused("{"), "PARSE_ERROR");
  EXPECT_EQ(refused(R"({"context": 7})"), "INVALID_CONTEXT");
  EXPECT_EQ(refused(R"({"context": null})"), "INVALID_CONTEXT");
  EXPECT_EQ(refused(R"({"context": {"targetingKey": 7}})"), "INVALID_CONTEXT");
  EXPECT_EQ(evaluate("/yen-prices", "{\"context\": {\"x\": \"" + std::string(70'000, 'x') + "\"}}").status, 413);
}

TEST_F(FlagsProcessTest, OfrepKnowsEveryReason) {
  write(R"({"flags": {
    "yen-prices": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on",
                   "targeting": {"if": [{"==": [{"var": "country"}, "JP"]}, "off"]}},
    "phone-home": {"state": "DISABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on"},
    "submissions": {"state": "ENABLED", "variants": {"on": true, "off": false}},
    "core-bulkhead": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
                      "targeting": {"if": [true, "perhaps"]}},
    "retry-budget": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
                     "targeting": {"$ref": "nowhere"}, "metadata": {"owner": "us"}}},
    "metadata": {"set": "test"}})");
  const auto answer = [](const std::string& flag, const std::string& context = "{}") {
    return json::parse(evaluate("/" + flag, "{\"context\": " + context + "}").body).as_object();
  };
  EXPECT_TRUE(eventually([&] { return answer("yen-prices").at("reason") == "DEFAULT"; }));
  const json::object hit = answer("yen-prices", R"({"country": "JP"})");
  EXPECT_EQ(hit.at("reason"), "TARGETING_MATCH");
  EXPECT_EQ(hit.at("value"), false);
  EXPECT_EQ(hit.at("metadata").at("set"), "test");
  const json::object disabled = answer("phone-home");
  EXPECT_EQ(disabled.at("reason"), "DISABLED");
  EXPECT_FALSE(disabled.contains("value") || disabled.contains("variant"));
  const json::object none = answer("submissions");
  EXPECT_EQ(none.at("reason"), "DEFAULT");
  EXPECT_FALSE(none.contains("value"));
  EXPECT_EQ(answer("core-bulkhead").at("errorCode"), "GENERAL");
  EXPECT_EQ(answer("retry-budget").at("errorCode"), "PARSE_ERROR");
  const json::value all = json::parse(evaluate("", R"({"context": {}})").body);
  EXPECT_GE(all.at("flags").as_array().size(), 20U);
  int errors = 0;
  for (const json::value& flag : all.at("flags").as_array()) errors += flag.as_object().contains("errorCode") ? 1 : 0;
  EXPECT_EQ(errors, 2) << "a flag in error leaves the others alone";
}

TEST_F(FlagsProcessTest, OfrepsTagIsOfTheResults) {
  write(with_rule("yen-prices", R"({"if": [{"==": [{"var": "country"}, "JP"]}, "off"]})"));
  const std::string japan = R"({"context": {"country": "JP"}})";
  const std::string france = R"({"context": {"country": "FR"}})";
  EXPECT_TRUE(eventually([&] { return etag(evaluate("", japan)) != etag(evaluate("", france)); }));
  const std::string tag = etag(evaluate("", japan));
  const auto asked_again = [&](const std::string& body, const std::string& known) {
    return evaluate("", body, {{"Content-Type", "application/json"}, {"If-None-Match", known}});
  };
  const HttpReply same = asked_again(japan, tag);
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(etag(same), tag);
  EXPECT_EQ(asked_again(japan, "\"x\", W/" + tag).status, 304);
  EXPECT_EQ(asked_again(france, tag).status, 200) << "another context under the old tag";
  // An edit that changes nothing for this client.
  write(with_rule("yen-prices", R"({"if": [{"==": [{"var": "country"}, "JP"]}, "off", null]})"));
  EXPECT_TRUE(eventually([&] { return asked_again(japan, tag).status == 304; }));
}

TEST_F(FlagsProcessTest, OfrepTellsWhenToAskAgain) {
  const json::value all = json::parse(evaluate("", R"({"context": {}})").body);
  const json::value& stream = all.at("eventStreams").at(0);
  EXPECT_EQ(stream.at("type"), "sse");
  const std::string url(stream.at("url").as_string());
  EXPECT_GT(stream.at("inactivityDelaySec").to_number<int>(), 0);
  const std::string path = url.substr(url.find("/ofrep"));
  ASSERT_EQ(put("core-bulkhead", {{"value", "on"}}).status, 200);
  // The stream goes on: what came within the time is all that counts. The change was made before it began.
  const std::string text = first_of_stream(souk_->ops_port(), path, "\n\n", 2);
  EXPECT_THAT(text, HasSubstr("Content-Type: text/event-stream"));
  EXPECT_THAT(text, HasSubstr("data: {\"type\":\"refetchEvaluation\",\"etag\":"));
}

// With the status page's probes, on a souk of its own.
TEST(FlagRollout, IsTakenBackWhenItsSloBreaksAndGoesOnAfterARestart) {
  const TemporaryFolder folder;
  RunningSouk souk(folder.path());
  souk.with_probes();
  ASSERT_TRUE(souk.start()) << souk.log();
  const auto ops = [&souk](const std::string& method, const std::string& path, const std::string& body = {}) {
    return request(souk.ops_port(), method, "/rest/souk/1/ops/" + path, kJson, body).value_or(HttpReply{});
  };
  const auto setting = [&ops](const std::string& name, const std::string& value) {
    EXPECT_EQ(ops("PUT", "settings/" + name, "{\"value\": " + value + "}").status, 200) << name;
  };
  const auto last = [&ops] {
    return json::parse(ops("GET", "rollouts").body).at("rollouts").as_array().back().as_object();
  };
  const auto value = [&ops] {
    return std::string(json::parse(ops("GET", "flags/core-bulkhead").body).at("text").as_string());
  };
  setting("probes.every_ms", "50");
  setting("probes.window_s", "1");
  setting("slo.search.latency_ms", "900");  // the machine may be busy
  ASSERT_EQ(ops("POST", "rollouts",
                R"({"flag": "core-bulkhead", "value": "on", "steps": [50, 100], "every_s": 3600, "slo": "search"})")
                .status,
            201);
  EXPECT_TRUE(eventually([&] { return last().at("percent") == 50; })) << json::serialize(last());

  EXPECT_EQ(souk.stop(), 0);
  ASSERT_TRUE(souk.start()) << souk.log();
  EXPECT_EQ(last().at("state"), "under-way");
  setting("probes.every_ms", "50");
  setting("probes.window_s", "1");
  setting("slo.search.latency_ms", "0.1");  // nothing is as fast as that
  EXPECT_TRUE(eventually([&] { return last().at("state") == "rolled-back"; })) << json::serialize(last());
  EXPECT_THAT(std::string(last().at("note").as_string()), HasSubstr("the SLO of search broke at 50 percent"));
  EXPECT_EQ(value(), "off");
  EXPECT_EQ(json::parse(ops("GET", "flags/core-bulkhead").body).at("rule"), false);
  EXPECT_THAT(file_text(souk.data() / "flags-audit.jsonl"), HasSubstr("taken back, the SLO of search broke"));
  EXPECT_EQ(souk.stop(), 0);
}

}  // namespace
}  // namespace souk::testing
