#include "app/count_repair.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "app/shop_testing.hpp"

namespace souk::app {
namespace {

// A store of ten vendors, of which every third has a wrong row; each takes 10 ms.
class TenVendors final : public testing::FakeStore {
 public:
  explicit TenVendors(testing::FakeClock& clock) : clock_(clock) {}
  Task<Result<domain::Recounted>> recount(ports::RequestContext context, domain::RecountPlan plan) override {
    EXPECT_EQ(context.owner, domain::Owner::ops);
    plans.push_back(plan);
    if (failure) co_return *failure;
    domain::Recounted recounted{.last_vendor = plan.after_vendor};
    while (recounted.last_vendor < 10 && (plan.max_vendors == 0 || recounted.vendors < plan.max_vendors)) {
      ++recounted.last_vendor;
      ++recounted.vendors;
      if (recounted.last_vendor % 3 == 0) ++recounted.corrected;
      clock_.advance(std::chrono::milliseconds(10));
    }
    recounted.done = plan.max_vendors == 0 || recounted.vendors < plan.max_vendors;
    co_return recounted;
  }
  std::vector<domain::RecountPlan> plans;

 private:
  testing::FakeClock& clock_;
};

class CountRepairTest : public ::testing::Test {
 protected:
  CountRepairTest() { flag("off"); }
  void flag(const char* mode) { flags_.set(domain::Flag::count_repair, std::string(mode)); }
  // True if there was something to do.
  bool step() {
    rest_ = Nanos{0};
    return testing::run(repair_.step(rest_));
  }
  void run_all() {
    const auto run = [](CountRepair& repair) -> Task<bool> {
      co_await repair.run_while_due();
      co_return true;
    };
    testing::run(run(repair_));
  }
  // All there is to do, step by step.
  void finish() {
    for (int i = 0; i < 100 && step(); ++i) clock_.advance(rest_);
    ASSERT_FALSE(step());
  }

  testing::FakeClock clock_;
  testing::FakeFlags flags_;
  TenVendors store_{clock_};
  LiveSettings settings_;
  CoreLatency latency_{std::chrono::milliseconds(1), 100};
  CountRepair repair_{{clock_, flags_, store_, settings_, [this] { return latency_; }}};
  Nanos rest_{0};
};

TEST_F(CountRepairTest, DoesNothingWhileItIsOff) {
  EXPECT_FALSE(step());
  EXPECT_TRUE(store_.plans.empty());
}

TEST_F(CountRepairTest, WholeIsOneTransaction) {
  flag("whole");
  finish();
  ASSERT_EQ(store_.plans.size(), 1U);
  EXPECT_EQ(store_.plans[0].max_vendors, 0U);
  EXPECT_EQ(repair_.progress().vendors, 10U);
  EXPECT_EQ(repair_.progress().corrected, 3U);
  EXPECT_EQ(repair_.progress().runs, 1U);
}

TEST_F(CountRepairTest, BatchesAreSmallAndRestInBetween) {
  flag("batched");
  ASSERT_TRUE(step());
  EXPECT_LE(store_.plans[0].max_vendors, 2U);
  EXPECT_GE(rest_, std::chrono::milliseconds(10)) << "half of the time, unless the setting says otherwise";
  finish();
  EXPECT_GT(store_.plans.size(), 2U);
  EXPECT_EQ(repair_.progress().vendors, 10U);
  EXPECT_EQ(repair_.progress().corrected, 3U);
  EXPECT_EQ(repair_.progress().runs, 1U);
}

TEST_F(CountRepairTest, BatchesStaySmallWhileTheCoreIsSlow) {
  latency_.p99 = std::chrono::seconds(1);
  flag("batched");
  finish();
  for (const domain::RecountPlan& plan : store_.plans) EXPECT_EQ(plan.max_vendors, 1U);
}

TEST_F(CountRepairTest, RunsOnceForEachSettingOfTheFlag) {
  flag("whole");
  finish();
  finish();
  EXPECT_EQ(repair_.progress().runs, 1U);
  flag("off");
  EXPECT_FALSE(step());
  flag("whole");
  finish();
  EXPECT_EQ(repair_.progress().runs, 2U);
}

TEST_F(CountRepairTest, IsDueFromTheSettingOfTheFlagUntilItIsThrough) {
  EXPECT_FALSE(repair_.is_due());
  flag("batched");
  ASSERT_TRUE(repair_.is_due());
  run_all();
  EXPECT_EQ(repair_.progress().vendors, 10U);
  EXPECT_FALSE(repair_.is_due());
  flag("whole");
  EXPECT_TRUE(repair_.is_due()) << "another way is another run";
  flag("off");
  EXPECT_FALSE(repair_.is_due());
  flag("batched");
  EXPECT_TRUE(repair_.is_due());
}

TEST_F(CountRepairTest, OffStopsARunThatGoesInBatches) {
  flag("batched");
  ASSERT_TRUE(step());
  flag("off");
  EXPECT_FALSE(step());
  EXPECT_EQ(repair_.progress().runs, 0U);
}

TEST_F(CountRepairTest, TriesAgainWhatABusyStoreRefused) {
  flag("batched");
  ASSERT_TRUE(step());
  store_.failure = fail(Errc::deadline_exceeded, "waited too long");
  ASSERT_TRUE(step());
  EXPECT_EQ(repair_.failure(), "waited too long");
  store_.failure.reset();
  finish();
  EXPECT_EQ(repair_.failure(), "");
  EXPECT_EQ(repair_.progress().vendors, 10U) << "each vendor once";
}

TEST_F(CountRepairTest, GivesUpOnABrokenStore) {
  flag("batched");
  store_.failure = fail(Errc::corrupt, "the file is damaged");
  ASSERT_TRUE(step());
  EXPECT_FALSE(step());
  EXPECT_EQ(repair_.failure(), "the file is damaged");
  EXPECT_EQ(repair_.progress().runs, 0U);
}

}  // namespace
}  // namespace souk::app
