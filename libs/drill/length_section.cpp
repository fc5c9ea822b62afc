// How long a drill is, in which windows it is kept, and where it can be played: three keys that limit each other.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "domain/duration.hpp"
#include "drill/keys.hpp"
#include "drill/sections.hpp"

namespace souk::drill {
namespace {

using domain::format_duration;

std::optional<domain::World> world_in(const YAML::Node& node, Mistakes& mistakes) {
  const auto name = scalar(node, "a world", mistakes);
  if (!name) return std::nullopt;
  const auto found = std::find(domain::kWorldNames.begin(), domain::kWorldNames.end(), *name);
  if (found != domain::kWorldNames.end()) return static_cast<domain::World>(found - domain::kWorldNames.begin());
  mistakes.add(node.Mark(), "worlds: unknown world \"" + *name + "\"", suggestion(*name, domain::kWorldNames));
  return std::nullopt;
}

void read_worlds(MapReader& map, domain::Drill& drill, Mistakes& mistakes) {
  const auto node = map.child("worlds");
  if (!node) return;
  if (!node->IsSequence() || node->size() == 0) {
    mistakes.add(node->Mark(), "worlds has to be a list of at least one world", "write [live, sim], [live] or [sim]");
    return;
  }
  std::vector<domain::World> worlds;
  for (const auto& entry : *node) {
    const auto world = world_in(entry, mistakes);
    if (!world) continue;
    if (std::find(worlds.begin(), worlds.end(), *world) != worlds.end()) {
      mistakes.add(entry.Mark(), "worlds: \"" + entry.Scalar() + "\" is there twice", "keep one of them");
    } else {
      worlds.push_back(*world);
    }
  }
  if (!worlds.empty()) drill.worlds = std::move(worlds);
}

// A length of windows that keeps their number, and the report, at a comfortable size.
std::string comfortable_resolution(Nanos duration) {
  using std::chrono::seconds;
  constexpr std::array<int, 10> kSeconds{1, 5, 10, 30, 60, 120, 300, 600, 900, 1'800};
  const auto found = std::find_if(kSeconds.begin(), kSeconds.end(), [duration](int length) {
    return duration / seconds(length) <= static_cast<std::int64_t>(domain::kMostWindows / 2);
  });
  return format_duration(seconds(found == kSeconds.end() ? kSeconds.back() : *found));
}

void check_windows(MapReader& map, const domain::Drill& drill, Mistakes& mistakes) {
  const std::string_view key = map.has("resolution") ? "resolution" : "duration";
  const std::int64_t windows = (drill.duration + drill.resolution - Nanos{1}) / drill.resolution;
  if (windows > static_cast<std::int64_t>(domain::kMostWindows)) {
    mistakes.add(map.mark(key),
                 std::string(key) + ": " + format_duration(drill.duration) + " are " + std::to_string(windows) +
                     " windows of " + format_duration(drill.resolution) + ", at most " +
                     std::to_string(domain::kMostWindows) + " are kept",
                 "write \"resolution: " + comfortable_resolution(drill.duration) + "\"");
  }
  if (map.has("resolution") && drill.duration % drill.resolution != Nanos{0}) {
    mistakes.add(map.mark("resolution"),
                 "resolution: " + format_duration(drill.duration) + " is not a whole number of windows of " +
                     format_duration(drill.resolution),
                 "change the duration or the resolution");
  }
}

}  // namespace

void read_length(MapReader& map, domain::Drill& drill, Mistakes& mistakes) {
  read_worlds(map, drill, mistakes);
  map.read_clock("duration", drill.duration);
  map.read_clock("resolution", drill.resolution);
  if (map.has("duration") && drill.duration < std::chrono::seconds(1)) {
    mistakes.add(map.mark("duration"), "duration: has to be at least 1s");
  }
  if (drill.resolution < domain::kFinestResolution) {
    mistakes.add(map.mark("resolution"), "resolution: has to be at least " + format_duration(domain::kFinestResolution),
                 "status is sampled " + std::to_string(domain::kSamplesPerWindow) + " times a window");
    drill.resolution = domain::kFinestResolution;
    return;
  }
  check_windows(map, drill, mistakes);
  if (drill.duration > domain::kLongestLiveDrill && drill.plays_in(domain::World::live)) {
    const std::string_view key = map.has("worlds") ? "worlds" : "duration";
    mistakes.add(map.mark(key),
                 std::string(key) + ": a drill of more than " + format_duration(domain::kLongestLiveDrill) +
                     " can only be played simulated",
                 "write \"worlds: [sim]\", or shorten it");
  }
}

}  // namespace souk::drill
