#include "services/analytics/usage_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::analytics {
namespace {

using domain::EventType;
using testing::HasSubstr;
using testing::SizeIs;

constexpr UnixMs kNow = 1'583'403'330'250;

std::string refusal(const std::string& form, EventType type = EventType::heartbeat) {
  const auto parsed = parse_usage_form(form, type);
  return parsed ? "" : parsed.error().detail;
}

TEST(UsageReport, KnowsTheTypesOfTheClients) {
  EXPECT_EQ(usage_type("updates"), EventType::heartbeat);
  EXPECT_EQ(usage_type("enablement-failure"), EventType::enablement_failure);
  EXPECT_FALSE(usage_type("heartbeat").has_value());
  EXPECT_FALSE(usage_type("Updates").has_value());
}

TEST(UsageReport, FindsTheServerAmongWhatTheClientSaysOfItself) {
  EXPECT_EQ(server_id_of("client=upm,product=jira,version=8.5.1,sid=B8XX-1,users=100,ondemand=false").value(),
            "B8XX-1");
  EXPECT_EQ(server_id_of(" sid=a=b , nonsense,,hosting=server").value(), "a=b");
  EXPECT_THAT(server_id_of("").error().detail, HasSubstr("X-Pac-Client-Info is missing"));
  EXPECT_THAT(server_id_of("client=upm").error().detail, HasSubstr("sid"));
  EXPECT_THAT(server_id_of("sid=,client=upm").error().detail, HasSubstr("sid"));
  EXPECT_THAT(server_id_of("sid=1,sid=2").error().detail, HasSubstr("twice"));
  EXPECT_THAT(server_id_of("sid=" + std::string(256, 'x')).error().detail, HasSubstr("255"));
  EXPECT_THAT(server_id_of("sid=a\tb").error().detail, HasSubstr("control"));
}

TEST(UsageReport, ReadsRepeatedFieldsInOrder) {
  const auto apps = parse_usage_form("pk=com.example.a&pv=1.0&psen=&pk=com.example.b%2Bc&pv=2.0+beta&psen=SEN-1&x=y",
                                     EventType::heartbeat)
                        .value();
  ASSERT_THAT(apps, SizeIs(2));
  EXPECT_EQ(apps[0].key, "com.example.a");
  EXPECT_EQ(apps[0].version, "1.0");
  EXPECT_EQ(apps[1].key, "com.example.b+c");
  EXPECT_EQ(apps[1].version, "2.0 beta");
}

TEST(UsageReport, NamesTheFieldThatIsWrong) {
  EXPECT_THAT(refusal(""), HasSubstr("field pk is missing"));
  EXPECT_THAT(refusal("pk=a&pk=b&pv=1"), HasSubstr("field pv is there 1 times and pk 2 times"));
  EXPECT_THAT(refusal("pk=a"), HasSubstr("field pv is there 0 times"));
  EXPECT_THAT(refusal("pv=1"), HasSubstr("field pk is missing"));
  EXPECT_THAT(refusal("pk=a&pv=1&pk=b&pv=2&psen=3"), HasSubstr("field psen is there 1 times"));
  EXPECT_THAT(refusal("pk=a&pv=1&pk=&pv=2"), HasSubstr("field pk, number 2: is empty"));
  EXPECT_THAT(refusal("pk=a&pv=" + std::string(256, '1')), HasSubstr("field pv, number 1"));
  EXPECT_THAT(refusal("pk=a%00&pv=1"), HasSubstr("field pk, number 1"));
  EXPECT_THAT(refusal("pk=a%0Ab&pv=1"), HasSubstr("control character"));
  EXPECT_THAT(refusal("pk=a%zz&pv=1"), HasSubstr("not an urlencoded form"));
  EXPECT_THAT(refusal("pk=a%2"), HasSubstr("not an urlencoded form"));
}

TEST(UsageReport, SomeTypesNeedNoVersionAndNoApp) {
  EXPECT_EQ(refusal("pk=a", EventType::requested), "");
  EXPECT_EQ(refusal("name=pac-disabled&value=true", EventType::settings_changed), "");
  EXPECT_THAT(refusal("pk=a&pk=b&pv=1", EventType::requested), HasSubstr("field pv"));
}

TEST(UsageReport, HasALimit) {
  std::string form;
  for (std::size_t i = 0; i < kMaxUsageApps; ++i) form += "pk=a&pv=1&";
  form.pop_back();
  EXPECT_THAT(parse_usage_form(form, EventType::heartbeat).value(), SizeIs(kMaxUsageApps));
  EXPECT_EQ(parse_usage_form(form + "&pk=a&pv=1", EventType::heartbeat).error().code, Errc::too_large);
}

TEST(UsageReport, AHeartbeatHasTheSameKeyAllDay) {
  const std::vector<ReportedApp> apps{{"com.example.a", "1.0"}, {"com.example.b", "1.0"}};
  const auto events = usage_events("B8XX-1", EventType::heartbeat, apps, kNow);
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].source, "/instances/B8XX-1");
  EXPECT_EQ(events[0].instance_id, "B8XX-1");
  EXPECT_EQ(events[0].app_key, "com.example.a");
  EXPECT_EQ(events[0].occurred_at, kNow);
  EXPECT_NE(events[0].id, events[1].id);
  EXPECT_EQ(usage_events("B8XX-1", EventType::heartbeat, apps, kNow + 3'600'000)[0].id, events[0].id);
  EXPECT_NE(usage_events("B8XX-1", EventType::heartbeat, apps, kNow + kMsPerDay)[0].id, events[0].id);
}

TEST(UsageReport, AnInstallMayHappenAgainAMinuteLater) {
  const std::vector<ReportedApp> apps{{"com.example.a", "1.0"}};
  const std::string id = usage_events("s", EventType::installed, apps, kNow)[0].id;
  EXPECT_EQ(usage_events("s", EventType::installed, apps, kNow + 1'000)[0].id, id);
  EXPECT_NE(usage_events("s", EventType::installed, apps, kNow + 60'000)[0].id, id);
  EXPECT_NE(usage_events("s", EventType::uninstalled, apps, kNow)[0].id, id);
}

}  // namespace
}  // namespace souk::analytics
