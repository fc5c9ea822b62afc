// The status page and the incidents of a running souk, from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "domain/component.hpp"
#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

HttpReply ops(const RunningSouk& souk, const std::string& method, const std::string& target,
              const json::value& body = nullptr) {
  const auto reply = body.is_null() ? request(souk.ops_port(), method, target)
                                    : request(souk.ops_port(), method, target, {{"Content-Type", "application/json"}},
                                              json::serialize(body));
  return reply.value_or(HttpReply{});
}

json::value status_json(const RunningSouk& souk) {
  const HttpReply reply = ops(souk, "GET", "/status.json");
  return reply.status == 200 ? json::parse(reply.body) : json::value(json::object());
}

std::string state_of(const RunningSouk& souk, std::string_view component) {
  const json::value status = status_json(souk);
  if (!status.as_object().contains("components")) return {};
  for (const json::value& one : status.at("components").as_array()) {
    if (std::string_view(one.at("id").as_string()) == component) return std::string(one.at("status").as_string());
  }
  return {};
}

// Fast enough for a test: a round of probes ten times a second.
bool hurry(const RunningSouk& souk) {
  bool done = true;
  for (const auto& [name, value] : {std::pair{"probes.every_ms", 100.0},
                                    {"probes.window_s", 2.0},
                                    {"probes.timeout_ms", 300.0},
                                    {"slo.install-cloud.latency_ms", 250.0}}) {
    done = done && ops(souk, "PUT", std::string("/rest/souk/1/ops/settings/") + name, {{"value", value}}).status == 200;
  }
  return done;
}

