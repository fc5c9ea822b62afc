#include "http/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace souk::http {
namespace {

constexpr std::size_t kMaxDepth = 32;

std::string position(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {}, column {}", line, offset - line_start + 1);
}

}  // namespace

Response json_response(const boost::json::value& value, int status) {
  Response response;
  response.status = status;
  response.body = boost::json::serialize(value);
  return response;
}

Result<boost::json::object> parse_json_body(const Request& request) {
  const std::string& body = request.body;
  if (body.empty()) return fail(Errc::invalid_argument, "the body is empty; a JSON object is expected");
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::json::stream_parser parser({}, options);
  boost::system::error_code error;
  const std::size_t parsed = parser.write_some(body.data(), body.size(), error);
  if (!error) parser.finish(error);
  if (!error && body.find_first_not_of(" \t\r\n", parsed) != std::string::npos) error = boost::json::error::extra_data;
  if (error) {
    return fail(Errc::invalid_argument,
                fmt::format("the body is not JSON: {} at {}", error.message(), position(body, parsed)));
  }
  boost::json::value value = parser.release();
  if (!value.is_object()) return fail(Errc::invalid_argument, "the body is JSON but not an object");
  return std::move(value.get_object());
}

}  // namespace souk::http
