#include "drill/mistake.hpp"

#include <algorithm>
#include <tuple>

namespace souk::drill {

std::string Mistake::text() const {
  std::string result = file;
  if (line > 0) result += ":" + std::to_string(line) + ":" + std::to_string(column);
  result += ": " + message;
  if (!remedy.empty()) result += ": " + remedy;
  return result;
}

void Mistakes::add(const YAML::Mark& mark, std::string message, std::string remedy) {
  // A null mark has negative places.
  list_.push_back(
      {file_, std::max(0, mark.line + 1), std::max(0, mark.column + 1), std::move(message), std::move(remedy)});
}

void Mistakes::add_for_file(std::string message, std::string remedy) {
  list_.push_back({file_, 0, 0, std::move(message), std::move(remedy)});
}

std::vector<Mistake> Mistakes::take() {
  std::stable_sort(list_.begin(), list_.end(), [](const Mistake& a, const Mistake& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  return std::move(list_);
}

}  // namespace souk::drill