// Takes the store from everybody who wants to write, as a stuck process on the same file would.
class HeldStore {
 public:
  explicit HeldStore(const std::filesystem::path& file) {
    held_ = sqlite3_open(file.c_str(), &database_) == SQLITE_OK &&
            sqlite3_busy_timeout(database_, 10'000) == SQLITE_OK &&
            sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  ~HeldStore() {
    sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
    sqlite3_close(database_);
  }
  HeldStore(const HeldStore&) = delete;
  HeldStore& operator=(const HeldStore&) = delete;
  bool held() const { return held_; }

 private:
  sqlite3* database_ = nullptr;
  bool held_ = false;
};

const json::object kOpening{
    {"name", "outage"}, {"title", "Installs <fail>"}, {"severity", "critical"}, {"text", "We are looking into it."}};

TEST(Incidents, TheStatusPageSeesAnOutageAnswersThroughItAndSeesTheEnd) {
  TemporaryFolder folder;
  RunningSouk souk(folder.path());
  souk.with_probes();
  ASSERT_TRUE(souk.start()) << souk.log();
  ASSERT_TRUE(hurry(souk));
  for (const std::string_view component : domain::kComponentKeys) {
    EXPECT_TRUE(eventually([&] { return state_of(souk, component) == "operational"; })) << component;
  }
  EXPECT_EQ(status_json(souk).at("status").at("indicator").as_string(), "none");
  ASSERT_EQ(ops(souk, "POST", "/rest/souk/1/ops/incidents", kOpening).status, 201);
  {
    const HeldStore stuck(souk.data() / "souk.db");
    ASSERT_TRUE(stuck.held());
    EXPECT_TRUE(eventually([&] { return state_of(souk, "install-cloud") == "major_outage"; }));
    const HttpReply page = ops(souk, "GET", "/status");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.head, HasSubstr("text/html"));
    EXPECT_THAT(page.body, HasSubstr("Major outage"));
    EXPECT_THAT(page.body, HasSubstr("Installs &lt;fail&gt;"));
    EXPECT_THAT(page.body, Not(HasSubstr("<script")));
    EXPECT_TRUE(eventually([&] {
      const json::value incident = json::parse(ops(souk, "GET", "/rest/souk/1/ops/incidents/outage").body);
      return incident.at("affected").as_array().size() >= 3;  // both installs and the evaluations at least
    }));
  }
  EXPECT_TRUE(eventually([&] { return state_of(souk, "install-cloud") == "operational"; }));
  EXPECT_TRUE(eventually([&] {
    const json::value incident = json::parse(ops(souk, "GET", "/rest/souk/1/ops/incidents/outage").body);
    for (const json::value& one : incident.at("affected").as_array()) {
      if (one.at("well_since").is_null()) return false;
    }
    return true;
  }));
  EXPECT_EQ(souk.stop(), 0) << souk.log();
}

TEST(Incidents, OutliveTheService) {
  TemporaryFolder folder;
  RunningSouk souk(folder.path());
  ASSERT_TRUE(souk.start()) << souk.log();
  const std::string all = "/rest/souk/1/ops/incidents";
  const std::string one = all + "/outage";
  ASSERT_EQ(ops(souk, "POST", all, kOpening).status, 201);
  ASSERT_EQ(ops(souk, "POST", one + "/hypotheses/heap", {{"text", "The heap is full."}}).status, 200);
  ASSERT_EQ(ops(souk, "POST", one + "/updates", {{"text", "A fix."}, {"state", "fixing"}}).status, 200);
  const json::value before = json::parse(ops(souk, "GET", one).body);
  souk.kill();  // without a word
  ASSERT_TRUE(souk.start()) << souk.log();
  const json::value after = json::parse(ops(souk, "GET", one).body);
  EXPECT_EQ(after.at("updates"), before.at("updates"));
  EXPECT_EQ(after.at("hypotheses"), before.at("hypotheses"));
  EXPECT_EQ(ops(souk, "POST", one + "/close", {{"text", "Done."}}).status, 409);
  EXPECT_EQ(souk.stop(), 0) << souk.log();
}

TEST(Incidents, ADamagedFileStopsTheStartWithItsPlace) {
  TemporaryFolder folder;
  RunningSouk souk(folder.path());
  ASSERT_TRUE(souk.start()) << souk.log();
  EXPECT_EQ(souk.stop(), 0);
  std::ofstream(souk.data() / "incidents.json") << "{\"incidents\": 7}";
  EXPECT_FALSE(souk.start());
  EXPECT_THAT(souk.log(), HasSubstr("incidents.json"));
}

TEST(Incidents, TheCommandLineTellsTheWholeStory) {
  TemporaryFolder folder;
  RunningSouk souk(folder.path());
  ASSERT_TRUE(souk.start()) << souk.log();
  const std::string out = (folder.path() / "out").string();
  const auto run = [&](std::vector<std::string> arguments) {
    std::vector<std::string> command{SOUK_BINARY, "incident"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    command.insert(command.end(), {"--data", souk.data().string()});
    Result<cluster::ChildProcess> child = cluster::ChildProcess::start(command, out);
    if (child.has_error() || !eventually([&] { return child->poll().has_value(); })) return -1;
    return WEXITSTATUS(*child->poll());
  };
  EXPECT_EQ(run({"open", "--title", "Installs fail", "--severity", "major", "--component", "install-cloud",
                 "--criterion", "counts agree", "outage", "--text", "Looking."}),
            0);
  EXPECT_EQ(run({"hypothesis", "outage", "heap", "--text", "The heap is full."}), 0);
  EXPECT_EQ(run({"hypothesis", "outage", "heap", "--state", "refuted", "--text", "It is flat."}), 0);
  EXPECT_EQ(run({"hypothesis", "outage", "heap", "--state", "confirmed", "--text", "No."}), 1);
  EXPECT_EQ(run({"hypothesis", "outage", "cluster", "--text", "Too large."}), 0);
  EXPECT_EQ(run({"hypothesis", "outage", "cluster", "--state", "tested", "--text", "Off."}), 0);
  EXPECT_EQ(run({"hypothesis", "outage", "cluster", "--state", "confirmed", "--text", "Back."}), 0);
  EXPECT_EQ(run({"close", "outage", "--text", "Too early."}), 1);
  EXPECT_EQ(run({"update", "outage", "--state", "resolved", "--met", "counts agree", "--text", "It works."}), 0);
  EXPECT_EQ(run({"close", "outage", "--text", "All is well."}), 0);
  EXPECT_EQ(run({"update", "outage", "--state", "gone", "--text", "x"}), 2);
  EXPECT_EQ(run({"show", "nothing"}), 2);
  EXPECT_EQ(run({"show", "outage"}), 0);
  std::ifstream log(out);
  const std::string text((std::istreambuf_iterator<char>(log)), std::istreambuf_iterator<char>());
  EXPECT_THAT(text, HasSubstr("hypothesis heap: refuted"));
  EXPECT_THAT(text, HasSubstr("cannot be closed: it is not resolved"));
  EXPECT_THAT(text, HasSubstr("All is well."));
  EXPECT_EQ(souk.stop(), 0);
}

}  // namespace
}  // namespace souk::testing
