// The plan of the house, as tables: who may include whom, which words a layer does without, and the only files that
// may touch the machine. To change a rule, change its table in house.cpp and say why beside it.
#pragma once

#include <string_view>
#include <vector>

namespace souk::tidy {

// A folder of libs and the other folders of libs whose headers it may include (its own it always may).
struct Module {
  std::string_view folder;
  std::vector<std::string_view> may_include;
};
const std::vector<Module>& modules();
// What test code of any module but domain may include besides.
const std::vector<std::string_view>& test_helpers();

// Headers from outside that a module may include: beginnings of what stands between < and >. Modules that are not
// listed may include anything. Standard headers are allowed unless they are in barred_headers().
struct OutsideHeaders {
  std::string_view folder;
  std::vector<std::string_view> allowed;
  std::vector<std::string_view> barred;  // stronger than allowed
};
const std::vector<OutsideHeaders>& outside_headers();

// Words (whole ones) that product code of a folder does without.
struct BannedWords {
  std::string_view folder;
  std::vector<std::string_view> words;
};
const std::vector<BannedWords>& banned_words();

// A part of the machine: the words that give its use away, and the only files (or folders, with a / at the end) of
// product code that may use it.
struct MachinePart {
  std::string_view name;
  std::vector<std::string_view> words;
  std::vector<std::string_view> allowed;
};
const std::vector<MachinePart>& machine_parts();

inline constexpr std::size_t kMaxLineLength = 120;  // characters
inline constexpr std::size_t kMaxFileLength = 500;  // lines

}  // namespace souk::tidy
