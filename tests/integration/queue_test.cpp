// The queue in a table and the repair of the counts, from outside.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "storage/connection.hpp"
#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

int post(const RunningSouk& souk, const std::string& body) {
  return request(souk.port(), "POST", "/rest/souk/1/events", kBatch, body).value_or(HttpReply{}).status;
}

std::string some_app(const RunningSouk& souk) {
  const std::string page = souk.get("/rest/2/addons?limit=1")->body;
  const auto addons = boost::json::parse(page).at("_embedded").at("addons");
  return std::string(addons.at(0).at("key").as_string());
}

bool drained(const RunningSouk& souk) {
  return eventually([&souk] { return souk.number({"events", "backlog"}) == 0; });
}

TEST(QueueInATable, CarriesEventsAndKeepsThemOverARestart) {
  const TemporaryFolder folder;
  RunningSouk souk(folder.path(), {"--queue", "table"});
  ASSERT_TRUE(souk.start()) << souk.log();
  const std::string app = some_app(souk);
  EXPECT_EQ(post(souk, event_batch("a", 200, app)), 202);
  ASSERT_TRUE(drained(souk));
  EXPECT_GE(souk.number({"transactions", "queue_append"}), 1);
  EXPECT_GE(souk.number({"transactions", "queue_take"}), 1);
  EXPECT_FALSE(std::filesystem::exists(souk.data() / "journal"));

  ASSERT_TRUE(souk.set_flag("analytics-processing", "off"));
  EXPECT_EQ(post(souk, event_batch("b", 100, app)), 202);
  souk.kill();
  ASSERT_TRUE(souk.start()) << souk.log();
  EXPECT_EQ(souk.number({"events", "backlog"}), 100) << "they were durable, and taken is not applied";
  ASSERT_TRUE(souk.set_flag("analytics-processing", "on"));
  ASSERT_TRUE(drained(souk));
  EXPECT_EQ(souk.number({"events", "applied"}), 300);
  EXPECT_EQ(souk.discrepancies(), 0);
}

TEST(QueueInATable, AFolderStaysWithItsKindOfQueue) {
  const TemporaryFolder folder;
  RunningSouk in_table(folder.path(), {"--queue", "table"});
  ASSERT_TRUE(in_table.start()) << in_table.log();
  EXPECT_EQ(in_table.stop(), 0);
  RunningSouk in_journal(folder.path());
  EXPECT_FALSE(in_journal.start());
  EXPECT_NE(in_journal.log().find("--queue table"), std::string::npos) << in_journal.log();

  const TemporaryFolder other;
  RunningSouk first(other.path());
  ASSERT_TRUE(first.start()) << first.log();
  EXPECT_EQ(first.stop(), 0);
  RunningSouk second(other.path(), {"--queue", "table"});
  EXPECT_FALSE(second.start());
  EXPECT_NE(second.log().find("--queue journal"), std::string::npos) << second.log();
}

TEST(CountsRepair, CorrectsWhatIsWrongAndSaysSo) {
  const TemporaryFolder folder;
  RunningSouk souk(folder.path());
  ASSERT_TRUE(souk.start()) << souk.log();
  EXPECT_EQ(post(souk, event_batch("a", 100, some_app(souk))), 202);
  ASSERT_TRUE(drained(souk));
  EXPECT_EQ(souk.stop(), 0);
  {
    const auto connection = storage::Connection::open({.path = souk.data() / "souk.db"}).value();
    connection->run("UPDATE app_counter SET active = active + 5 WHERE app_id = 1");
    ASSERT_TRUE(connection->take_error().has_value());
  }
  ASSERT_TRUE(souk.start()) << souk.log();
  EXPECT_GT(souk.discrepancies(), 0);
  for (const char* how : {"", "--whole"}) {
    std::vector<std::string> command{"counts", "repair", "--data", souk.data().string()};
    if (*how != '\0') command.emplace_back(how);
    const Ended repaired = run_souk(command, folder.path() / "repair.log");
    EXPECT_EQ(repaired.status, 0) << repaired.output;
    const char* corrected = *how == '\0' ? " 1 rows corrected" : " 0 rows corrected";
    EXPECT_NE(repaired.output.find(corrected), std::string::npos) << repaired.output;
    EXPECT_EQ(souk.discrepancies(), 0);
  }
  EXPECT_EQ(souk.number({"repair", "runs"}), 2);
}

TEST(CountsRepair, SaysSoWithoutAService) {
  const TemporaryFolder folder;
  const Ended repaired = run_souk({"counts", "repair", "--data", folder.path().string()}, folder.path() / "log");
  EXPECT_EQ(repaired.status, 1);
  EXPECT_NE(repaired.output.find("counts repair"), std::string::npos) << repaired.output;
}

}  // namespace
}  // namespace souk::testing
