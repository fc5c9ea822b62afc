#include "services/calibration/wal_watch.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "storage/connection.hpp"

namespace souk::calibration {
namespace {

// Real files of the real library, because the numbers are read from where it keeps them.
class WalWatchTest : public testing::Test {
 protected:
  WalWatchTest() : folder_(std::filesystem::temp_directory_path() / ("wal-watch-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~WalWatchTest() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_;
};

TEST_F(WalWatchTest, SeesThePagesOfATransactionAndTheCheckpoint) {
  auto opened = storage::Connection::open({.path = folder_ / "a.db"});
  ASSERT_TRUE(opened);
  storage::Connection& connection = **opened;
  connection.script("PRAGMA journal_mode=WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, text BLOB)");
  WalWatch watch;
  ASSERT_TRUE(watch.open(folder_ / "a.db"));

  const WalWatch::Reading before = watch.read();
  connection.run("INSERT INTO t VALUES (1, zeroblob(40000))");  // ten pages and the row's own
  const WalWatch::Reading after = watch.read();
  EXPECT_GE(WalWatch::pages_written(before, after), 10U);
  EXPECT_LE(WalWatch::pages_written(before, after), 14U);
  EXPECT_FALSE(WalWatch::did_checkpoint(before, after));

  connection.script("PRAGMA wal_checkpoint");
  const WalWatch::Reading copied = watch.read();
  EXPECT_TRUE(WalWatch::did_checkpoint(after, copied));
  EXPECT_EQ(WalWatch::pages_written(after, copied), 0U);

  connection.run("INSERT INTO t VALUES (2, zeroblob(10))");  // begins the log anew
  const WalWatch::Reading anew = watch.read();
  EXPECT_LT(anew.frames, copied.frames);
  EXPECT_EQ(WalWatch::pages_written(copied, anew), anew.frames);
  EXPECT_FALSE(WalWatch::did_checkpoint(copied, anew));
}

TEST_F(WalWatchTest, NamesAStoreThatIsNotOpen) {
  WalWatch watch;
  const Result<void> opened = watch.open(folder_ / "b.db");
  ASSERT_TRUE(opened.has_error());
  EXPECT_NE(opened.error().detail.find("b.db-shm"), std::string::npos);
}

}  // namespace
}  // namespace souk::calibration
