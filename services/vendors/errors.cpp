#include "services/vendors/errors.hpp"

#include <boost/json.hpp>
#include <utility>

#include "http/problem.hpp"

namespace souk::vendors {
namespace {

namespace json = boost::json;

constexpr std::string_view kProblem = "application/problem+json";

// "Not Found" -> "not-found"
std::string code_of(std::string_view title) {
  std::string code;
  for (const char c : title) {
    if (c == ' ') {
      code += '-';
    } else {
      code += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return code;
}

std::string_view text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

void add_errors(http::Response& response) {
  boost::system::error_code broken;
  json::value parsed = json::parse(response.body, broken);
  if (broken || !parsed.is_object() || parsed.get_object().contains("errors")) return;
  json::object& problem = parsed.get_object();
  const std::string_view title = text_of(problem, "title");
  const std::string_view detail = text_of(problem, "detail");
  json::object error;
  error["message"] = detail.empty() ? title : detail;
  error["code"] = code_of(title);
  problem["errors"] = json::array{std::move(error)};
  response.body = json::serialize(problem);
}

Task<http::Response> answer_with_errors(const http::Handler& handler, http::Request& request) {
  auto handling = handler(request);
  http::Response response = co_await std::move(handling);
  if (response.content_type == kProblem) add_errors(response);
  co_return response;
}

}  // namespace

http::Response mistakes_answer(const domain::Mistakes& mistakes) {
  http::Response response = http::problem(400, "Bad Request", to_text(mistakes));
  json::value parsed = json::parse(response.body);
  json::array errors;
  for (const domain::Mistake& mistake : mistakes) {
    errors.push_back(json::object{
        {"message", mistake.path + ": " + mistake.message}, {"path", mistake.path}, {"code", "bad-request"}});
  }
  parsed.as_object()["errors"] = std::move(errors);
  response.body = json::serialize(parsed);
  return response;
}

http::Handler with_errors(http::Handler handler) {
  return [handler = std::move(handler)](http::Request& request) { return answer_with_errors(handler, request); };
}

void add_errors(std::vector<http::Route>& routes) {
  for (http::Route& route : routes) {
    if (route.pattern.starts_with("/rest/2/")) route.handler = with_errors(std::move(route.handler));
  }
}

}  // namespace souk::vendors
