// Stacks as folded text, the format of the flame graph tools: one line a stack, frames from the outermost to the
// innermost, separated by semicolons, then a space and the number of samples.
//   main;souk::Engine::run;sqlite3_step 17
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace souk::profiler {

// Samples by stack; frames joined by semicolons.
using Folded = std::map<std::string, std::uint64_t>;

std::string to_text(const Folded& folded);
// Errors: corrupt, naming the line.
Result<Folded> parse_folded(std::string_view text);

struct FunctionCost {
  std::string name;
  std::uint64_t self = 0;   // samples in the function itself
  std::uint64_t total = 0;  // in it or in what it called
};
// Those with the most samples of their own, most first; at most `count`.
std::vector<FunctionCost> top_functions(const Folded& folded, std::size_t count);

// For a line of a table: template arguments and parameters of a C++ name become "<>" and nothing.
//   "std::vector<int>::push_back(int&&)" -> "std::vector<>::push_back"
std::string short_name(std::string_view name);

}  // namespace souk::profiler
