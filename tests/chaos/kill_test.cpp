// kill -9 at random moments under load: no acknowledged event is lost, none counts twice.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "domain/random.hpp"
#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

constexpr int kRounds = 50;
constexpr std::size_t kBatchSize = 20;

// Posts batches until told to stop. A batch without an answer is posted again, with the same ids, in the next round:
// it may or may not have been accepted, and must count once either way.
class Poster {
 public:
  Poster(unsigned short port, std::string app_key) : port_(port), app_key_(std::move(app_key)) {}

  void run(std::vector<std::string>& unanswered, const std::string& prefix, const std::atomic<bool>& stop) {
    std::vector<std::string> open;
    for (const std::string& batch : unanswered) post(batch, open);
    for (int n = 0; !stop; ++n) post(prefix + "-" + std::to_string(n), open);
    unanswered = open;
  }
  std::uint64_t acknowledged() const { return acknowledged_; }

 private:
  void post(const std::string& batch, std::vector<std::string>& open) {
    const auto reply = request(port_, "POST", "/rest/souk/1/events", kBatch, event_batch(batch, kBatchSize, app_key_));
    if (reply && reply->status == 202) {
      acknowledged_ += kBatchSize;
    } else {
      open.push_back(batch);
    }
  }
  unsigned short port_;
  std::string app_key_;
  std::uint64_t acknowledged_ = 0;
};

std::int64_t count_rows(const std::filesystem::path& database, const std::string& sql) {
  sqlite3* handle = nullptr;
  if (sqlite3_open_v2(database.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) return -1;
  sqlite3_stmt* statement = nullptr;
  std::int64_t count = -1;
  if (sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    count = sqlite3_column_int64(statement, 0);
  }
  sqlite3_finalize(statement);
  sqlite3_close(handle);
  return count;
}

std::string any_app_key(const RunningSouk& souk) {
  const auto reply = souk.get("/rest/2/addons?limit=1");
  const boost::json::value page = boost::json::parse(reply->body);
  return std::string(page.at("_embedded").at("addons").at(0).at("key").as_string());
}

TEST(KillNine, FiftyRoundsLoseAndDoubleNothing) {
  TemporaryFolder folder;
  RunningSouk souk(folder.path());
  domain::Random random(20'200'305);
  std::vector<std::string> unanswered;
  std::uint64_t acknowledged = 0;
  std::string app_key;

  for (int round = 0; round < kRounds; ++round) {
    ASSERT_TRUE(souk.start()) << "round " << round << "\n" << souk.log();
    if (app_key.empty()) app_key = any_app_key(souk);
    if (round % 5 == 2) {
      ASSERT_TRUE(souk.set_flag("processing-strategy", round % 2 == 0 ? "per_event" : "batched"));
    }
    std::atomic<bool> stop{false};
    Poster poster(souk.port(), app_key);
    std::thread load([&] { poster.run(unanswered, "r" + std::to_string(round), stop); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random.below(200)));  // the random moment
    souk.kill();
    stop = true;
    load.join();
    acknowledged += poster.acknowledged();
  }

  ASSERT_TRUE(souk.start()) << souk.log();
  for (const std::string& batch : unanswered) {
    const auto reply =
        request(souk.port(), "POST", "/rest/souk/1/events", kBatch, event_batch(batch, kBatchSize, app_key));
    ASSERT_TRUE(reply && reply->status == 202);
    acknowledged += kBatchSize;
  }
  ASSERT_GT(acknowledged, 50 * kBatchSize) << "hardly any load: the test would prove nothing";
  ASSERT_TRUE(souk.set_flag("processing-strategy", "batched"));
  ASSERT_TRUE(eventually([&] { return souk.number({"events", "backlog"}) == 0; }, std::chrono::seconds(60)));

  // Every id was acknowledged once at least, so the distinct ids are the acknowledged batches.
  const auto applied = static_cast<std::uint64_t>(souk.number({"events", "applied"}));
  const auto accepted = static_cast<std::uint64_t>(souk.number({"events", "accepted"}));
  const auto duplicates = static_cast<std::uint64_t>(souk.number({"events", "duplicates"}));
  EXPECT_EQ(applied, acknowledged);
  EXPECT_EQ(accepted, applied + duplicates);
  EXPECT_EQ(souk.number({"events", "quarantined"}), 0);
  EXPECT_EQ(souk.discrepancies(), 0);
  EXPECT_EQ(souk.stop(), 0);
  const std::filesystem::path database = souk.data() / "souk.db";
  EXPECT_EQ(count_rows(database, "SELECT count(*) FROM raw_event"), static_cast<std::int64_t>(applied));
  EXPECT_EQ(count_rows(database, "SELECT sum(count) FROM daily_rollup"), static_cast<std::int64_t>(applied));
}

}  // namespace
}  // namespace souk::testing
