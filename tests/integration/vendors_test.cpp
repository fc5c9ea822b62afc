// Phone home as the old clients speak it, and the Top Vendor programme, from outside.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <set>
#include <string>

#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

namespace json = boost::json;

const Headers kForm{{"Content-Type", "application/x-www-form-urlencoded"},
                    {"X-Pac-Client-Info", "client=upm,product=jira,version=8.5.1,sid=B8XX-1,users=100"}};

struct VendorsTest : ::testing::Test {
  TemporaryFolder folder;
  RunningSouk souk{folder.path()};

  void SetUp() override { ASSERT_TRUE(souk.start()) << souk.log(); }
  HttpReply usage(const std::string& type, const std::string& form, const Headers& headers = kForm) const {
    return request(souk.port(), "POST", "/rest/1.0/plugins/usage/" + type, headers, form).value_or(HttpReply{});
  }
  HttpReply ops(const std::string& method, const std::string& path) const {
    return request(souk.ops_port(), method, "/rest/souk/1/ops/vendors/" + path).value_or(HttpReply{});
  }
  std::int64_t done(const std::string& verb, const std::string& what) const {
    const HttpReply reply = ops("POST", verb);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json::parse(reply.body).at(what).to_number<std::int64_t>();
  }
  std::set<std::string> messages() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(souk.data() / "mail")) {
      names.insert(entry.path().filename());
    }
    return names;
  }
  std::string app_key() const {
    const auto page = json::parse(souk.get("/rest/2/addons?limit=1")->body);
    return std::string(page.at("_embedded").at("addons").at(0).at("key").as_string());
  }
  std::int64_t instances(const std::string& key) const {
    const auto reply = souk.get("/rest/2/addons/" + key + "/distribution/weeks?weeks=1");
    return reply ? json::parse(reply->body).at("activeInstances").to_number<std::int64_t>() : -1;
  }
};

TEST_F(VendorsTest, AnOldClientsReportCountsOnce) {
  const std::string key = app_key();
  const std::int64_t before = instances(key);
  const std::string form = "pk=" + key + "&pv=1.0&psen=";
  const HttpReply first = usage("updates", form);
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(usage("updates", form).status, 200);
  EXPECT_TRUE(eventually([this] { return souk.number({"events", "applied"}) == 1; }));
  EXPECT_TRUE(eventually([this] { return souk.number({"events", "duplicates"}) == 1; }));
  EXPECT_TRUE(eventually([&] { return instances(key) == before + 1; }));
  EXPECT_EQ(souk.discrepancies(), 0);
}

TEST_F(VendorsTest, ABadReportIsRefusedByName) {
  EXPECT_EQ(usage("nonsense", "pk=a&pv=1").status, 404);
  EXPECT_EQ(usage("updates", "pk=a&pk=b&pv=1").status, 400);
  EXPECT_EQ(usage("updates", "pk=a&pv=1", {{"Content-Type", "application/x-www-form-urlencoded"}}).status, 400);
  EXPECT_EQ(usage("updates", "pk=a&pv=1", {{"X-Pac-Client-Info", "sid=1"}, {"Content-Type", "text/plain"}}).status,
            415);
  EXPECT_EQ(usage("updates", std::string(300'000, 'x')).status, 413);
  EXPECT_EQ(souk.number({"events", "accepted"}), 0);
}

TEST_F(VendorsTest, TheFalseAlarmIsHeldThenSentThenTakenBack) {
  EXPECT_EQ(done("evaluate", "flagged"), 0);
  ASSERT_TRUE(souk.set_flag("vendor-notifications", "hold"));
  ASSERT_TRUE(souk.set_flag("install-counts", "zero"));
  const std::int64_t flagged = done("evaluate", "flagged");
  EXPECT_GT(flagged, 10);
  EXPECT_TRUE(messages().empty());
  EXPECT_EQ(souk.number({"vendors", "mails_waiting"}), flagged);
  EXPECT_EQ(ops("POST", "retract").status, 409) << "the cause is still there";

  ASSERT_TRUE(souk.set_flag("vendor-notifications", "send"));
  EXPECT_TRUE(eventually([&] { return souk.number({"vendors", "notices_sent"}) == flagged; }));
  EXPECT_EQ(messages().size(), static_cast<std::size_t>(flagged));

  ASSERT_TRUE(souk.set_flag("install-counts", "live"));
  EXPECT_EQ(done("retract", "apologies"), flagged);
  EXPECT_EQ(done("retract", "apologies"), 0);
  souk.kill();
  ASSERT_TRUE(souk.start()) << souk.log();
  const auto all = static_cast<std::size_t>(2 * flagged);
  EXPECT_TRUE(eventually([&] { return messages().size() == all; })) << messages().size() << " of " << all;
  EXPECT_TRUE(eventually([&] {
    return souk.number({"vendors", "notices_sent"}) == flagged && souk.number({"vendors", "notices_unretracted"}) == 0;
  }));
  EXPECT_EQ(souk.number({"vendors", "flagged"}), 0);
  EXPECT_EQ(done("retract", "apologies"), 0) << "nor after a crash";
}

TEST_F(VendorsTest, MailIsListedPageByPage) {
  ASSERT_TRUE(souk.set_flag("vendor-notifications", "hold"));
  ASSERT_TRUE(souk.set_flag("install-counts", "zero"));
  const std::int64_t flagged = done("evaluate", "flagged");
  std::int64_t listed = 0, after = 0;
  while (true) {
    const json::value page = json::parse(ops("GET", "mail?state=waiting&after=" + std::to_string(after)).body);
    listed += static_cast<std::int64_t>(page.at("mail").as_array().size());
    if (!page.as_object().contains("next")) break;
    after = page.at("next").to_number<std::int64_t>();
  }
  EXPECT_EQ(listed, flagged);
  EXPECT_EQ(ops("GET", "mail?state=lost").status, 400);
  EXPECT_EQ(ops("GET", "mail?after=-1").status, 400);
}

}  // namespace
}  // namespace souk::testing
