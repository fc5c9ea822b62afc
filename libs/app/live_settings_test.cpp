#include "app/live_settings.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace souk::app {
namespace {

TEST(LiveSettings, StartAtTheirDefaults) {
  const LiveSettings settings;
  for (const domain::SettingDefinition& definition : domain::setting_definitions()) {
    EXPECT_EQ(settings.get(definition.setting), definition.default_value) << definition.name;
    EXPECT_EQ(domain::find_setting(definition.name), definition.setting);
    EXPECT_LE(definition.min, definition.default_value) << definition.name;
    EXPECT_GE(definition.max, definition.default_value) << definition.name;
  }
}

TEST(LiveSettings, TakeWhatIsWithinBounds) {
  LiveSettings settings;
  ASSERT_TRUE(settings.set("autoscaler.backlog_per_worker", 0.5).has_value());
  EXPECT_EQ(settings.get(domain::Setting::autoscaler_backlog_per_worker), 0.5);
}

TEST(LiveSettings, RefuseAnUnknownNameAndListTheKnownOnes) {
  LiveSettings settings;
  const Result<void> set = settings.set("autoscaler.speed", 1);
  ASSERT_TRUE(set.has_error());
  EXPECT_EQ(set.error().code, Errc::not_found);
  EXPECT_NE(set.error().detail.find("batch_size"), std::string::npos);
}

TEST(LiveSettings, RefuseWhatIsOutOfBoundsAndKeepTheOldValue) {
  LiveSettings settings;
  for (const double bad : {0.0, -1.0, 1e9, std::nan(""), HUGE_VAL}) {
    const Result<void> set = settings.set("workers", bad);
    ASSERT_TRUE(set.has_error()) << bad;
    EXPECT_EQ(set.error().code, Errc::invalid_argument);
  }
  EXPECT_EQ(settings.count(domain::Setting::workers), 4u);
}

}  // namespace
}  // namespace souk::app
