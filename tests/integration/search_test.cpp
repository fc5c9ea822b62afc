// Search from outside: a catalogue of a package index, hostile texts over real HTTP, the snapshot and the quality.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "http/client.hpp"
#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHostile = "<script>alert('1')</script> \"quoted\"; DROP TABLE app; --";

class SearchTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    std::ofstream index(folder_->path() / "Packages");
    for (int i = 0; i < 60; ++i) {
      index << "Package: ledger-tool" << i << "\nVersion: 1." << i << "\nSection: office\n"
            << "Maintainer: Ledger Team <ledger@example.org>\nDescription: ledgers, part " << i << "\n\n";
    }
    index << "Package: hostile\nVersion: 1\nSection: misc\nDescription: " << kHostile << "\n " << kHostile << "\n";
    index.close();
    souk_ = new RunningSouk(folder_->path());
    ASSERT_EQ(import("Packages", "data"), 0) << output();
    ASSERT_TRUE(souk_->start()) << souk_->log();
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(souk_->stop(), 0);
    delete souk_;
    delete folder_;
  }

  // The exit status of `souk <arguments>`; what it printed is in output().
  static int run(const std::string& arguments) {
    const std::string out = (folder_->path() / "output").string();
    const int status = std::system((std::string(SOUK_BINARY) + " " + arguments + " > " + out + " 2>&1").c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  static int import(const std::string& index, const std::string& data) {
    const auto path = [](const std::string& name) { return (folder_->path() / name).string(); };
    return run("catalog import debian --index " + path(index) + " --data " + path(data));
  }
  static std::string output() {
    std::ifstream file(folder_->path() / "output");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  static HttpReply search(const std::string& text, const std::string& more = {}) {
    const auto reply = souk_->get("/rest/2/addons?text=" + http::percent_encode(text) + more);
    EXPECT_TRUE(reply.has_value()) << text;
    return reply.value_or(HttpReply{});
  }
  static std::int64_t hits(const std::string& text) {
    const HttpReply reply = search(text);
    EXPECT_EQ(reply.status, 200) << text << ": " << reply.body;
    return reply.status == 200 ? json::parse(reply.body).at("count").to_number<std::int64_t>() : -1;
  }
  static HttpReply snapshot(const std::string& body) {
    const Headers headers{{"Content-Type", "application/json"}};
    return request(souk_->ops_port(), "POST", "/rest/souk/1/ops/search/snapshot", headers, body).value_or(HttpReply{});
  }

  static inline TemporaryFolder* folder_ = nullptr;
  static inline RunningSouk* souk_ = nullptr;
};

TEST_F(SearchTest, FindsWhatWasImported) {
  EXPECT_EQ(hits("ledgers"), 60);
  EXPECT_EQ(hits("ledger-tool7"), 1);
  EXPECT_EQ(hits("\"Ledger Team\""), 60) << "the vendor";
  EXPECT_EQ(hits("release 1.59"), 1) << "the release notes";
  const auto page = json::parse(search("ledgers", "&category=office&cost=paid&limit=50").body);
  for (const auto& app : page.at("_embedded").at("addons").as_array()) {
    EXPECT_EQ(app.at("_embedded").at("version").at("paymentModel"), "vendor");
  }
}

TEST_F(SearchTest, TakesNothingInATextForMoreThanText) {
  for (const char* text : {"\"ledgers", "ledgers*", "NEAR(ledgers)", "(ledgers", "ledgers\"", "^ledgers", "-ledgers",
                           "{ledgers}", "'ledgers", "<ledgers>"}) {
    EXPECT_EQ(hits(text), std::string_view(text).starts_with("NEAR") ? 0 : 60) << text;
  }
  for (const char* text : {"ledgers OR nothing", "ledgers NOT nothing", "name:ledgers", "' OR 1=1 --", "%",
                           "\xF0\x9F\x98\x80", "*", "\"\"", "\xFF\xFE"}) {
    EXPECT_EQ(hits(text), 0) << text;
  }
  EXPECT_EQ(hits("ledgers \xF0\x9F\x98\x80"), 60);
  EXPECT_EQ(search(std::string(10'240, 'x')).status, 400);
  EXPECT_EQ(search(std::string(201, '"')).status, 400);
}

TEST_F(SearchTest, ShowsHostileTextsAsText) {
  EXPECT_EQ(hits("DROP TABLE app"), 1);
  const auto reply = souk_->get("/apps/org.debian.hostile");
  ASSERT_TRUE(reply && reply->status == 200);
  EXPECT_THAT(reply->body, Not(HasSubstr("<script>")));
  EXPECT_THAT(reply->body, HasSubstr("&lt;script&gt;"));
  const auto listed = json::parse(search("quoted").body);
  EXPECT_EQ(listed.at("_embedded").at("addons").at(0).at("summary"), kHostile);
}

TEST_F(SearchTest, NamesWhatItDoesNotKnow) {
  EXPECT_EQ(search("x", "&filter=best").status, 400);
  EXPECT_THAT(search("x", "&cost=cheap").body, HasSubstr("free, paid"));
}

TEST_F(SearchTest, TellsItsQualityAndTakesItsSnapshot) {
  const auto quality_is = [](double least, double most) {
    const json::object status = souk_->status();
    const auto* search = status.if_contains("search");
    if (search == nullptr || search->at("quality").is_null()) return false;
    const double quality = search->at("quality").to_number<double>();
    return quality >= least && quality <= most;
  };
  EXPECT_TRUE(eventually([&] { return quality_is(1, 1); })) << "counts and record agree from the start";
  const auto every = request(souk_->ops_port(), "PUT", "/rest/souk/1/ops/settings/search.quality_every_s",
                             {{"Content-Type", "application/json"}}, R"({"value": 1})");
  ASSERT_TRUE(every && every->status == 200);
  EXPECT_EQ(snapshot("").status, 200);
  EXPECT_EQ(snapshot(R"({"force": "yes"})").status, 400);
  EXPECT_EQ(snapshot(R"({"forced": true})").status, 400);

  ASSERT_TRUE(souk_->set_flag("install-counts", "zero"));
  EXPECT_EQ(snapshot("").status, 409) << "counts that read zero are no counts";
  EXPECT_TRUE(eventually([&] { return quality_is(0, 0.9); })) << "and spoil the ranking";
  ASSERT_TRUE(souk_->set_flag("search-ranking", "snapshot"));
  EXPECT_TRUE(eventually([&] { return quality_is(0.999, 1); })) << "the snapshot repairs it";
  EXPECT_EQ(run("search snapshot --data " + souk_->data().string()), 1) << output();
  EXPECT_EQ(run("search snapshot --force --data " + souk_->data().string()), 0) << output();
  EXPECT_EQ(run("search status --data " + souk_->data().string()), 0) << output();
  EXPECT_THAT(output(), HasSubstr("ranking   snapshot"));
  EXPECT_TRUE(souk_->set_flag("search-ranking", "live"));
  EXPECT_TRUE(souk_->set_flag("install-counts", "live"));
}

TEST_F(SearchTest, SaysWhyThereIsNothingToImport) {
  EXPECT_EQ(import("missing", "other"), 1);
  EXPECT_THAT(output(), HasSubstr("No such file"));
  std::ofstream(folder_->path() / "page") << "Package: a\n<html>\n";
  EXPECT_EQ(import("page", "other"), 1);
  EXPECT_THAT(output(), HasSubstr("line 2"));
  std::ofstream(folder_->path() / "empty") << "\n";
  EXPECT_EQ(import("empty", "other"), 1);
  EXPECT_THAT(output(), HasSubstr("no packages"));
}

}  // namespace
}  // namespace souk::testing
