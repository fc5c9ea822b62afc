#include "domain/incident_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using testing::HasSubstr;

constexpr ComponentStates kNothingKnown{};

ComponentStates with(Component component, ComponentState state) {
  ComponentStates states{};
  states.fill(ComponentState::operational);
  states[index_of(component)] = state;
  return states;
}

IncidentCommand opening(const char* name, std::vector<Component> scope = {}, std::vector<std::string> criteria = {}) {
  return {name,
          OpenIncident{.title = "Installs fail",
                       .severity = Severity::critical,
                       .scope = std::move(scope),
                       .criteria = std::move(criteria),
                       .text = "Installs fail for most customers; we are looking into it."},
          "tester"};
}
IncidentCommand update(const char* name, std::optional<IncidentState> state) {
  return {name, UpdateIncident{.text = "News.", .state = state, .severity = {}, .met = {}}, "tester"};
}
IncidentCommand hypothesis(const char* name, HypothesisState state, std::string text = "Because.") {
  return {"outage", JudgeHypothesis{name, state, std::move(text)}, "tester"};
}
IncidentCommand closing() { return {"outage", CloseIncident{"All is well."}, "tester"}; }

struct IncidentBookTest : testing::Test {
  IncidentBook book;
  UnixMs now = 1'583'393'820'000;

  Result<Incident> carry_out(const IncidentCommand& command, const ComponentStates& states = kNothingKnown) {
    now += 1'000;
    return book.carry_out(command, states, now);
  }
  void open() { ASSERT_TRUE(carry_out(opening("outage")).has_value()); }
  void move_to(IncidentState state) {
    const Result<Incident> moved = carry_out(update("outage", state));
    ASSERT_TRUE(moved.has_value()) << moved.error().detail;
  }
  void confirm_a_cause() {
    for (const auto state : {HypothesisState::proposed, HypothesisState::tested, HypothesisState::confirmed}) {
      const Result<Incident> judged = carry_out(hypothesis("cause", state));
      ASSERT_TRUE(judged.has_value()) << judged.error().detail;
    }
  }
  std::string refusal(const IncidentCommand& command, Errc code) {
    const Result<Incident> refused = carry_out(command);
    if (refused.has_value()) {
      ADD_FAILURE() << "was not refused";
      return {};
    }
    EXPECT_EQ(refused.error().code, code) << refused.error().detail;
    return refused.error().detail;
  }
};

TEST_F(IncidentBookTest, BeginsAsAnInvestigationWithItsFirstUpdate) {
  const Result<Incident> incident = carry_out(opening("outage"));
  ASSERT_TRUE(incident.has_value());
  EXPECT_EQ(incident->state(), IncidentState::investigating);
  EXPECT_EQ(incident->severity(), Severity::critical);
  EXPECT_EQ(incident->opened_at(), now);
  EXPECT_EQ(incident->updates.front().who, "tester");
  EXPECT_FALSE(incident->resolved_at().has_value());
  EXPECT_EQ(*book.find("outage"), *incident);
}

TEST_F(IncidentBookTest, MovesOnlyWhereTheRulesLead) {
  using enum IncidentState;
  constexpr bool kMay[6][6] = {
      // investigating identified fixing monitoring resolved closed
      {true, true, true, true, true, false},    // investigating
      {true, true, true, true, true, false},    // identified
      {true, true, true, true, false, false},   // fixing
      {true, true, true, true, true, false},    // monitoring
      {true, false, false, false, true, true},  // resolved
      {false, false, false, false, false, false},
  };
  for (int from = 0; from < 6; ++from) {
    for (int to = 0; to < 6; ++to) {
      EXPECT_EQ(may_follow(static_cast<IncidentState>(from), static_cast<IncidentState>(to)), kMay[from][to])
          << from << " -> " << to;
    }
  }
  open();
  move_to(fixing);
  EXPECT_THAT(refusal(update("outage", resolved), Errc::conflict), HasSubstr("is fixing"));
  move_to(monitoring);
  move_to(resolved);
  EXPECT_THAT(refusal(update("outage", closed), Errc::conflict), HasSubstr("only close"));
  const UnixMs resolved_at = now - 1'000;
  ASSERT_TRUE(carry_out(update("outage", std::nullopt)).has_value());
  EXPECT_EQ(book.find("outage")->resolved_at(), resolved_at);
  move_to(investigating);  // it was not over
  EXPECT_FALSE(book.find("outage")->resolved_at().has_value());
}

