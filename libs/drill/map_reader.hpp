// Reads one map of a drill file: refuses unknown and repeated keys, asks for required ones, and turns values into
// types. Everything that is wrong goes to the list of mistakes; what is missing keeps its default.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "drill/mistake.hpp"

namespace souk::drill {

// The text of a scalar; a mistake naming `what` otherwise.
std::optional<std::string> scalar(const YAML::Node& node, std::string_view what, Mistakes& mistakes);
// "did you mean ...?" or the list of what is allowed.
std::string suggestion(std::string_view wrong, std::span<const std::string_view> allowed);

class MapReader {
 public:
  // `what` names the map in messages ("the drill", "a step").
  MapReader(const YAML::Node& node, std::string what, std::span<const std::string_view> keys, Mistakes& mistakes);

  bool is_map() const { return is_map_; }
  bool has(std::string_view key) const;
  std::optional<YAML::Node> child(std::string_view key) const;
  YAML::Mark mark(std::string_view key) const;  // of the value; of the map if it is missing
  void require(std::string_view key);

  // Each leaves `value` alone when the key is missing or its value wrong.
  void read(std::string_view key, std::string& value);
  void read_name(std::string_view key, std::string& value);
  void read(std::string_view key, Nanos& value);        // at most an hour
  void read_clock(std::string_view key, Nanos& value);  // a time of the drill: at most domain::kLongestDrill
  void read(std::string_view key, unsigned& value, unsigned least, unsigned most);
  void read(std::string_view key, bool& value);
  void read_share(std::string_view key, double& value);

  // The value's index among `names`.
  std::optional<std::size_t> choice(std::string_view key, std::span<const std::string_view> names);
  std::optional<std::string> text(std::string_view key);

 private:
  void read_time(std::string_view key, Nanos& value, Nanos longest);
  // Notes the error, if it is one, as a mistake of the key.
  template <class T>
  bool accept(std::string_view key, const Result<T>& parsed) {
    if (parsed) return true;
    mistakes_.add(mark(key), std::string(key) + ": " + parsed.error().detail);
    return false;
  }

  YAML::Node node_;
  std::string what_;
  Mistakes& mistakes_;
  bool is_map_;
};

}  // namespace souk::drill
