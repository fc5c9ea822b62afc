// GET /rest/2/applications, GET /rest/2/applications/{application}: the host products that apps are made for.
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/endpoints.hpp"

namespace souk::vendors {
namespace {

namespace json = boost::json;

struct Application {
  std::string_view key;
  std::string_view name;
  bool cloud;
};

// The products of 2020 that had a place in the marketplace.
constexpr std::array<Application, 6> kApplications{{{"jira", "Jira", true},
                                                    {"confluence", "Confluence", true},
                                                    {"bitbucket", "Bitbucket", true},
                                                    {"bamboo", "Bamboo", false},
                                                    {"crowd", "Crowd", false},
                                                    {"fecru", "Fisheye / Crucible", false}}};

json::object application_json(const Application& application) {
  json::object document;
  document["_links"] =
      json::object{{"self", marketplace::link("/rest/2/applications/" + std::string(application.key))}};
  document["key"] = application.key;
  document["name"] = application.name;
  document["status"] = "published";
  document["hostingSupport"] = json::object{{"cloud", application.cloud}, {"server", true}};
  return document;
}

}  // namespace

Task<Response> list_applications(Request&) {
  json::array items;
  for (const Application& application : kApplications) items.push_back(application_json(application));
  const json::object self{{"self", marketplace::link("/rest/2/applications")}};
  co_return marketplace::json_answer(
      json::object{{"_links", self}, {"_embedded", json::object{{"applications", std::move(items)}}}});
}

Task<Response> get_application(Request& request) {
  const std::string_view key = request.path_parameter("application");
  const auto* const found = std::find_if(kApplications.begin(), kApplications.end(),
                                         [key](const Application& application) { return application.key == key; });
  if (found == kApplications.end())
    co_return http::problem(fail(Errc::not_found, "no such application; GET /rest/2/applications lists them"));
  co_return marketplace::json_answer(application_json(*found));
}

}  // namespace souk::vendors
