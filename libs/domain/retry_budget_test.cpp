#include "domain/retry_budget.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant at(Nanos since_start) { return Instant{since_start}; }

RetryBudget::Settings tenth() { return {.ratio = 0.1, .reserve_per_s = 0, .window = seconds(5)}; }

int spend_all(RetryBudget& budget, Instant now) {
  int spent = 0;
  while (spent < 100'000 && budget.try_spend(now)) ++spent;
  return spent;
}

TEST(RetryBudgetTest, AllowsTheRatioOfRecentRequests) {
  RetryBudget budget(tenth());
  for (int i = 0; i < 1'000; ++i) budget.on_request(at(milliseconds(i)));
  EXPECT_EQ(budget.available(at(seconds(1))), 100U);
  EXPECT_EQ(spend_all(budget, at(seconds(1))), 100);
  EXPECT_EQ(budget.refused(), 1U);
}

TEST(RetryBudgetTest, TheReserveLetsAQuietClientRetry) {
  RetryBudget budget({.ratio = 0.1, .reserve_per_s = 1, .window = seconds(5)});
  EXPECT_EQ(spend_all(budget, at(seconds(1))), 5);
}

TEST(RetryBudgetTest, RequestsAndRetriesAreForgottenWithTheWindow) {
  RetryBudget budget(tenth());
  for (int i = 0; i < 100; ++i) budget.on_request(at(milliseconds(100)));
  EXPECT_EQ(spend_all(budget, at(milliseconds(4'900))), 10);
  EXPECT_EQ(budget.available(at(milliseconds(5'100))), 0U);  // the requests have left, the retries have not
  for (int i = 0; i < 100; ++i) budget.on_request(at(seconds(9)));
  EXPECT_EQ(budget.available(at(seconds(9))), 0U);
  EXPECT_EQ(budget.available(at(milliseconds(9'500))), 10U);
}

// A service that answers nothing: three attempts each would triple the load, the budget holds it at a tenth more.
TEST(RetryBudgetTest, KeepsAFailingServiceFromBeingFlooded) {
  RetryBudget budget(tenth());
  int requests = 0;
  int retries = 0;
  for (int i = 0; i < 30'000; ++i) {
    const Instant now = at(milliseconds(i));
    budget.on_request(now);
    ++requests;
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (budget.try_spend(now)) ++retries;
    }
  }
  EXPECT_GE(retries, requests * 9 / 100);
  EXPECT_LE(retries, requests * 12 / 100);
  EXPECT_EQ(budget.refused(), static_cast<std::uint64_t>(2 * requests - retries));
}

}  // namespace
}  // namespace souk::domain
