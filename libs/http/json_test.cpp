#include "http/json.hpp"

#include <gtest/gtest.h>

namespace souk::http {
namespace {

Result<boost::json::object> parse(std::string body) {
  Request request;
  request.body = std::move(body);
  return parse_json_body(request);
}

TEST(Json, WritesResponses) {
  const Response response = json_response({{"key", "a"}}, 201);
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body, R"({"key":"a"})");
}

TEST(Json, ReadsObjects) {
  const auto object = parse(" {\"a\": [1, 2]}\n");
  ASSERT_TRUE(object);
  EXPECT_EQ(object->at("a").as_array().size(), 2U);
}

TEST(Json, NamesThePositionOfAMistake) {
  const auto object = parse("{\n  \"a\": nil}");
  ASSERT_FALSE(object);
  EXPECT_EQ(object.error().code, Errc::invalid_argument);
  EXPECT_NE(object.error().detail.find("line 2, column"), std::string::npos) << object.error().detail;
}

TEST(Json, RefusesWhatIsNotOneObject) {
  for (const char* body : {"", "[]", "3", "\"a\"", "{\"a\":1", "{} {}", "{}x", "null"}) {
    const auto object = parse(body);
    ASSERT_FALSE(object) << body;
    EXPECT_EQ(object.error().code, Errc::invalid_argument) << body;
  }
}

TEST(Json, RefusesDeepNesting) {
  EXPECT_TRUE(parse("{\"a\":" + std::string(20, '[') + std::string(20, ']') + "}"));
  EXPECT_FALSE(parse("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"));
  EXPECT_FALSE(parse("{\"a\":" + std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace souk::http
