#include "sim/model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace souk::sim {
namespace {

using std::chrono::microseconds;

// A skewed distribution, as service times are.
ServiceTime skewed() {
  ServiceTime time;
  const std::array<int, 11> us{80, 90, 95, 110, 130, 170, 260, 400, 1'200, 5'000, 9'000};
  for (std::size_t i = 0; i < us.size(); ++i) time.at[i] = microseconds(us[i]);
  return time;
}

std::vector<Nanos> draws(const ServiceTime& time, std::size_t count) {
  domain::Random random(7);
  std::vector<Nanos> drawn(count);
  for (Nanos& one : drawn) one = time.draw(random);
  return drawn;
}

TEST(ServiceTimeTest, DrawsMatchTheQuantiles) {
  const ServiceTime time = skewed();
  std::vector<Nanos> drawn = draws(time, 400'000);
  std::sort(drawn.begin(), drawn.end());
  EXPECT_GE(drawn.front(), time.at.front());
  EXPECT_LE(drawn.back(), time.at.back());
  for (std::size_t i = 0; i + 1 < time.at.size(); ++i) {
    const auto below = std::lower_bound(drawn.begin(), drawn.end(), time.at[i]) - drawn.begin();
    EXPECT_NEAR(static_cast<double>(below) / 400'000, ServiceTime::kQuantiles[i], 0.003) << i;
  }
}

TEST(ServiceTimeTest, MeanIsThatOfTheDraws) {
  double sum = 0;
  for (const Nanos one : draws(skewed(), 400'000)) sum += static_cast<double>(one.count());
  EXPECT_NEAR(sum / 400'000 / static_cast<double>(skewed().mean().count()), 1, 0.01);
}

TEST(ServiceTimeTest, AConstantIsAlwaysTheSame) {
  const ServiceTime time = ServiceTime::constant(microseconds(42));
  EXPECT_EQ(time.mean(), microseconds(42));
  for (const Nanos one : draws(time, 100)) EXPECT_EQ(one, microseconds(42));
}

TEST(ServiceTimeTest, SamplesGiveTheirQuantiles) {
  std::vector<Nanos> samples;
  for (int i = 1'000; i >= 0; --i) samples.emplace_back(i * 1'000);
  const ServiceTime time = ServiceTime::of_samples(samples);
  for (std::size_t i = 0; i < time.at.size(); ++i) {
    EXPECT_EQ(time.at[i], Nanos{std::llround(ServiceTime::kQuantiles[i] * 1e6)}) << i;
  }
}

TEST(ServiceTimeTest, ALongTailKeepsTheMean) {
  std::vector<Nanos> samples(1'000, microseconds(200));
  for (std::size_t i = 0; i < 3; ++i) samples[i] = microseconds(20'000);
  const ServiceTime time = ServiceTime::of_samples(samples);
  EXPECT_NEAR(static_cast<double>(time.mean().count()), 259'400, 300);
  EXPECT_EQ(time.at[4], microseconds(200));
  EXPECT_EQ(time.at.back(), microseconds(20'000));
  EXPECT_TRUE(std::is_sorted(time.at.begin(), time.at.end()));
}

TEST(ServiceTimeTest, OneSampleIsAConstant) {
  EXPECT_EQ(ServiceTime::of_samples({microseconds(5)}).at, ServiceTime::constant(microseconds(5)).at);
}

TEST(ModelTest, TheDefaultModelIsValid) {
  const Model model = default_model();
  ASSERT_TRUE(validate(model));
  EXPECT_GT(model.cost_of(domain::TransactionKind::apply_batch).cpu_per_item, Nanos{0});
  EXPECT_TRUE(model.cost_of(domain::TransactionKind::record_install).writes);
  EXPECT_FALSE(model.cost_of(domain::TransactionKind::offer).writes);
}

Model with_a_crowd() {
  Model model = default_model();
  model.hop = ServiceTime::constant(microseconds(40));
  model.timer = ServiceTime::constant(microseconds(50));
  model.crowd = {{8, microseconds(0), microseconds(10)},
                 {64, microseconds(30), microseconds(10)},
                 {512, microseconds(60), microseconds(100)}};
  return model;
}

TEST(ModelTest, ACrowdCostsWhatWasMeasuredAndAsMuchBetweenAsTheLogarithmSays) {
  const Model model = with_a_crowd();
  EXPECT_EQ(model.crowd_of(64).cpu, microseconds(30));
  EXPECT_EQ(model.crowd_of(512).wait, microseconds(100));
  EXPECT_EQ(model.crowd_of(16).cpu, microseconds(10));  // a doubling of three
  EXPECT_EQ(model.crowd_of(256).wait, microseconds(70));
  EXPECT_EQ(model.crowd_of(1).wait, microseconds(10)) << "below the first point nothing was measured";
  EXPECT_EQ(model.crowd_of(0).cpu, microseconds(0));
  EXPECT_EQ(model.crowd_of(1'024).wait, microseconds(130));  // on as before
}

TEST(ModelTest, ACrowdIsNeverCheaperThanNothing) {
  Model model = default_model();
  model.crowd.clear();
  EXPECT_EQ(model.crowd_of(512).cpu, Nanos{0});
  model.crowd = {{8, microseconds(50), Nanos{0}}, {64, microseconds(10), Nanos{0}}};
  EXPECT_EQ(model.crowd_of(4'096).cpu, Nanos{0});
  model.crowd = {{8, microseconds(50), Nanos{0}}};
  EXPECT_EQ(model.crowd_of(512).cpu, microseconds(50));
}

TEST(ModelTest, ASlowerMachineIsSlowerInEverythingThatTakesTime) {
  const Model model = with_a_crowd();
  const Model slow = model.at_speed(0.5);
  EXPECT_EQ(slow.hop.at[4], model.hop.at[4] * 2);
  EXPECT_EQ(slow.timer.at[4], model.timer.at[4] * 2);
  EXPECT_EQ(slow.crowd_of(512).cpu, microseconds(120));
  EXPECT_EQ(slow.crowd_of(512).wait, microseconds(200));
  EXPECT_EQ(slow.disk_sharing, model.disk_sharing);
}

struct Mistake {
  const char* names;
  void (*make)(Model&);
};

class ModelMistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(ModelMistakeTest, IsRefusedByName) {
  Model model = default_model();
  GetParam().make(model);
  const Result<void> checked = validate(model);
  ASSERT_TRUE(checked.has_error());
  EXPECT_EQ(checked.error().code, Errc::invalid_argument);
  EXPECT_EQ(checked.error().detail.find(GetParam().names), 0U) << checked.error().detail;
}

INSTANTIATE_TEST_SUITE_P(
    Each, ModelMistakeTest,
    testing::Values(Mistake{"cores: ", [](Model& m) { m.cores = 0; }},
                    Mistake{"cores: ", [](Model& m) { m.cores = 5'000; }},
                    Mistake{"hop: ", [](Model& m) { m.hop.at.back() = Nanos{-1}; }},
                    Mistake{"timer: ", [](Model& m) { m.timer.at.front() = Nanos{-1}; }},
                    Mistake{"disk_sharing: ", [](Model& m) { m.disk_sharing = -0.1; }},
                    Mistake{"disk_sharing: ", [](Model& m) { m.disk_sharing = std::nan(""); }},
                    Mistake{"disk_sharing: ", [](Model& m) { m.disk_sharing = 1e9; }},
                    Mistake{"crowd[0].workers: ",
                            [](Model& m) {
                              m.crowd = {{0, Nanos{0}, Nanos{0}}};
                            }},
                    Mistake{"crowd[1].workers: ",
                            [](Model& m) {
                              m.crowd = {{8, Nanos{0}, Nanos{0}}, {8, Nanos{1}, Nanos{1}}};
                            }},
                    Mistake{"crowd[0].cpu: ",
                            [](Model& m) {
                              m.crowd = {{8, Nanos{-1}, Nanos{0}}};
                            }},
                    Mistake{"crowd[0].wait: ",
                            [](Model& m) {
                              m.crowd = {{8, Nanos{0}, Nanos{-1}}};
                            }},
                    Mistake{"commit: ", [](Model& m) { m.commit.at.front() = Nanos{-1}; }},
                    Mistake{"handover: ", [](Model& m) { m.handover.at[3] = m.handover.at[2] - Nanos{1}; }},
                    Mistake{"log_cpu_per_event: ", [](Model& m) { m.log_cpu_per_event = Nanos{-1}; }},
                    Mistake{"transactions.record_install.cpu: ",
                            [](Model& m) { m.transactions[0].cpu = ServiceTime::constant(Nanos{0}); }},
                    Mistake{"checkpoint: ", [](Model& m) { m.checkpoint.at.front() = Nanos{-1}; }},
                    Mistake{"transactions.record_install.pages: ", [](Model& m) { m.transactions[0].pages = -1; }},
                    Mistake{"transactions.record_install.pages_per_item: ",
                            [](Model& m) { m.transactions[0].pages_per_item = 1e9; }},
                    Mistake{"transactions.record_install.cpu_per_item: ",
                            [](Model& m) { m.transactions[0].cpu_per_item = Nanos{-1}; }}));

}  // namespace
}  // namespace souk::sim
