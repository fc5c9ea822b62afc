// A shop on doubles behind its routes, asked without sockets. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/shop_testing.hpp"
#include "ports/request_trace.hpp"
#include "services/marketplace/routes.hpp"

namespace souk::marketplace {

class EndpointTest : public ::testing::Test {
 protected:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  EndpointTest() { store_.add_app("com.example.tables"); }

  // Asks the route with this method and pattern.
  http::Response ask(const std::string& method, const std::string& pattern, Pairs parameters = {}, Pairs query = {},
                     const std::string& body = {}, Pairs headers = {}) {
    for (const auto& route : routes_) {
      if (route.method != method || route.pattern != pattern) continue;
      http::Request request;
      request.method = method;
      request.path_parameters = std::move(parameters);
      request.query_parameters = std::move(query);
      request.headers = std::move(headers);
      request.body = body;
      request.owner = route.owner;
      trace_.begin();
      request.trace = &trace_;
      return app::testing::run(route.handler(request));
    }
    ADD_FAILURE() << "no route " << method << ' ' << pattern;
    return {};
  }
  http::Response get(const std::string& pattern, Pairs parameters = {}, Pairs query = {}) {
    return ask("GET", pattern, std::move(parameters), std::move(query));
  }
  static boost::json::object json(const http::Response& response) {
    return boost::json::parse(response.body).as_object();
  }
  static std::optional<std::string> header(const http::Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return std::nullopt;
  }

  app::testing::FakeStore store_;
  app::testing::FakeFlags flags_;
  app::testing::FakeClock clock_;
  ports::RequestTrace trace_{clock_};
  app::Shop shop_{store_, flags_, clock_};
  std::vector<http::Route> routes_ = marketplace_routes(shop_, flags_, clock_);
};

}  // namespace souk::marketplace
