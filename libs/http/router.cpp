#include "http/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/target.hpp"

namespace souk::http {
namespace {

// Splits "/a/b" into {"a", "b"}; "/" is one empty segment.
void split(std::string_view path, std::vector<std::string_view>& out) {
  out.clear();
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    out.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
}

// Replaces the views by views of decoded text, kept in `storage`.
bool decode(std::vector<std::string_view>& segments, std::vector<std::string>& storage) {
  storage.resize(segments.size());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!percent_decode(segments[i], storage[i])) return false;
    segments[i] = storage[i];
  }
  return true;
}

bool fits_parameter(std::string_view segment) { return !segment.empty() && segment != "." && segment != ".."; }

const Route* find_method(const std::vector<const Route*>& routes, std::string_view method) {
  const auto at = std::find_if(routes.begin(), routes.end(), [method](const Route* r) { return r->method == method; });
  return at == routes.end() ? nullptr : *at;
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const Route& route : routes_) add(route);
  for (Pattern& pattern : patterns_) {
    for (const Route* route : pattern.routes) {
      pattern.allow += (pattern.allow.empty() ? "" : ", ") + route->method;
      if (route->method == "GET" && find_method(pattern.routes, "HEAD") == nullptr) pattern.allow += ", HEAD";
    }
  }
  const auto literals = [](const Pattern& pattern) {
    return std::count_if(pattern.segments.begin(), pattern.segments.end(),
                         [](const Segment& s) { return !s.parameter; });
  };
  std::stable_sort(patterns_.begin(), patterns_.end(),
                   [&literals](const Pattern& a, const Pattern& b) { return literals(a) > literals(b); });
}

std::vector<Router::Segment> Router::parse(const std::string& pattern) {
  if (!pattern.starts_with('/')) throw std::invalid_argument("route pattern '" + pattern + "' does not start with '/'");
  std::vector<std::string_view> parts;
  split(pattern, parts);
  std::vector<Segment> segments;
  for (std::string_view part : parts) {
    const bool parameter = part.size() > 2 && part.front() == '{' && part.back() == '}';
    if (parameter) part = part.substr(1, part.size() - 2);
    if (part.find_first_of("{}%?") != std::string_view::npos) {
      throw std::invalid_argument("route pattern '" + pattern + "' is malformed: a {name} is a whole segment");
    }
    segments.push_back({std::string(part), parameter});
  }
  return segments;
}

void Router::refuse_overlap(const Pattern& a, const Pattern& b) {
  if (a.segments.size() != b.segments.size()) return;
  bool a_is_narrower = false;
  bool b_is_narrower = false;
  for (std::size_t i = 0; i < a.segments.size(); ++i) {
    const Segment& left = a.segments[i];
    const Segment& right = b.segments[i];
    if (!left.parameter && !right.parameter && left.text != right.text) return;
    a_is_narrower = a_is_narrower || (!left.parameter && right.parameter);
    b_is_narrower = b_is_narrower || (left.parameter && !right.parameter);
  }
  if (a_is_narrower == b_is_narrower) {
    throw std::invalid_argument("routes '" + a.text + "' and '" + b.text + "' are ambiguous");
  }
}

void Router::add(const Route& route) {
  const auto same = std::find_if(patterns_.begin(), patterns_.end(),
                                 [&route](const Pattern& pattern) { return pattern.text == route.pattern; });
  if (same != patterns_.end()) {
    if (find_method(same->routes, route.method) != nullptr) {
      throw std::invalid_argument("route '" + route.method + " " + route.pattern + "' is there twice");
    }
    same->routes.push_back(&route);
    return;
  }
  Pattern pattern{route.pattern, parse(route.pattern), {&route}, {}};
  for (const Pattern& other : patterns_) refuse_overlap(other, pattern);
  patterns_.push_back(std::move(pattern));
}

bool Router::matches(const Pattern& pattern, const std::vector<std::string_view>& segments) {
  if (pattern.segments.size() != segments.size()) return false;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment& expected = pattern.segments[i];
    if (expected.parameter ? !fits_parameter(segments[i]) : expected.text != segments[i]) return false;
  }
  return true;
}

Router::Match Router::match(std::string_view method, std::string_view raw_path, Request& request) const {
  request.path_parameters.clear();
  thread_local std::vector<std::string_view> segments;  // kept for its storage
  split(raw_path, segments);
  std::vector<std::string> decoded;
  if (raw_path.find('%') == std::string_view::npos) {
    request.path = raw_path;
  } else if (!decode(segments, decoded) || !percent_decode(raw_path, request.path)) {
    return {Outcome::malformed, nullptr, {}, {}};
  }
  for (const Pattern& pattern : patterns_) {
    if (!matches(pattern, segments)) continue;
    const Route* route = find_method(pattern.routes, method);
    if (route == nullptr && method == "HEAD") route = find_method(pattern.routes, "GET");
    if (route == nullptr) return {Outcome::method_not_allowed, nullptr, pattern.text, pattern.allow};
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (pattern.segments[i].parameter) request.path_parameters.emplace_back(pattern.segments[i].text, segments[i]);
    }
    return {Outcome::found, route, pattern.text, {}};
  }
  return {Outcome::not_found, nullptr, {}, {}};
}

}  // namespace souk::http
