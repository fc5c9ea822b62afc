#include "domain/duration.hpp"
#include "drill/keys.hpp"
#include "drill/sections.hpp"
#include "drill/values.hpp"

namespace souk::drill {
namespace {

void read_point(MapReader& map, std::string_view key, domain::TimePoint& point, Mistakes& mistakes) {
  const auto text = map.text(key);
  if (!text) return;
  const Result<domain::TimePoint> parsed = parse_time_point(*text);
  if (parsed) {
    point = *parsed;
  } else {
    mistakes.add(map.mark(key), std::string(key) + ": " + parsed.error().detail);
  }
}

void read_window(MapReader& map, domain::Expectation& expectation, Nanos resolution, Mistakes& mistakes) {
  const bool has_points = map.has("from") || map.has("until");
  if (domain::is_run_metric(expectation.metric)) {
    if (has_points || map.has("during") || map.has("for")) {
      mistakes.add(map.mark("expect"),
                   std::string(domain::to_string(expectation.metric)) + " has one value for the whole run",
                   "leave out during, from, until and for");
    }
    return;
  }
  if (map.has("during")) {
    if (has_points) mistakes.add(map.mark("during"), "during does not go with from and until", "keep one way");
    std::string phase;
    map.read_name("during", phase);
    expectation.from = {domain::AnchorKind::phase_start, phase, Nanos{0}};
    expectation.until = {domain::AnchorKind::phase_end, phase, Nanos{0}};
  } else if (!map.has("from")) {
    mistakes.add(map.mark("expect"), "the window is missing", "give \"during: <phase>\", or \"from\" and \"until\"");
  }
  read_point(map, "from", expectation.from, mistakes);
  read_point(map, "until", expectation.until, mistakes);
  if (!map.has("for")) return;
  map.read_clock("for", expectation.for_at_least);
  if (expectation.for_at_least < resolution) {
    mistakes.add(map.mark("for"),
                 "for: has to be at least " + domain::format_duration(resolution) + ", the length of one window");
  }
  if (expectation.aggregator != domain::Aggregator::overall) {
    mistakes.add(map.mark("for"), "for looks at each window by itself", "leave out the aggregator");
  }
}

void read_expectation(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  MapReader map(node, "an expectation", kExpectationKeys, mistakes);
  if (!map.is_map()) return;
  map.require("name");
  map.require("expect");
  domain::Expectation expectation;
  if (const auto text = map.text("expect")) {
    Result<domain::Expectation> parsed = parse_expectation(*text);
    if (parsed) {
      expectation = *parsed;
    } else {
      mistakes.add(map.mark("expect"), "expect: " + parsed.error().detail);
      return;
    }
  }
  map.read("name", expectation.name);
  if (map.has("name") && (expectation.name.empty() || expectation.name.size() > 120)) {
    mistakes.add(map.mark("name"), "name: has to have 1 to 120 characters");
  }
  expectation.file = mistakes.file();
  expectation.line = node.Mark().line + 1;
  expectation.column = node.Mark().column + 1;
  read_window(map, expectation, drill.resolution, mistakes);
  drill.expectations.push_back(std::move(expectation));
}

}  // namespace

void read_expectations(const YAML::Node& node, domain::Drill& drill, Mistakes& mistakes) {
  if (!node.IsSequence() || node.size() == 0) {
    mistakes.add(node.Mark(), "expectations has to be a list of at least one expectation",
                 "a drill that expects nothing proves nothing");
    return;
  }
  for (const auto& entry : node) read_expectation(entry, drill, mistakes);
}

}  // namespace souk::drill
