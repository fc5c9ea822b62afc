// Source files as the rules see them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace souk::tidy {

struct SourceFile {
  std::string path;  // relative to the tree's root, with forward slashes
  std::string text;

  bool is_header() const { return path.ends_with(".hpp"); }
  bool is_cpp() const { return is_header() || path.ends_with(".cpp"); }
  bool is_script() const;  // shell, or anything that starts with #!
  // Tests, their helpers and benchmarks: in tests/ or bench/, or "test", "testing" among the words of the name.
  bool is_test_code() const;
};

// Every text file of the house below `root`, sorted by path: C++, CMake, scripts, documents, drills. What builds and
// runs leave behind (build, runs, data, node_modules, hidden folders but .ci) is not looked at.
std::vector<SourceFile> load_tree(const std::filesystem::path& root);

// C++ text with comments blanked out, same length and lines. With `strings_too` the insides of literals as well.
std::string without_comments(std::string_view text, bool strings_too);

std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace souk::tidy