TEST_F(IncidentBookTest, AHypothesisIsTestedBeforeItIsConfirmed) {
  using enum HypothesisState;
  open();
  EXPECT_THAT(refusal(hypothesis("heap", tested), Errc::not_found), HasSubstr("propose it first"));
  ASSERT_TRUE(carry_out(hypothesis("heap", proposed)).has_value());
  EXPECT_THAT(refusal(hypothesis("heap", confirmed), Errc::conflict), HasSubstr("test it first"));
  ASSERT_TRUE(carry_out(hypothesis("heap", tested)).has_value());
  ASSERT_TRUE(carry_out(hypothesis("heap", tested)).has_value());  // again, with another test
  ASSERT_TRUE(carry_out(hypothesis("heap", confirmed)).has_value());
  ASSERT_TRUE(carry_out(hypothesis("heap", refuted, "The heap is flat at 180 MB.")).has_value());
  EXPECT_THAT(refusal(hypothesis("heap", proposed), Errc::conflict), HasSubstr("is refuted"));
  const Hypothesis* heap = book.find("outage")->find_hypothesis("heap");
  ASSERT_NE(heap, nullptr);
  EXPECT_EQ(heap->findings.size(), 5U);
  EXPECT_EQ(heap->findings.back().text, "The heap is flat at 180 MB.");
  // Refuted without a test: the claim contradicts what is known.
  ASSERT_TRUE(carry_out(hypothesis("moon", proposed)).has_value());
  EXPECT_TRUE(carry_out(hypothesis("moon", refuted)).has_value());
}

TEST_F(IncidentBookTest, CannotBeClosedWhileACriterionIsNotMet) {
  ASSERT_TRUE(carry_out(opening("outage", {}, {"counts agree"}), with(Component::search, ComponentState::degraded)));
  ASSERT_TRUE(carry_out(hypothesis("cause", HypothesisState::proposed)).has_value());
  const std::string everything = refusal(closing(), Errc::conflict);
  EXPECT_THAT(everything, HasSubstr("not resolved"));
  EXPECT_THAT(everything, HasSubstr("Search: not operational"));
  EXPECT_THAT(everything, HasSubstr("cause: neither confirmed nor refuted"));
  EXPECT_THAT(everything, HasSubstr("no hypothesis is confirmed"));
  EXPECT_THAT(everything, HasSubstr("not met: counts agree"));
  EXPECT_EQ(unmet_criteria(*book.find("outage")).size(), 5U);

  ASSERT_TRUE(carry_out(hypothesis("cause", HypothesisState::tested)).has_value());
  ASSERT_TRUE(carry_out(hypothesis("cause", HypothesisState::confirmed)).has_value());
  move_to(IncidentState::resolved);
  EXPECT_EQ(unmet_criteria(*book.find("outage")).size(), 2U);
  EXPECT_TRUE(book.observe(with(Component::search, ComponentState::operational), now + 1));
  const IncidentCommand met{"outage", UpdateIncident{"Counted.", {}, {}, {"counts agree"}}, "tester"};
  ASSERT_TRUE(carry_out(met).has_value());
  const Result<Incident> closed = carry_out(closing());
  ASSERT_TRUE(closed.has_value()) << closed.error().detail;
  EXPECT_EQ(closed->state(), IncidentState::closed);
  EXPECT_THAT(refusal(update("outage", std::nullopt), Errc::conflict), HasSubstr("is closed"));
  EXPECT_THAT(refusal(opening("outage"), Errc::conflict), HasSubstr("another name"));
}

