// What is wrong in a drill file, where, and what to do about it.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <utility>
#include <vector>

namespace souk::drill {

struct Mistake {
  std::string file;
  int line = 0;  // from 1; 0 when the file itself is the problem
  int column = 0;
  std::string message;
  std::string remedy;  // may be empty
  // "drill.yaml:12:5: unknown key \"rat\": did you mean \"rate\"?"
  std::string text() const;
};

// Collects them all, so that an author sees every mistake at once.
class Mistakes {
 public:
  explicit Mistakes(std::string file) : file_(std::move(file)) {}
  void add(const YAML::Mark& mark, std::string message, std::string remedy = {});
  void add_for_file(std::string message, std::string remedy = {});
  bool empty() const { return list_.empty(); }
  const std::string& file() const { return file_; }
  // In order of place.
  std::vector<Mistake> take();

 private:
  std::string file_;
  std::vector<Mistake> list_;
};

}  // namespace souk::drill
