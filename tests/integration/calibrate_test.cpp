// The shortest calibration, as a user would run it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "sim/model.hpp"
#include "tests/support/running_souk.hpp"

namespace souk::testing {
namespace {

// The shortest there is; a sanitizer answers so slowly that it takes longer to hear enough of HTTP.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr const char* kSeconds = "30";
#else
constexpr const char* kSeconds = "5";
#endif

TEST(Calibrate, WritesAModelAndLeavesNothingElse) {
  TemporaryFolder folder;
  const std::filesystem::path out = folder.path() / "model.json";
  const std::filesystem::path scratch = folder.path() / "disk";
  std::filesystem::create_directory(scratch);
  const Ended run = run_souk({"calibrate", "--seconds", kSeconds, "--data", scratch.string(), "--out", out.string()},
                             folder.path() / "log");
  ASSERT_EQ(run.status, 0) << run.output;
  EXPECT_NE(run.output.find("Cross-check"), std::string::npos) << run.output;
  EXPECT_TRUE(std::filesystem::is_empty(scratch));

  const Result<sim::Model> model = sim::parse_model(file_text(out));
  ASSERT_TRUE(model) << model.error().detail;
  EXPECT_GT(model->cores, 0U);
  const auto& one_by_one = model->cost_of(domain::TransactionKind::apply_per_event);
  const auto& batch = model->cost_of(domain::TransactionKind::apply_batch);
  EXPECT_TRUE(one_by_one.writes);
  EXPECT_GT(one_by_one.cpu.mean(), batch.cpu_per_item) << "batches are what makes the cure a cure";
  for (std::size_t i = 0; i < domain::kTransactionKindCount; ++i) {
    EXPECT_GT(model->transactions[i].cpu.mean(), Nanos{0}) << domain::kTransactionKindNames[i];
  }
  EXPECT_GT(model->server_cpu.mean(), Nanos{0});
  EXPECT_GT(model->log_sync.mean(), Nanos{0});
  EXPECT_GT(model->hop.mean(), Nanos{0}) << "a thread that sleeps does not run at once";
  EXPECT_GT(model->timer.mean(), Nanos{0});
  ASSERT_EQ(model->crowd.size(), 3U);
  EXPECT_EQ(model->crowd.front().workers, 8U);
  EXPECT_EQ(model->crowd.back().workers, 512U);
}

TEST(Calibrate, NamesAFolderThatIsNotThere) {
  TemporaryFolder folder;
  const std::string nowhere = (folder.path() / "nowhere").string();
  const std::string out = (folder.path() / "model.json").string();
  std::ofstream(out) << "an earlier model";
  const Ended run = run_souk({"calibrate", "--data", nowhere, "--out", out}, folder.path() / "log");
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.output.find(nowhere), std::string::npos) << run.output;
  EXPECT_EQ(file_text(out), "an earlier model");
  EXPECT_FALSE(std::filesystem::exists(out + ".unfinished"));
}

TEST(Calibrate, NamesAFileThatCannotBeWritten) {
  TemporaryFolder folder;
  const std::string out = (folder.path() / "nowhere" / "model.json").string();
  const Ended run = run_souk({"calibrate", "--out", out}, folder.path() / "log");
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.output.find(out), std::string::npos) << run.output;
}

TEST(Calibrate, RefusesTooShortATime) {
  TemporaryFolder folder;
  EXPECT_EQ(run_souk({"calibrate", "--seconds", "1"}, folder.path() / "log").status, 2);
}

}  // namespace
}  // namespace souk::testing
