#include "incidents/incident_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "incidents/test_incident.hpp"

namespace souk::incidents {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

TEST(IncidentJson, ComesBackAsItWent) {
  const std::vector<domain::Incident> incidents{full_incident(), full_incident()};
  const Result<std::vector<domain::Incident>> back = parse_incidents(json::serialize(to_json(incidents)));
  ASSERT_TRUE(back.has_value()) << back.error().detail;
  EXPECT_EQ(*back, incidents);
}

TEST(IncidentJson, SaysWhatFollows) {
  const json::object object = to_json(full_incident());
  EXPECT_EQ(object.at("state").as_string(), "resolved");
  EXPECT_EQ(object.at("severity").as_string(), "minor");
  EXPECT_EQ(object.at("opened_at").as_int64(), 1'000);
  EXPECT_EQ(object.at("resolved_at").as_int64(), 2'000);
  EXPECT_EQ(object.at("hypotheses").at(0).at("state").as_string(), "refuted");
  EXPECT_EQ(object.at("unmet").as_array().size(), 3U);  // one component, no cause, a criterion
}

TEST(IncidentJson, DamageIsNamed) {
  EXPECT_EQ(parse_incidents("{").error().code, Errc::corrupt);
  json::value damaged = to_json(std::vector{full_incident()});
  damaged.at("incidents").at(0).at("updates").at(1).at("state") = "gone";
  const auto wrong = parse_incidents(json::serialize(damaged));
  ASSERT_TRUE(wrong.has_error());
  EXPECT_THAT(wrong.error().detail, HasSubstr("gone"));
  damaged.at("incidents").at(0).at("updates").as_array().clear();
  EXPECT_THAT(parse_incidents(json::serialize(damaged)).error().detail, HasSubstr("no updates"));
}

domain::IncidentCommand round_trip(const domain::IncidentCommand& command) {
  const json::object body = body_of(command);
  Result<domain::IncidentCommand> back = fail(Errc::internal, "");
  switch (command.what.index()) {
    case 0:
      back = parse_opening(body);
      break;
    case 1:
      back = parse_update(command.incident, body);
      break;
    case 2:
      back = parse_hypothesis(command.incident, std::get<domain::JudgeHypothesis>(command.what).name, body);
      break;
    default:
      back = parse_closing(command.incident, body);
  }
  EXPECT_TRUE(back.has_value()) << (back.has_error() ? back.error().detail : "");
  return back.value();
}

TEST(CommandJson, ComesBackAsItWent) {
  const domain::IncidentCommand opening = round_trip({"outage",
                                                      domain::OpenIncident{.title = "Installs fail",
                                                                           .severity = domain::Severity::critical,
                                                                           .scope = {domain::Component::search},
                                                                           .criteria = {"counts agree"},
                                                                           .text = "Looking."},
                                                      "somebody"});
  EXPECT_EQ(opening.incident, "outage");
  EXPECT_EQ(opening.who, "somebody");
  const auto& what = std::get<domain::OpenIncident>(opening.what);
  EXPECT_EQ(what.severity, domain::Severity::critical);
  EXPECT_EQ(what.scope, std::vector{domain::Component::search});
  EXPECT_EQ(what.criteria, std::vector<std::string>{"counts agree"});

  const domain::IncidentCommand update =
      round_trip({"outage", domain::UpdateIncident{"News.", domain::IncidentState::fixing, {}, {"counts agree"}}, "x"});
  EXPECT_EQ(std::get<domain::UpdateIncident>(update.what).state, domain::IncidentState::fixing);
  EXPECT_FALSE(std::get<domain::UpdateIncident>(update.what).severity.has_value());
  const domain::IncidentCommand judged =
      round_trip({"outage", domain::JudgeHypothesis{"heap", domain::HypothesisState::refuted, "Flat."}, "x"});
  EXPECT_EQ(std::get<domain::JudgeHypothesis>(judged.what).state, domain::HypothesisState::refuted);
  EXPECT_EQ(std::get<domain::CloseIncident>(round_trip({"outage", domain::CloseIncident{"Over."}, "x"}).what).text,
            "Over.");
}

TEST(CommandJson, NamesTheMemberThatIsWrong) {
  const auto refusal = [](const char* text) {
    const Result<domain::IncidentCommand> refused = parse_opening(json::parse(text).as_object());
    return refused.has_error() ? refused.error().detail : "was not refused";
  };
  EXPECT_THAT(refusal(R"({"titel": "x"})"), HasSubstr("unknown member 'titel'; allowed: name, title"));
  EXPECT_THAT(refusal(R"({"title": 7})"), HasSubstr("'title' has to be a string"));
  EXPECT_THAT(refusal(R"({"severity": "huge"})"), HasSubstr("none of minor, major, critical"));
  EXPECT_THAT(refusal(R"({"components": ["Search"]})"), HasSubstr("no component"));
  EXPECT_THAT(refusal(R"({"criteria": "one"})"), HasSubstr("array of strings"));
}

}  // namespace
}  // namespace souk::incidents
