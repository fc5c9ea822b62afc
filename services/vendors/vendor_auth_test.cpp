// Who gets in, and to what.
#include "services/vendors/testing.hpp"

namespace souk::vendors {
namespace {

using ::testing::HasSubstr;

constexpr const char* kReport = "/rest/2/vendors/1/reporting/licenses";

TEST_F(VendorTest, WithoutALoginTheAnswerSaysHowToLogIn) {
  const auto response = get(kReport);
  EXPECT_EQ(response.status, 401);
  EXPECT_THAT(header(response, "WWW-Authenticate"), HasSubstr("Basic realm="));
  EXPECT_EQ(json(response).at("errors").at(0).at("code"), "unauthorized");
}

TEST_F(VendorTest, WrongLoginsAreAllAlike) {
  std::string answer;
  // vendor-1:wrong, nobody:souk-demo, vendor-1: (empty), 'x' OR 1=1:souk-demo
  for (const char* login :
       {"dmVuZG9yLTE6d3Jvbmc=", "bm9ib2R5OnNvdWstZGVtbw==", "dmVuZG9yLTE6", "J3gnIE9SIDE9MTpzb3VrLWRlbW8="}) {
    const auto response = ask("GET", kReport, 0, {}, {{"authorization", std::string("Basic ") + login}});
    EXPECT_EQ(response.status, 401) << login;
    EXPECT_THAT(header(response, "WWW-Authenticate"), HasSubstr("Basic"));
    if (answer.empty()) answer = response.body;
    EXPECT_EQ(response.body, answer) << "which half was wrong is not told";
  }
  for (const char* other : {"Bearer abc", "Basic !!!", "Basic"}) {
    EXPECT_EQ(ask("GET", kReport, 0, {}, {{"authorization", other}}).status, 401) << other;
  }
}

TEST_F(VendorTest, AnotherVendorsDataIs403) {
  for (const char* route : {"/reporting", "/reporting/licenses", "/reporting/licenses/export", "/reporting/evaluations",
                            "/reporting/sales/transactions", "/reporting/sales/transactions/export",
                            "/reporting/sales/metrics/renewal", "/addons"}) {
    EXPECT_EQ(get(std::string("/rest/2/vendors/2") + route, 1).status, 403) << route;
    EXPECT_EQ(get(std::string("/rest/2/vendors/1") + route, 1).status, 200) << route;
    EXPECT_EQ(get(std::string("/rest/2/vendors/x") + route, 1).status, 404) << route;
  }
  EXPECT_EQ(ask("PATCH", "/rest/2/vendors/2", 1, "{}").status, 403);
  EXPECT_EQ(ask("PUT", "/rest/souk/1/vendors/2/password", 1, R"({"password": "long enough"})").status, 403);
  EXPECT_EQ(get("/vendors/2", 1).status, 403);
}

TEST_F(VendorTest, WhatOneVendorSeesIsNotCached) {
  EXPECT_EQ(header(get(kReport, 1), "Cache-Control"), "private, no-store");
}

TEST_F(VendorTest, ASecondRequestIsNotHashedAgain) {
  ASSERT_EQ(get(kReport, 1).status, 200);
  const std::uint64_t hashed = vault().hashed();
  ASSERT_EQ(get(kReport, 1).status, 200);
  EXPECT_EQ(vault().hashed(), hashed);
}

TEST_F(VendorTest, ANewPasswordReplacesTheOldOneAtOnce) {
  ASSERT_EQ(get(kReport, 1).status, 200);
  const auto set = ask("PUT", "/rest/souk/1/vendors/1/password", 1, R"({"password": "correct horse"})");
  EXPECT_EQ(set.status, 204) << set.body;
  EXPECT_EQ(get(kReport, 1).status, 401) << "the demo password";
  // vendor-1:correct horse
  EXPECT_EQ(ask("GET", kReport, 0, {}, {{"authorization", "Basic dmVuZG9yLTE6Y29ycmVjdCBob3JzZQ=="}}).status, 200);
  EXPECT_EQ(get("/rest/2/vendors/2/reporting/licenses", 2).status, 200) << "nobody else's changed";
}

TEST_F(VendorTest, BadPasswordsAreRefused) {
  for (const char* body : {"", "{}", R"({"password": "short"})", R"({"password": 12345678})", "[]",
                           R"({"password": "long enough", "more": 1})"}) {
    EXPECT_EQ(ask("PUT", "/rest/souk/1/vendors/1/password", 1, body).status, 400) << body;
  }
}

}  // namespace
}  // namespace souk::vendors
