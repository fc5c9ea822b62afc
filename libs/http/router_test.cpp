#include "http/router.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace souk::http {
namespace {

Route route(std::string method, std::string pattern) {
  Route made;
  made.method = std::move(method);
  made.pattern = std::move(pattern);
  return made;
}

class RouterTest : public ::testing::Test {
 protected:
  Router router{{route("GET", "/"), route("GET", "/rest/2/addons"), route("POST", "/rest/2/addons"),
                 route("GET", "/rest/2/addons/{key}"), route("GET", "/rest/2/addons/featured"),
                 route("PUT", "/rest/2/addons/{key}/versions/{version}")}};
  Request request;

  std::string found(std::string_view method, std::string_view path) {
    const Router::Match match = router.match(method, path, request);
    return match.outcome == Router::Outcome::found ? match.route->method + " " + match.route->pattern : "";
  }
};

TEST_F(RouterTest, FindsLiteralsAndParameters) {
  EXPECT_EQ(found("GET", "/"), "GET /");
  EXPECT_EQ(found("POST", "/rest/2/addons"), "POST /rest/2/addons");
  EXPECT_EQ(found("PUT", "/rest/2/addons/a.b/versions/7"), "PUT /rest/2/addons/{key}/versions/{version}");
  EXPECT_EQ(request.path_parameter("key"), "a.b");
  EXPECT_EQ(request.path_parameter("version"), "7");
  EXPECT_EQ(request.path_parameter("other"), "");
}

TEST_F(RouterTest, PrefersLiterals) {
  EXPECT_EQ(found("GET", "/rest/2/addons/featured"), "GET /rest/2/addons/featured");
  EXPECT_EQ(found("GET", "/rest/2/addons/feature"), "GET /rest/2/addons/{key}");
}

TEST_F(RouterTest, DecodesEachSegmentByItself) {
  EXPECT_EQ(found("GET", "/rest/2/addons/a%2Fb%20c"), "GET /rest/2/addons/{key}");
  EXPECT_EQ(request.path_parameter("key"), "a/b c");
  EXPECT_EQ(request.path, "/rest/2/addons/a/b c");
  EXPECT_EQ(found("GET", "/rest/2/add%6Fns"), "GET /rest/2/addons");
  EXPECT_EQ(router.match("GET", "/rest/%zz", request).outcome, Router::Outcome::malformed);
}

TEST_F(RouterTest, UnknownPathsAreNotFound) {
  for (const char* path : {"/rest", "/rest/2/addons/", "/rest//addons", "//", "/rest/2/addons/..", "/rest/2/addons/.",
                           "/rest/2/addons/%2e%2E", "/../rest/2/addons"}) {
    EXPECT_EQ(router.match("GET", path, request).outcome, Router::Outcome::not_found) << path;
  }
}

TEST_F(RouterTest, OtherMethodsAreToldWhatIsAllowed) {
  const Router::Match match = router.match("DELETE", "/rest/2/addons", request);
  EXPECT_EQ(match.outcome, Router::Outcome::method_not_allowed);
  EXPECT_EQ(match.allow, "GET, HEAD, POST");
  EXPECT_EQ(match.pattern, "/rest/2/addons");
}

TEST_F(RouterTest, HeadIsAnsweredByGet) {
  EXPECT_EQ(found("HEAD", "/rest/2/addons"), "GET /rest/2/addons");
  EXPECT_EQ(found("HEAD", "/rest/2/addons/a/versions/1"), "");
}

TEST(Router, RefusesDoubleAndAmbiguousRoutes) {
  const auto refused = [](std::vector<Route> routes) {
    try {
      const Router router(std::move(routes));
      return false;
    } catch (const std::invalid_argument&) {
      return true;
    }
  };
  EXPECT_TRUE(refused({route("GET", "/a"), route("GET", "/a")}));
  EXPECT_TRUE(refused({route("GET", "/a/{x}"), route("POST", "/a/{y}")}));
  EXPECT_TRUE(refused({route("GET", "/a/{x}/c"), route("GET", "/a/b/{y}")}));
  EXPECT_TRUE(refused({route("GET", "a")}));
  EXPECT_TRUE(refused({route("GET", "/a{x}")}));
  EXPECT_FALSE(
      refused({route("GET", "/a/{x}"), route("POST", "/a/{x}"), route("GET", "/a/b"), route("GET", "/b/{y}")}));
}

}  // namespace
}  // namespace souk::http
