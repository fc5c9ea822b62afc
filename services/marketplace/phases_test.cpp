// Making an answer is a phase of its own, and what the store needs of the request reaches it.
#include <gtest/gtest.h>

#include "services/marketplace/testing.hpp"

namespace souk::marketplace {
namespace {

using domain::RequestPhase;

TEST_F(EndpointTest, AnswersFromTheStoreAreMadeInAPhaseOfTheirOwn) {
  const Pairs key{{"addonKey", "com.example.tables"}}, page{{"key", "com.example.tables"}},
      instance{{"instance", "i-1"}};
  const std::vector<std::pair<std::string, Pairs>> asked{{"/", {}},
                                                         {"/apps/{key}", page},
                                                         {"/rest/2/addons", {}},
                                                         {"/rest/2/addons/{addonKey}", key},
                                                         {"/rest/2/addons/{addonKey}/distribution", key},
                                                         {"/rest/2/addons/{addonKey}/versions/latest", key},
                                                         {"/rest/2/addonCategories", {}},
                                                         {"/rest/souk/1/instances/{instance}/licences", instance}};
  for (const auto& [pattern, parameters] : asked) {
    EXPECT_EQ(get(pattern, parameters).status, 200) << pattern;
    EXPECT_TRUE(trace_.times().has(RequestPhase::serialise)) << pattern;
  }
}

TEST_F(EndpointTest, ACommandCarriesTheTraceToTheStore) {
  const http::Response response =
      ask("POST", "/rest/souk/1/instances/{instance}/installations", {{"instance", "i-1"}}, {},
          R"({"app_key": "com.example.tables"})", {{"idempotency-key", "k"}, {"content-type", "application/json"}});
  EXPECT_EQ(response.status, 201) << response.body;
  ASSERT_FALSE(store_.calls.empty());
  for (const auto& call : store_.calls) EXPECT_EQ(call.context.trace, &trace_) << call.name;
  EXPECT_TRUE(trace_.times().has(RequestPhase::serialise));
}

TEST_F(EndpointTest, WhatIsRefusedBeforeTheStoreIsAskedHasNoAnswerToMake) {
  EXPECT_EQ(get("/rest/2/addons", {}, {{"limit", "many"}}).status, 400);
  EXPECT_FALSE(trace_.times().has(RequestPhase::serialise));
}

}  // namespace
}  // namespace souk::marketplace
