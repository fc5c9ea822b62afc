#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "drill/parse_drill.hpp"
#include "drill/write_drill.hpp"

namespace souk::drill {
namespace {

using ::testing::HasSubstr;

// The timeline begins in line 7.
ParsedDrill parse(const std::string& timeline) {
  return parse_drill(R"(name: small
title: A small drill
duration: 30s
workload:
  - {class: installers, kind: in-product, rate: 20/s}
timeline:
)" + timeline + R"(expectations:
  - {name: kept, expect: lost == 0}
)",
                     "small.yaml");
}

const std::string kGood = R"(  - at: 1s
    step: burst
  - at: 5s
    step: noticed
    incident:
      open: outage
      title: "Installs fail: for many"
      severity: critical
      components: [install-cloud, install-server]
      criteria: [counts agree]
      trigger: burst
      text: >
        We are looking
        into it.
  - at: 8s
    step: theory
    incident:
      - {hypothesis: heap, of: outage, text: The heap is too small.}
      - {update: outage, state: identified, text: We think we know.}
  - {at: 9s, step: tested, incident: {hypothesis: heap, of: outage, state: tested, text: Doubled it.}}
  - {at: 10s, step: refuted, incident: {hypothesis: heap, of: outage, state: refuted, text: Nothing changed.}}
  - at: 11s
    step: cause
    incident:
      - {hypothesis: cluster, of: outage, text: The cluster is too large.}
      - {hypothesis: cluster, of: outage, state: tested, text: Switched it off.}
      - {hypothesis: cluster, of: outage, state: confirmed, text: The core is back.}
      - {update: outage, state: resolved, severity: minor, met: [counts agree], text: It works again.}
  - {at: 12s, step: over, incident: {close: outage, text: All is well.}}
)";

TEST(IncidentSection, ReadsWhatIsDone) {
  const ParsedDrill parsed = parse(kGood);
  for (const Mistake& mistake : parsed.mistakes) ADD_FAILURE() << mistake.text();
  ASSERT_TRUE(parsed.drill.has_value());
  const auto& opening = std::get<domain::IncidentAction>(parsed.drill->steps[1].actions.at(0));
  EXPECT_EQ(opening.command.incident, "outage");
  EXPECT_EQ(opening.trigger, "burst");
  EXPECT_EQ(opening.place.line, 12);
  const auto& what = std::get<domain::OpenIncident>(opening.command.what);
  EXPECT_EQ(what.title, "Installs fail: for many");
  EXPECT_EQ(what.severity, domain::Severity::critical);
  EXPECT_EQ(what.scope, (std::vector{domain::Component::install_cloud, domain::Component::install_server}));
  EXPECT_EQ(what.criteria, std::vector<std::string>{"counts agree"});
  EXPECT_EQ(what.text, "We are looking into it.");
  ASSERT_EQ(parsed.drill->steps[2].actions.size(), 2U);
  EXPECT_EQ(parsed.drill->steps[5].actions.size(), 4U);
}

TEST(IncidentSection, WhatIsWrittenIsReadAgain) {
  const ParsedDrill parsed = parse(kGood);
  ASSERT_TRUE(parsed.drill.has_value());
  const std::string once = write_drill(*parsed.drill, "");
  const ParsedDrill again = parse_drill(once, "small.yaml");
  for (const Mistake& mistake : again.mistakes) ADD_FAILURE() << mistake.text() << "\n" << once;
  ASSERT_TRUE(again.drill.has_value());
  EXPECT_EQ(write_drill(*again.drill, ""), once);
  EXPECT_THAT(once, HasSubstr("trigger: burst"));
}

struct Wrong {
  std::string timeline;
  int line, column;
  std::string message;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.message; }

class IncidentMistake : public ::testing::TestWithParam<Wrong> {};

TEST_P(IncidentMistake, IsNamedWithItsPlace) {
  const Wrong& wrong = GetParam();
  const ParsedDrill parsed = parse(wrong.timeline);
  ASSERT_FALSE(parsed.drill.has_value());
  ASSERT_FALSE(parsed.mistakes.empty());
  const Mistake& first = parsed.mistakes.front();
  EXPECT_EQ(first.line, wrong.line) << first.text();
  EXPECT_EQ(first.column, wrong.column) << first.text();
  EXPECT_THAT(first.text(), HasSubstr(wrong.message));
}

const std::string kOpen = "  - {at: 1s, step: a, incident: {open: outage, title: Down, text: Looking.}}\n";

INSTANTIATE_TEST_SUITE_P(
    All, IncidentMistake,
    ::testing::Values(
        Wrong{"  - {at: 1s, step: a, incident: 7}\n", 7, 33, "has to be a map"},
        Wrong{"  - {at: 1s, step: a, incident: {title: Down}}\n", 7, 33, "it is not said what is done"},
        Wrong{"  - {at: 1s, step: a, incident: {open: x, close: x, text: y}}\n", 7, 33, "two things at once"},
        Wrong{"  - {at: 1s, step: a, incident: {open: x, severty: minor, title: Down, text: y}}\n", 7, 43,
              "did you mean \"severity\""},
        Wrong{"  - {at: 1s, step: a, incident: {open: x, title: Down, text: y, met: [z]}}\n", 7, 70,
              "met does not go with open"},
        Wrong{"  - {at: 1s, step: a, incident: {open: Big One, title: Down, text: y}}\n", 7, 40, "is not a name"},
        Wrong{"  - {at: 1s, step: a, incident: {open: x, title: Down, severity: huge, text: y}}\n", 7, 66,
              "unknown value \"huge\""},
        Wrong{"  - {at: 1s, step: a, incident: {open: x, title: Down, components: [serch], text: y}}\n", 7, 68,
              "did you mean \"search\""},
        Wrong{"  - {at: 1s, step: a, incident: {open: x, title: Down}}\n", 7, 33, "text is missing"},
        Wrong{"  - {at: 1s, step: a, incident: {open: x, title: Down, text: y, trigger: burst}}\n", 7, 33,
              "no step \"burst\""},
        Wrong{"  - {at: 1s, step: a, incident: {open: x, title: Down, text: y, trigger: b}}\n  - {at: 2s, step: b}\n",
              7, 33, "comes later"},
        Wrong{"  - {at: 1s, step: a, incident: {update: outage, text: y}}\n", 7, 33, "no incident outage"},
        Wrong{kOpen + "  - {at: 2s, step: b, incident: {hypothesis: heap, text: y}}\n", 8, 33, "needs the key \"of\""},
        Wrong{kOpen + "  - {at: 2s, step: b, incident: {hypothesis: heap, of: outage, state: confirmed, text: y}}\n", 8,
              33, "propose it first"},
        Wrong{kOpen + "  - {at: 2s, step: b, incident: {update: outage, state: closed, text: y}}\n", 8, 33,
              "only close"},
        Wrong{kOpen + "  - {at: 2s, step: b, incident: {close: outage, text: y}}\n", 8, 33, "cannot be closed"}));

}  // namespace
}  // namespace souk::drill
