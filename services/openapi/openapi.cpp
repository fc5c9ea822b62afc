#include "services/openapi/openapi.hpp"

#include <boost/json.hpp>
#include <memory>
#include <utility>

#include "services/openapi/operations.hpp"

namespace souk::openapi {
namespace {

namespace json = boost::json;

json::object reference(const char* kind, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

json::object content(std::string_view media_type, std::string_view schema) {
  json::object media{{"schema", reference("schemas", schema)}};
  json::object made;
  made[media_type] = std::move(media);
  return made;
}

std::string text_of(const json::object& object, std::string_view name, std::string_view otherwise) {
  const json::value* value = object.if_contains(name);
  return std::string(value == nullptr ? otherwise : std::string_view(value->as_string()));
}

// "{addonKey}" of the pattern, in their order.
std::vector<std::string> path_parameters(std::string_view pattern) {
  std::vector<std::string> names;
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    names.emplace_back(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
  }
  return names;
}

json::array parameters_of(std::string_view pattern, const json::object& said) {
  json::array parameters;
  for (const std::string& name : path_parameters(pattern)) {
    parameters.push_back(
        json::object{{"name", name}, {"in", "path"}, {"required", true}, {"schema", json::object{{"type", "string"}}}});
  }
  for (const char* list : {"query", "header"}) {
    const json::value* names = said.if_contains(list);
    if (names == nullptr) continue;
    for (const json::value& name : names->as_array()) parameters.push_back(reference("parameters", name.as_string()));
  }
  return parameters;
}

json::object responses_of(const json::object& said) {
  json::object success{{"description", text_of(said, "description", "Done.")}};
  const std::string media_type = text_of(said, "media", "application/json");
  const std::string status = text_of(said, "status", "200");
  if (status != "204") success["content"] = content(media_type, text_of(said, "answer", "Document"));
  json::object responses;
  responses[status] = std::move(success);
  if (said.contains("auth")) {
    responses["401"] = reference("responses", "Unauthorized");
    responses["403"] = reference("responses", "Forbidden");
  }
  responses["default"] = reference("responses", "Problem");
  return responses;
}

json::object operation_of(const http::Route& route, const json::object& said) {
  json::object operation;
  operation["operationId"] = text_of(said, "id", route.method + route.pattern);
  operation["summary"] = text_of(said, "summary", route.method + " " + route.pattern);
  operation["tags"] = json::array{text_of(said, "tag", "Other")};
  if (json::array parameters = parameters_of(route.pattern, said); !parameters.empty()) {
    operation["parameters"] = std::move(parameters);
  }
  if (const json::value* body = said.if_contains("body")) {
    operation["requestBody"] = json::object{
        {"required", true}, {"content", content(text_of(said, "consumes", "application/json"), body->as_string())}};
  }
  operation["responses"] = responses_of(said);
  if (said.contains("auth")) operation["security"] = json::array{json::object{{"vendor", json::array{}}}};
  return operation;
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

json::object problem_response(const char* description) {
  return {{"description", description}, {"content", content("application/problem+json", "Problem")}};
}

json::object components_of(json::object& said) {
  json::object components;
  components["schemas"] = said["schemas"];
  components["parameters"] = said["parameters"];
  components["responses"] = json::object{{"Problem", problem_response("What is wrong, where, and what to do.")},
                                         {"Unauthorized", problem_response("No login, or a wrong one.")},
                                         {"Forbidden", problem_response("Another vendor's.")}};
  components["securitySchemes"] =
      json::object{{"vendor", json::object{{"type", "http"},
                                           {"scheme", "basic"},
                                           {"description", "A vendor's login, vendor-<id> for the demo vendors."}}}};
  return components;
}

Task<http::Response> answer(std::shared_ptr<const std::string> body) {
  http::Response response;
  response.body = *body;
  co_return response;
}

}  // namespace

json::object document(const std::vector<http::Route>& routes, const std::string& title) {
  const std::string_view text = operations_json();
  json::object said = json::parse(json::string_view(text.data(), text.size())).as_object();
  const json::object& operations = said["operations"].as_object();
  json::object paths;
  for (const http::Route& route : routes) {
    const json::value* known = operations.if_contains(route.method + " " + route.pattern);
    json::value& path = paths[route.pattern];
    if (path.is_null()) path.emplace_object();
    path.as_object()[lower(route.method)] = operation_of(route, known == nullptr ? json::object() : known->as_object());
  }
  json::object made;
  made["openapi"] = "3.1.0";
  made["info"] = json::object{
      {"title", title},
      {"version", "2"},
      {"summary", "Catalogue and vendors as Marketplace REST v2 has them; souk's own resources under /rest/souk/1"}};
  made["tags"] = said["tags"];
  made["paths"] = std::move(paths);
  made["components"] = components_of(said);
  return made;
}

http::Route openapi_route(const std::vector<http::Route>& routes, const std::string& title) {
  http::Route route{"GET", kPath, domain::Owner::browse, {}, 1024};
  std::vector<http::Route> all = routes;
  all.push_back(route);
  const auto body = std::make_shared<const std::string>(json::serialize(document(all, title)));
  route.handler = [body](http::Request&) { return answer(body); };
  return route;
}

}  // namespace souk::openapi
