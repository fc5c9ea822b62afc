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
                    Mistake{"commit: ", [](Model& m) { m.commit.at.front() = Nanos{-1}; }},
                    Mistake{"handover: ", [](Model& m) { m.handover.at[3] = m.handover.at[2] - Nanos{1}; }},
                    Mistake{"log_cpu_per_event: ", [](Model& m) { m.log_cpu_per_event = Nanos{-1}; }},
                    Mistake{"transactions.record_install.cpu: ",
                            [](Model& m) { m.transactions[0].cpu = ServiceTime::constant(Nanos{0}); }},
                    Mistake{"transactions.record_install.cpu_per_item: ",
                            [](Model& m) { m.transactions[0].cpu_per_item = Nanos{-1}; }}));

}  // namespace
}  // namespace souk::sim
