// What an operator sees when the ground is not as it should be.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

TEST(BadDays, ASecondProcessOnTheSameFolderIsRefused) {
  TemporaryFolder folder;
  RunningSouk first(folder.path());
  ASSERT_TRUE(first.start()) << first.log();
  const auto second = cluster::ChildProcess::start(
      {SOUK_BINARY, "up", "--data", first.data().string(), "--port", "0", "--ops-port", "0"},
      (folder.path() / "second").string());
  ASSERT_TRUE(second.has_value());
  auto& child = const_cast<cluster::ChildProcess&>(second.value());
  ASSERT_TRUE(eventually([&] { return child.poll().has_value(); }));
  EXPECT_EQ(WEXITSTATUS(*child.poll()), 1);
  std::ifstream log(folder.path() / "second");
  const std::string text((std::istreambuf_iterator<char>(log)), std::istreambuf_iterator<char>());
  EXPECT_NE(text.find("another souk runs on the data folder"), std::string::npos) << text;
  EXPECT_EQ(first.get("/livez")->status, 200);
}

TEST(BadDays, APortInUseIsNamed) {
  TemporaryFolder folder, other;
  RunningSouk first(folder.path());
  ASSERT_TRUE(first.start()) << first.log();
  RunningSouk second(other.path(), {"--port", std::to_string(first.port())});
  EXPECT_FALSE(second.start());
  EXPECT_NE(second.log().find(std::to_string(first.port())), std::string::npos) << second.log();
}

TEST(BadDays, ACorruptSegmentStopsTheStartWithItsPlace) {
  TemporaryFolder folder;
  RunningSouk souk(folder.path());
  ASSERT_TRUE(souk.start()) << souk.log();
  ASSERT_TRUE(souk.set_flag("analytics-processing", "off"));
  for (int i = 0; i < 5; ++i) {
    const auto reply =
        request(souk.port(), "POST", "/rest/souk/1/events", kBatch, event_batch("c" + std::to_string(i), 50, "x"));
    ASSERT_TRUE(reply && reply->status == 202);
  }
  souk.kill();
  std::filesystem::path segment;
  for (const auto& entry : std::filesystem::directory_iterator(souk.data() / "journal")) {
    if (entry.is_regular_file() && entry.file_size() > 1'000) segment = entry.path();
  }
  ASSERT_FALSE(segment.empty());
  {
    std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(600);  // inside the first frame, with whole frames behind it
    file.write("\xff\xff\xff\xff", 4);
  }
  EXPECT_FALSE(souk.start());
  EXPECT_NE(souk.log().find(segment.filename().string()), std::string::npos) << souk.log();
}

// Small files only, as on a full disk: writes past the limit fail and nothing else does.
TEST(BadDays, AFullDiskRefusesEventsAndLosesNoneThatWereAcknowledged) {
  TemporaryFolder folder;
  RunningSouk souk(folder.path());
  ASSERT_TRUE(souk.start()) << souk.log();
  const auto page = boost::json::parse(souk.get("/rest/2/addons?limit=1")->body);
  const std::string app(page.at("_embedded").at("addons").at(0).at("key").as_string());
  ASSERT_TRUE(souk.set_flag("analytics-processing", "off"));

  const rlimit small{256 * 1024, RLIM_INFINITY};
  rlimit before{};
  ASSERT_EQ(::prlimit(souk.pid(), RLIMIT_FSIZE, &small, &before), 0);
  std::int64_t acknowledged = 0;
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    const auto reply =
        request(souk.port(), "POST", "/rest/souk/1/events", kBatch, event_batch("d" + std::to_string(i), 100, app));
    ASSERT_TRUE(reply) << "the service must stay up\n" << souk.log();
    if (reply->status == 202) acknowledged += 100;
    if (reply->status == 503) ++refused;
  }
  EXPECT_GT(refused, 0) << "the disk never got full";
  EXPECT_EQ(souk.get("/rest/2/addons/" + app)->status, 200) << "reads go on";

  ASSERT_EQ(::prlimit(souk.pid(), RLIMIT_FSIZE, &before, nullptr), 0);
  const auto reply = request(souk.port(), "POST", "/rest/souk/1/events", kBatch, event_batch("later", 100, app));
  ASSERT_TRUE(reply && reply->status == 202) << "with room again, events are accepted again";
  souk.kill();
  ASSERT_TRUE(souk.start()) << souk.log();
  ASSERT_TRUE(souk.set_flag("analytics-processing", "on"));
  ASSERT_TRUE(eventually([&] { return souk.number({"events", "backlog"}) == 0; }));
  EXPECT_EQ(souk.number({"events", "applied"}), acknowledged + 100);
}

TEST(BadDays, StoppingFinishesInTimeAndLeavesNoRuntimeFile) {
  TemporaryFolder folder;
  RunningSouk souk(folder.path());
  ASSERT_TRUE(souk.start()) << souk.log();
  EXPECT_EQ(souk.stop(), 0) << souk.log();
  EXPECT_FALSE(std::filesystem::exists(souk.data() / "souk.json"));
}

}  // namespace
}  // namespace souk::testing
