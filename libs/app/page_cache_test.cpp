#include "app/page_cache.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace souk::app {
namespace {

using Cache = PageCache<std::string>;

std::shared_ptr<const std::string> text(std::string value) {
  return std::make_shared<const std::string>(std::move(value));
}

TEST(PageCache, FindsWhatWasStoredUntilItIsTooOld) {
  Cache cache({64, std::chrono::seconds(1)});
  const Instant start{std::chrono::hours(5)};
  EXPECT_EQ(cache.find("a", start), nullptr);
  cache.store("a", text("1"), start);
  ASSERT_NE(cache.find("a", start + std::chrono::milliseconds(999)), nullptr);
  EXPECT_EQ(*cache.find("a", start), "1");
  EXPECT_EQ(cache.find("a", start + std::chrono::seconds(1)), nullptr);
  cache.store("a", text("2"), start + std::chrono::seconds(2));
  EXPECT_EQ(*cache.find("a", start + std::chrono::seconds(2)), "2");
  EXPECT_EQ(cache.size(), 1U);
}

TEST(PageCache, StaysWithinItsBoundAndKeepsTheNewest) {
  Cache cache({64, std::chrono::seconds(1)});
  const Instant now{std::chrono::hours(5)};
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = "app-" + std::to_string(i);
    cache.store(key, text(key), now);
    ASSERT_NE(cache.find(key, now), nullptr);
    ASSERT_LE(cache.size(), 64U);
  }
  EXPECT_EQ(cache.size(), 64U);
  EXPECT_EQ(cache.find("app-0", now), nullptr);
}

TEST(PageCache, ServesManyThreads) {
  Cache cache({64, std::chrono::seconds(1)});
  const Instant now{std::chrono::hours(5)};
  std::vector<std::thread> threads;
  std::array<int, 4> wrong{};
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&cache, &wrong, now, t] {
      for (int i = 0; i < 5'000; ++i) {
        const std::string key = std::to_string(i % 100);
        if (const auto found = cache.find(key, now); found != nullptr && *found != key) ++wrong[t];
        cache.store(key, text(key), now);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const int count : wrong) EXPECT_EQ(count, 0);
  EXPECT_LE(cache.size(), 64U);
}

}  // namespace
}  // namespace souk::app
