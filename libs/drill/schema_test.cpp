// docs/schema/drill.schema.json is kept true: it lists the keys and the values that the parser knows, no more, no
// fewer.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <span>
#include <sstream>
#include <string>

#include "domain/drill.hpp"
#include "drill/keys.hpp"

namespace souk::drill {
namespace {

using Names = std::set<std::string>;

boost::json::object load_schema() {
  std::ifstream file(SOUK_SOURCE_DIR "/docs/schema/drill.schema.json");
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str()).as_object();
}

Names properties_of(const boost::json::value& section) {
  Names names;
  for (const auto& property : section.at("properties").as_object()) names.emplace(property.key());
  return names;
}

Names enum_of(const boost::json::value& property) {
  Names names;
  for (const auto& name : property.at("enum").as_array()) names.emplace(name.as_string().c_str());
  return names;
}

Names names_of(std::span<const std::string_view> keys) { return {keys.begin(), keys.end()}; }

TEST(DrillSchema, HasTheParsersKeys) {
  const boost::json::object schema = load_schema();
  EXPECT_EQ(properties_of(schema), names_of(kDrillKeys));
  const boost::json::value& sections = schema.at("$defs");
  EXPECT_EQ(properties_of(sections.at("calibrate")), names_of(kCalibrateKeys));
  EXPECT_EQ(properties_of(sections.at("class")), names_of(kClassKeys));
  EXPECT_EQ(properties_of(sections.at("daily")), names_of(kDailyKeys));
  EXPECT_EQ(properties_of(sections.at("machine")), names_of(kMachineKeys));
  EXPECT_EQ(properties_of(sections.at("visitors")), names_of(kVisitorKeys));
  EXPECT_EQ(properties_of(sections.at("step")), names_of(kStepKeys));
  EXPECT_EQ(properties_of(sections.at("incident")), names_of(kIncidentKeys));
  EXPECT_EQ(properties_of(sections.at("faults")), names_of(kFaultKeys));
  EXPECT_EQ(properties_of(sections.at("network")), names_of(kNetworkKeys));
  EXPECT_EQ(properties_of(sections.at("load")), names_of(kLoadKeys));
  EXPECT_EQ(properties_of(sections.at("expectation")), names_of(kExpectationKeys));
  EXPECT_EQ(properties_of(sections.at("metastability")), names_of(kMetastabilityKeys));
  EXPECT_EQ(properties_of(sections.at("end")), names_of(kEndKeys));
}

TEST(DrillSchema, HasTheParsersValues) {
  const boost::json::object schema = load_schema();
  const boost::json::value& properties = schema.at("properties");
  const boost::json::value& sections = schema.at("$defs");
  EXPECT_EQ(enum_of(properties.at("outcome")), names_of(domain::kDrillOutcomeNames));
  EXPECT_EQ(enum_of(properties.at("worlds").at("items")), names_of(domain::kWorldNames));
  EXPECT_EQ(enum_of(properties.at("substrate")), names_of(kSubstrateNames));
  EXPECT_EQ(enum_of(properties.at("queue")), names_of(domain::kEventQueueNames));
  EXPECT_EQ(enum_of(sections.at("arrivals")), names_of(kArrivalNames));
  EXPECT_EQ(enum_of(sections.at("class").at("properties").at("kind")), names_of(domain::kUserKindNames));
  EXPECT_EQ(enum_of(sections.at("step").at("properties").at("service")), names_of(domain::kServiceActionNames));
  const boost::json::value& incident = sections.at("incident").at("properties");
  EXPECT_EQ(enum_of(incident.at("severity")), names_of(domain::kSeverityNames));
  EXPECT_EQ(enum_of(incident.at("components").at("items")), names_of(domain::kComponentKeys));
  Names states = names_of(domain::kIncidentStateNames);
  states.merge(names_of(domain::kHypothesisStateNames));
  states.erase("closed");
  EXPECT_EQ(enum_of(incident.at("state")), states);
  EXPECT_EQ(enum_of(sections.at("network").at("properties").at("cut")), names_of(domain::kCutNames));
}

TEST(DrillSchema, RefusesWhatItDoesNotKnow) {
  const boost::json::object schema = load_schema();
  EXPECT_FALSE(schema.at("additionalProperties").as_bool());
  for (const char* section : {"calibrate", "class", "daily", "machine", "visitors", "step", "incident", "faults",
                              "network", "load", "expectation", "metastability", "end"}) {
    EXPECT_FALSE(schema.at("$defs").at(section).at("additionalProperties").as_bool()) << section;
  }
}

}  // namespace
}  // namespace souk::drill
