// Rolling restarts of the shop's replicas while it is used, from outside.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "http/test_support.hpp"
#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

namespace json = boost::json;
using http::test::Answer;
using http::test::RawClient;

struct Tally {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> asked{0};
  std::atomic<std::uint64_t> failed{0};
};

std::string install_request(const std::string& id, const std::string& app) {
  const std::string body = json::serialize(json::object{{"app_key", app}, {"hosting", "server"}});
  return "POST /rest/souk/1/instances/" + id + "/installations HTTP/1.1\r\nHost: souk\r\nIdempotency-Key: " + id +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// One user who looks at an app, installs it, and begins again; never tries anything twice.
void use_shop(Tally& tally, unsigned short port, const std::string& name, const std::string& app, bool keep_alive) {
  auto client = std::make_unique<RawClient>(port);
  for (int turn = 0; !tally.stop; ++turn) {
    const Answer answer = turn % 2 == 0 ? client->get("/rest/2/addons/" + app)
                                        : client->ask(install_request(name + "-" + std::to_string(turn), app));
    ++tally.asked;
    const bool ok = answer.status >= 200 && answer.status < 300;
    if (!ok) ++tally.failed;
    if (keep_alive && ok && !answer.headers.contains("Connection")) continue;
    client = std::make_unique<RawClient>(port);
  }
}

class DeployTest : public ::testing::Test {
 protected:
  void start(const std::string& replicas) {
    souk_ = std::make_unique<RunningSouk>(folder_.path(), std::vector<std::string>{"--replicas", replicas});
    ASSERT_TRUE(souk_->start()) << souk_->log();
  }
  Ended deploy(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"deploy", "--data", souk_->data().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_souk(std::move(arguments), folder_.path() / "deploy.log");
  }
  bool set_setting(const std::string& name, double value) {
    const auto reply = request(souk_->ops_port(), "PUT", "/rest/souk/1/ops/settings/" + name,
                               {{"Content-Type", "application/json"}}, json::serialize(json::object{{"value", value}}));
    return reply && reply->status == 200;
  }

  TemporaryFolder folder_;
  std::unique_ptr<RunningSouk> souk_;
};

TEST_F(DeployTest, NoRequestFailsDuringRollingRestartsWithAndWithoutKeepAlive) {
  start("2");
  const std::string app(
      json::parse(souk_->get("/rest/2/addons?limit=1")->body).at("_embedded").at("addons").at(0).at("key").as_string());
  Tally tally;
  std::vector<std::future<void>> users;
  for (int i = 0; i < 6; ++i) {
    users.push_back(std::async(std::launch::async, [this, &tally, &app, i] {
      use_shop(tally, souk_->port(), "dt-" + std::to_string(i), app, i % 2 == 0);
    }));
  }
  ASSERT_TRUE(eventually([&tally] { return tally.asked > 100; }));

  const Ended at_once = deploy();
  EXPECT_EQ(at_once.status, 0) << at_once.output;
  ASSERT_TRUE(souk_->set_flag("deploy-guard", "on"));
  ASSERT_TRUE(set_setting("deploy.duty", 0.9));
  ASSERT_TRUE(set_setting("deploy.target_ms", 10'000));
  const Ended one_by_one = deploy({"--replicas", "1"});
  EXPECT_EQ(one_by_one.status, 0) << one_by_one.output;

  const std::uint64_t asked = tally.asked;
  EXPECT_TRUE(eventually([&tally, asked] { return tally.asked > asked + 100; }));
  tally.stop = true;
  for (auto& user : users) user.get();
  EXPECT_EQ(tally.failed, 0U) << "of " << tally.asked;
  EXPECT_EQ(souk_->number({"replicas", "serving"}), 1);
  EXPECT_TRUE(eventually([this] { return souk_->number({"replicas", "draining"}) == 0; }));
  // Nothing that was counted is forgotten with the replica that counted it.
  EXPECT_GE(souk_->number({"http", "requests"}), static_cast<std::int64_t>(tally.asked));
  EXPECT_TRUE(eventually([this] { return souk_->discrepancies() == 0; }));  // when the last events are applied
  EXPECT_EQ(souk_->stop(), 0) << souk_->log();
}

TEST_F(DeployTest, OneAtATimeAndVisibleMeanwhile) {
  start("1");
  ASSERT_TRUE(souk_->set_flag("deploy-guard", "on"));
  ASSERT_TRUE(set_setting("deploy.duty", 0.05));  // it is still there when it is looked at
  EXPECT_EQ(deploy({"--no-wait", "--replicas", "3"}).status, 0);
  EXPECT_TRUE(eventually([this] { return souk_->number({"replicas", "warming"}) == 1; }));
  EXPECT_EQ(souk_->number({"replicas", "serving"}), 1);
  const auto metrics = request(souk_->ops_port(), "GET", "/metrics");
  ASSERT_TRUE(metrics);
  EXPECT_NE(metrics->body.find("souk_replicas{state=\"warming\"} 1"), std::string::npos);

  const Ended second = deploy();
  EXPECT_EQ(second.status, 1);
  EXPECT_NE(second.output.find("deployment 1 is under way"), std::string::npos) << second.output;
  const auto refused = request(souk_->ops_port(), "POST", "/rest/souk/1/ops/deploy");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 409);
  // A stop does not wait for the rest of the deployment.
  EXPECT_EQ(souk_->stop(), 0) << souk_->log();
}

TEST_F(DeployTest, MistakesAreNamed) {
  start("1");
  EXPECT_EQ(deploy({"--replicas", "9"}).status, 2);
  EXPECT_EQ(deploy({"--replicas", "none"}).status, 2);
  EXPECT_FALSE(set_setting("replicas", 0));
  EXPECT_EQ(request(souk_->ops_port(), "GET", "/rest/souk/1/ops/deploy")->body.find("\"state\":\"none\"") ==
                std::string::npos,
            false);
  EXPECT_EQ(souk_->stop(), 0);
  const Ended nobody = deploy();
  EXPECT_EQ(nobody.status, 1) << nobody.output;
}

}  // namespace
}  // namespace souk::testing
