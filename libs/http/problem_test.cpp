#include "http/problem.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace souk::http {
namespace {

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(Problem, HasTheMembersOfTheStandard) {
  const Response response = problem(404, "Not Found", "no app \"x\"", "/rest/2/addons/x");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(boost::json::parse(response.body), boost::json::value({{"type", "about:blank"},
                                                                   {"title", "Not Found"},
                                                                   {"status", 404},
                                                                   {"detail", "no app \"x\""},
                                                                   {"instance", "/rest/2/addons/x"}}));
}

TEST(Problem, InstanceIsAUriReference) {
  const Response response = problem(404, "Not Found", {}, "/a b/\xff%");
  EXPECT_EQ(boost::json::parse(response.body).at("instance").as_string(), "/a%20b/%FF%25");
}

TEST(Problem, MapsEveryErrorToAStatus) {
  const std::vector<std::pair<Errc, int>> expected{{Errc::invalid_argument, 400}, {Errc::not_found, 404},
                                                   {Errc::forbidden, 403},        {Errc::conflict, 409},
                                                   {Errc::payload_mismatch, 422}, {Errc::unauthenticated, 401},
                                                   {Errc::too_large, 413},        {Errc::overloaded, 503},
                                                   {Errc::unavailable, 503},      {Errc::deadline_exceeded, 503},
                                                   {Errc::cancelled, 503},        {Errc::no_space, 503},
                                                   {Errc::corrupt, 500},          {Errc::io, 500},
                                                   {Errc::internal, 500},         {Errc::ok, 500}};
  for (const auto& [code, status] : expected) EXPECT_EQ(problem(fail(code, "d")).status, status) << to_string(code);
}

TEST(Problem, OverloadSaysWhenToComeBack) {
  const Response response = problem(fail(Errc::overloaded, "the line is full"));
  EXPECT_EQ(header(response, "Retry-After"), "1");
  EXPECT_EQ(boost::json::parse(response.body).at("type").as_string(), kReducedCapacity);
  EXPECT_EQ(header(problem(fail(Errc::unavailable, "")), "Retry-After"), "1");
}

TEST(Problem, DoesNotNameFilesOfTheServer) {
  for (const Errc code : {Errc::corrupt, Errc::io, Errc::internal, Errc::no_space}) {
    EXPECT_EQ(problem(fail(code, "/var/lib/souk/market.db")).body.find("market.db"), std::string::npos);
  }
}

}  // namespace
}  // namespace souk::http
