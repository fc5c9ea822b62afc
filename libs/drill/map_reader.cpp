#include "drill/map_reader.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <vector>

#include "domain/edit_distance.hpp"
#include "drill/values.hpp"

namespace souk::drill {

std::string suggestion(std::string_view wrong, std::span<const std::string_view> allowed) {
  std::string list;
  std::string_view closest;
  std::size_t least = 3;  // farther apart is no typing mistake
  for (const std::string_view name : allowed) {
    if (name.empty()) continue;
    if (!list.empty()) list += ", ";
    list += name;
    if (wrong.size() > 64) continue;
    if (const std::size_t apart = domain::edit_distance(wrong, name); apart < least) {
      least = apart;
      closest = name;
    }
  }
  return closest.empty() ? "allowed: " + list : "did you mean \"" + std::string(closest) + "\"?";
}

std::optional<std::string> scalar(const YAML::Node& node, std::string_view what, Mistakes& mistakes) {
  if (node.IsScalar()) return node.Scalar();
  mistakes.add(node.Mark(), std::string(what) + " has to be a single value");
  return std::nullopt;
}

MapReader::MapReader(const YAML::Node& node, std::string what, std::span<const std::string_view> keys,
                     Mistakes& mistakes)
    : node_(node), what_(std::move(what)), mistakes_(mistakes), is_map_(node.IsMap()) {
  if (!is_map_) {
    mistakes_.add(node_.Mark(), what_ + " has to be a map of keys to values");
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    const auto key = scalar(entry.first, "a key of " + what_, mistakes_);
    if (!key) continue;
    if (std::find(keys.begin(), keys.end(), *key) == keys.end()) {
      mistakes_.add(entry.first.Mark(), "unknown key \"" + *key + "\" in " + what_, suggestion(*key, keys));
    } else if (!seen.insert(*key).second) {
      mistakes_.add(entry.first.Mark(), "key \"" + *key + "\" is there twice in " + what_, "keep one of them");
    }
  }
}

std::optional<YAML::Node> MapReader::child(std::string_view key) const {
  if (!is_map_) return std::nullopt;
  for (const auto& entry : node_) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
  }
  return std::nullopt;
}

bool MapReader::has(std::string_view key) const { return child(key).has_value(); }

YAML::Mark MapReader::mark(std::string_view key) const {
  const auto value = child(key);
  return value ? value->Mark() : node_.Mark();
}

void MapReader::require(std::string_view key) {
  if (is_map_ && !has(key)) mistakes_.add(node_.Mark(), what_ + " needs the key \"" + std::string(key) + "\"");
}

std::optional<std::string> MapReader::text(std::string_view key) {
  const auto value = child(key);
  if (!value) return std::nullopt;
  return scalar(*value, key, mistakes_);
}

void MapReader::read(std::string_view key, std::string& value) {
  if (const auto found = text(key)) value = *found;
}

void MapReader::read_name(std::string_view key, std::string& value) {
  const auto found = text(key);
  if (!found) return;
  if (is_name(*found)) {
    value = *found;
  } else {
    mistakes_.add(mark(key), std::string(key) + ": \"" + *found + "\" is not a name",
                  "use lower-case letters, digits and dashes, at most 64");
  }
}

void MapReader::read(std::string_view key, Nanos& value) { read_time(key, value, kLongestWait); }

void MapReader::read_clock(std::string_view key, Nanos& value) { read_time(key, value, domain::kLongestDrill); }

void MapReader::read_time(std::string_view key, Nanos& value, Nanos longest) {
  const auto found = text(key);
  if (!found) return;
  const Result<Nanos> parsed = parse_time(*found, longest);
  if (accept(key, parsed)) value = *parsed;
}

void MapReader::read(std::string_view key, unsigned& value, unsigned least, unsigned most) {
  const auto found = text(key);
  if (!found) return;
  unsigned parsed = 0;
  const auto [end, code] = std::from_chars(found->data(), found->data() + found->size(), parsed);
  if (code == std::errc{} && end == found->data() + found->size() && parsed >= least && parsed <= most) {
    value = parsed;
    return;
  }
  mistakes_.add(mark(key), std::string(key) + ": \"" + *found + "\" is not a whole number from " +
                               std::to_string(least) + " to " + std::to_string(most));
}

void MapReader::read(std::string_view key, bool& value) {
  const auto found = text(key);
  if (!found) return;
  if (*found == "true" || *found == "false") {
    value = *found == "true";
  } else {
    mistakes_.add(mark(key), std::string(key) + ": \"" + *found + "\" is neither true nor false");
  }
}

void MapReader::read_share(std::string_view key, double& value) {
  const auto found = text(key);
  if (!found) return;
  const Result<double> parsed = parse_share(*found);
  if (accept(key, parsed)) value = *parsed;
}

std::optional<std::size_t> MapReader::choice(std::string_view key, std::span<const std::string_view> names) {
  const auto found = text(key);
  if (!found) return std::nullopt;
  const auto name = std::find(names.begin(), names.end(), *found);
  if (name != names.end()) return static_cast<std::size_t>(name - names.begin());
  mistakes_.add(mark(key), std::string(key) + ": unknown value \"" + *found + "\"", suggestion(*found, names));
  return std::nullopt;
}

}  // namespace souk::drill
