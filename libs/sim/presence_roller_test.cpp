// The roll-up of presence at work, on the simulated store.
#include "app/presence_roller.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>

#include "flags/static_flags.hpp"
#include "sim/analytics_store.hpp"
#include "sim/insight_store.hpp"
#include "sim/model.hpp"

namespace souk::sim {
namespace {

using domain::Flag;
using std::chrono::hours;
using std::chrono::seconds;

void rethrow(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

domain::Catalogue catalogue() {
  return domain::generate_catalogue({.apps = 20,
                                     .vendors = 5,
                                     .active_installs = 2'000,
                                     .large_apps = 2,
                                     .large_share = 0.7,
                                     .instances = 10,
                                     .apps_per_instance = 2})
      .value();
}

class PresenceRollerTest : public testing::Test {
 protected:
  ~PresenceRollerTest() override { context_.clear(); }

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    asio::co_spawn(context_.executor(), keep(std::move(task), &result), rethrow);
    context_.run();
    return std::move(result).value();
  }
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>* result) {
    result->emplace(co_await std::move(task));
  }
  void heartbeats(std::uint64_t count) {
    std::vector<domain::PositionedEvent> events;
    for (std::uint64_t i = 0; i < count; ++i, ++consumed_) {
      events.push_back({.position = consumed_,
                        .event = {.source = "/instances/new",
                                  .id = std::to_string(consumed_),
                                  .type = domain::EventType::heartbeat,
                                  .app_key = key_,
                                  .instance_id = "new-" + std::to_string(consumed_),
                                  .occurred_at = machine_.clock.unix_ms()}});
    }
    run(analytics_.apply(events, {}, domain::Strategy::batched, 0)).value();
  }
  std::int64_t instances() {
    const std::int64_t today = day_of(machine_.clock.unix_ms());
    return run(insights_.app_insight({}, key_, today, 1)).value().active_instances;
  }
  std::uint64_t rolls() const { return database_.transactions().at("roll_presence"); }
  bool roll() { return run(roller_.roll_once(analytics_)).value(); }

  Context context_;
  Machine machine_{context_, default_model(), 1};
  std::shared_ptr<const CatalogueIndex> catalogue_ = std::make_shared<const CatalogueIndex>(catalogue());
  const std::string key_ = catalogue_->app(0).key;
  MemoryDatabase state_{catalogue_, 1'583'366'400'000};
  Database database_{machine_, state_, DatabaseOptions{}};
  AnalyticsStore analytics_{database_};
  AnalyticsStoreFactory stores_{database_};
  InsightStore insights_{database_};
  flags::StaticFlags flags_;
  app::LiveSettings settings_;
  std::uint64_t consumed_ = 0;
  app::PresenceRoller roller_{{stores_, flags_, machine_.clock, settings_, [this] { return consumed_; }, seconds(1)}};
};

TEST_F(PresenceRollerTest, TakesInWhatWasConsumedInBoundedTransactions) {
  const std::int64_t before = instances();
  heartbeats(1'500);
  EXPECT_TRUE(roll()) << "a thousand at a time";
  EXPECT_EQ(instances(), before + 1'000);
  EXPECT_FALSE(roll());
  EXPECT_EQ(instances(), before + 1'500);
}

TEST_F(PresenceRollerTest, GoesFasterWhileItLags) {
  const std::int64_t before = instances();
  for (int i = 0; i < 10; ++i) heartbeats(1'000);
  asio::co_spawn(context_.executor(), roller_.run(), rethrow);
  context_.run(context_.now() + seconds(3));
  EXPECT_EQ(state_.app_insight(key_, day_of(machine_.clock.unix_ms()), 1)->active_instances, before + 10'000);
  roller_.request_stop();
  context_.run();
}

TEST_F(PresenceRollerTest, AsksNothingWhenThereIsNothingToDo) {
  heartbeats(5);
  roll();
  const std::uint64_t done = rolls();
  for (int i = 0; i < 10; ++i) roll();
  EXPECT_EQ(rolls(), done);
  heartbeats(1);
  roll();
  EXPECT_EQ(rolls(), done + 1);
}

TEST_F(PresenceRollerTest, LeavesTheStoreAloneWhileProcessingIsOff) {
  const std::int64_t before = instances();
  heartbeats(5);
  ASSERT_TRUE(flags_.set(Flag::analytics_processing, false).has_value());
  EXPECT_FALSE(roll());
  EXPECT_EQ(instances(), before);
  EXPECT_EQ(rolls(), 0U);
  ASSERT_TRUE(flags_.set(Flag::analytics_processing, true).has_value());
  roll();
  EXPECT_EQ(instances(), before + 5);
}

TEST_F(PresenceRollerTest, ForgetsSilentInstancesByItselfWithinADay) {
  heartbeats(5);
  asio::co_spawn(context_.executor(), roller_.run(), rethrow);
  context_.run(context_.now() + hours(24 * 29));
  EXPECT_GE(state_.app_insight(key_, day_of(machine_.clock.unix_ms()), 1)->active_instances, 5);
  context_.run(context_.now() + hours(24 * 2));
  EXPECT_EQ(state_.app_insight(key_, day_of(machine_.clock.unix_ms()), 1)->active_instances, 0);
  EXPECT_TRUE(state_.reconcile().discrepancies.empty());
  roller_.request_stop();
  context_.run();
}

TEST_F(PresenceRollerTest, AShorterWindowIsInForceAtOnce) {
  heartbeats(5);
  roll();
  context_.call_at(context_.now() + hours(24 * 8), [] {});
  context_.run();
  roll();
  EXPECT_GE(instances(), 5);
  ASSERT_TRUE(settings_.set("active_installs.window_days", 7).has_value());
  roll();
  EXPECT_EQ(instances(), 0);
}

}  // namespace
}  // namespace souk::sim
