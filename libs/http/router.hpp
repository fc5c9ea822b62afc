// One flat table of routes. A path belongs to the most specific pattern that matches it (a literal segment beats a
// parameter); that pattern alone decides which methods are allowed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/handler.hpp"

namespace souk::http {

class Router {
 public:
  enum class Outcome { found, not_found, method_not_allowed, malformed };

  struct Match {
    Outcome outcome = Outcome::not_found;
    const Route* route = nullptr;  // if found
    std::string_view pattern;      // if found or method_not_allowed
    std::string_view allow;        // value of the Allow header, if method_not_allowed
  };

  // Throws std::invalid_argument naming the routes if a pattern is malformed, a route is there twice, or two patterns
  // match a common path and neither is the more specific one.
  explicit Router(std::vector<Route> routes);

  // `raw_path` is percent-encoded. Sets request.path and request.path_parameters, decoded per segment, so that an
  // encoded slash is part of a parameter. A parameter matches neither an empty segment nor "." or "..". HEAD is
  // answered by the GET route where no HEAD route exists. `malformed`: bad percent-encoding.
  Match match(std::string_view method, std::string_view raw_path, Request& request) const;

 private:
  struct Segment {
    std::string text;  // the literal, or the parameter's name
    bool parameter = false;
  };
  struct Pattern {
    std::string text;
    std::vector<Segment> segments;
    std::vector<const Route*> routes;  // one per method
    std::string allow;
  };

  static std::vector<Segment> parse(const std::string& pattern);
  static bool matches(const Pattern& pattern, const std::vector<std::string_view>& segments);
  static void refuse_overlap(const Pattern& a, const Pattern& b);
  void add(const Route& route);

  std::vector<Route> routes_;
  std::vector<Pattern> patterns_;  // the more literal segments, the earlier
};

}  // namespace souk::http