TEST_F(IncidentBookTest, KnowsWhatItsComponentsWentThrough) {
  open();
  const UnixMs opened = now;
  EXPECT_FALSE(book.observe(kNothingKnown, opened + 1));
  EXPECT_TRUE(book.observe(with(Component::install_cloud, ComponentState::partial_outage), opened + 2));
  EXPECT_TRUE(book.observe(with(Component::install_cloud, ComponentState::major_outage), opened + 3));
  EXPECT_FALSE(book.observe(kNothingKnown, opened + 4));  // nobody could look: nothing new
  EXPECT_TRUE(book.observe(with(Component::install_cloud, ComponentState::degraded), opened + 5));
  EXPECT_TRUE(book.observe(with(Component::install_cloud, ComponentState::operational), opened + 6));
  const std::vector<AffectedComponent>& affected = book.find("outage")->affected;
  ASSERT_EQ(affected.size(), 1U);
  EXPECT_EQ(affected[0], (AffectedComponent{Component::install_cloud, ComponentState::operational,
                                            ComponentState::major_outage, opened + 2, opened + 6}));
}

TEST_F(IncidentBookTest, TwoIncidentsAreKeptApart) {
  ASSERT_TRUE(carry_out(opening("outage", {Component::install_cloud, Component::install_server})).has_value());
  ASSERT_TRUE(carry_out(opening("search", {Component::search})).has_value());
  book.observe(with(Component::search, ComponentState::degraded), now);
  EXPECT_TRUE(book.find("outage")->affected.empty());
  EXPECT_EQ(book.find("search")->affected.size(), 1U);
}

TEST_F(IncidentBookTest, WhatIsResolvedGathersNoNewTroubleButRemembersTheOld) {
  open();
  book.observe(with(Component::search, ComponentState::degraded), now);
  move_to(IncidentState::resolved);
  book.observe(with(Component::listings, ComponentState::major_outage), now);
  EXPECT_EQ(book.find("outage")->affected.size(), 1U);
  EXPECT_NE(book.find("outage")->affected[0].well_since, 0);
}

TEST_F(IncidentBookTest, NamesWhatIsWrong) {
  EXPECT_THAT(refusal(opening("March 2020"), Errc::invalid_argument), HasSubstr("\"March 2020\""));
  EXPECT_THAT(refusal(opening(""), Errc::invalid_argument), HasSubstr("lower-case"));
  EXPECT_THAT(refusal(update("nothing", std::nullopt), Errc::not_found), HasSubstr("no incident nothing"));
  EXPECT_THAT(refusal(opening("outage", {}, {"twice", "twice"}), Errc::invalid_argument), HasSubstr("twice"));
  open();
  IncidentCommand bad = update("outage", std::nullopt);
  std::get<UpdateIncident>(bad.what).text = " \n";
  EXPECT_THAT(refusal(bad, Errc::invalid_argument), HasSubstr("text is missing"));
  std::get<UpdateIncident>(bad.what).text = std::string(IncidentBook::kLongestText + 1, 'x');
  EXPECT_THAT(refusal(bad, Errc::invalid_argument), HasSubstr("longer than 4000"));
  std::get<UpdateIncident>(bad.what).text = "a\x1b[31m";
  EXPECT_THAT(refusal(bad, Errc::invalid_argument), HasSubstr("control character"));
  bad = update("outage", std::nullopt);
  std::get<UpdateIncident>(bad.what).met = {"no such thing"};
  EXPECT_THAT(refusal(bad, Errc::not_found), HasSubstr("no such thing"));
  EXPECT_EQ(book.find("outage")->updates.size(), 1U) << "a refusal changes nothing";
}

TEST_F(IncidentBookTest, AnOldClosedIncidentMakesRoom) {
  open();
  confirm_a_cause();
  move_to(IncidentState::resolved);
  ASSERT_TRUE(carry_out(closing()).has_value());
  for (std::size_t i = 1; i < IncidentBook::kMostIncidents; ++i) {
    ASSERT_TRUE(carry_out(opening(("i-" + std::to_string(i)).c_str())).has_value());
  }
  ASSERT_TRUE(carry_out(opening("one-more")).has_value());
  EXPECT_EQ(book.find("outage"), nullptr);
  EXPECT_THAT(refusal(opening("too-many"), Errc::conflict), HasSubstr("close one first"));
}

}  // namespace
}  // namespace souk::domain
