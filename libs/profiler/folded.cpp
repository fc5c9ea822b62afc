#include "profiler/folded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace souk::profiler {
namespace {

struct Counts {
  std::uint64_t self = 0;
  std::uint64_t total = 0;
};

// Calls visit(frame) from the outermost to the innermost.
template <class Visit>
void for_each_frame(std::string_view stack, Visit visit) {
  while (true) {
    const std::size_t end = stack.find(';');
    visit(stack.substr(0, end));
    if (end == std::string_view::npos) return;
    stack.remove_prefix(end + 1);
  }
}

void add_stack(std::string_view stack, std::uint64_t count, std::map<std::string, Counts, std::less<>>& functions) {
  std::set<std::string_view> seen;  // a function that calls itself counts once
  std::string_view innermost;
  for_each_frame(stack, [&](std::string_view frame) {
    innermost = frame;
    if (!seen.insert(frame).second) return;
    functions.try_emplace(std::string(frame)).first->second.total += count;
  });
  functions.find(innermost)->second.self += count;
}

// Where a bracket at `open` closes, or the end.
std::size_t closing(std::string_view name, std::size_t open, char opens, char closes) {
  int depth = 0;
  for (std::size_t i = open; i < name.size(); ++i) {
    if (name[i] == opens) ++depth;
    // "->" in a name ends nothing.
    if (name[i] == closes && (closes != '>' || i == 0 || name[i - 1] != '-') && --depth == 0) return i;
  }
  return name.size();
}

}  // namespace

std::string to_text(const Folded& folded) {
  std::string text;
  for (const auto& [stack, count] : folded) text += fmt::format("{} {}\n", stack, count);
  return text;
}

Result<Folded> parse_folded(std::string_view text) {
  Folded folded;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t space = line.rfind(' ');
    std::uint64_t count = 0;
    const char* const line_end = line.data() + line.size();
    const bool has_both = space != std::string_view::npos && space > 0;
    const auto parsed = has_both ? std::from_chars(line.data() + space + 1, line_end, count)
                                 : std::from_chars_result{line.data(), std::errc::invalid_argument};
    if (parsed.ec != std::errc() || parsed.ptr != line_end) {
      return fail(Errc::corrupt, fmt::format("line {} of the profile is not a stack and a number", number));
    }
    folded[std::string(line.substr(0, space))] += count;
  }
  return folded;
}

std::vector<FunctionCost> top_functions(const Folded& folded, std::size_t count) {
  std::map<std::string, Counts, std::less<>> functions;
  for (const auto& [stack, samples] : folded) add_stack(stack, samples, functions);
  std::vector<FunctionCost> all;
  all.reserve(functions.size());
  for (const auto& [name, counts] : functions) all.push_back({name, counts.self, counts.total});
  std::stable_sort(all.begin(), all.end(), [](const FunctionCost& a, const FunctionCost& b) {
    return a.self != b.self ? a.self > b.self : a.total > b.total;
  });
  all.resize(std::min(count, all.size()));
  return all;
}

std::string short_name(std::string_view name) {
  constexpr std::string_view kOperator = "operator";
  constexpr std::string_view kAnonymous = "(anonymous namespace)";
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool of_operator = out.ends_with(kOperator);  // then a bracket is part of its name
    if (name.substr(i).starts_with(kAnonymous)) {
      out += kAnonymous;
      i += kAnonymous.size() - 1;
    } else if (name[i] == '<' && !of_operator && !out.ends_with("operator<")) {
      i = closing(name, i, '<', '>');
      out += "<>";
    } else if (name[i] == '(' && !of_operator) {
      i = closing(name, i, '(', ')');
    } else {
      out += name[i];
    }
  }
  return out;
}

}  // namespace souk::profiler
