// For tests: reads the Prometheus text format strictly enough to find our own mistakes.
#pragma once

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

namespace souk::metrics {

struct Exposition {
  std::map<std::string, double> samples;     // by series as printed: name{a="x",b="y"}
  std::map<std::string, std::string> types;  // by family

  double at(const std::string& series) const {
    const auto found = samples.find(series);
    if (found == samples.end()) throw std::runtime_error("no series " + series);
    return found->second;
  }
};

// The family that a sample's name belongs to: a histogram's samples end in _bucket, _sum and _count.
inline std::string family_of(const std::string& sample, const Exposition& known) {
  if (known.types.contains(sample)) return sample;
  for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
    if (!sample.ends_with(suffix)) continue;
    std::string family = sample.substr(0, sample.size() - suffix.size());
    const auto found = known.types.find(family);
    if (found != known.types.end() && found->second == "histogram") return family;
  }
  throw std::runtime_error("sample before its TYPE: " + sample);
}

inline void read_sample(const std::string& line, Exposition& out) {
  const std::size_t space = line.rfind(' ');
  if (space == std::string::npos || space == 0) throw std::runtime_error("no value: " + line);
  const std::string series = line.substr(0, space);
  const std::string name = series.substr(0, series.find('{'));
  const bool legal = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
  });
  if (!legal) throw std::runtime_error("bad name: " + line);
  family_of(name, out);
  std::size_t read = 0;
  const std::string value = line.substr(space + 1);
  const double number = std::stod(value, &read);
  if (read != value.size()) throw std::runtime_error("bad value: " + line);
  if (!out.samples.emplace(series, number).second) throw std::runtime_error("series twice: " + series);
}

// Throws std::runtime_error naming the line for anything that is not text exposition 0.0.4, for a series or a family
// that appears twice, for a sample before its family's TYPE.
inline Exposition parse_exposition(const std::string& text) {
  Exposition out;
  if (!text.empty() && text.back() != '\n') throw std::runtime_error("the last line does not end");
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) {
      std::istringstream words(line.substr(7));
      std::string family;
      std::string type;
      words >> family >> type;
      if (!out.types.emplace(family, type).second) throw std::runtime_error("family twice: " + family);
    } else if (!line.starts_with("# HELP ")) {
      read_sample(line, out);
    }
  }
  return out;
}

}  // namespace souk::metrics
