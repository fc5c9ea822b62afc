#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "tests/tidy/house.hpp"

namespace souk::tidy {
namespace {

bool contains(const std::vector<std::string_view>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool starts_with_any(std::string_view text, const std::vector<std::string_view>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [text](auto b) { return text.starts_with(b); });
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

struct Include {
  std::string path;
  bool quoted;  // "..." rather than <...>
};

std::optional<Include> include_of(std::string_view line) {
  const std::size_t hash = line.find_first_not_of(' ');
  if (hash == std::string_view::npos || !line.substr(hash).starts_with("#include")) return std::nullopt;
  const std::size_t open = line.find_first_of("\"<", hash);
  if (open == std::string_view::npos) return std::nullopt;
  const std::size_t close = line.find_first_of("\">", open + 1);
  if (close == std::string_view::npos) return std::nullopt;
  return Include{std::string(line.substr(open + 1, close - open - 1)), line[open] == '"'};
}

// Calls visit(include, line number) for each include of C++ code.
template <class Visit>
void for_each_include(const SourceFile& file, Visit visit) {
  if (!file.is_cpp()) return;
  const std::string code = without_comments(file.text, false);
  std::size_t number = 0;
  for (const std::string_view line : lines_of(code)) {
    ++number;
    if (const auto include = include_of(line)) visit(*include, number);
  }
}

// "app" of "libs/app/users/shopper.cpp"; empty outside of libs.
std::string_view module_of(std::string_view path) {
  constexpr std::string_view kLibs = "libs/";
  if (!path.starts_with(kLibs)) return {};
  path.remove_prefix(kLibs.size());
  return path.substr(0, path.find('/'));
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Where `word` stands as a whole word in `line`.
bool has_whole_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !is_word_character(line[at - 1]) || !is_word_character(word.front());
    const bool ends = end == line.size() || !is_word_character(line[end]) || !is_word_character(word.back());
    if (starts && ends) return true;
  }
  return false;
}

// Calls visit(word, line number) for each of `words` in the code of `file`, comments and literals apart.
template <class Visit>
void for_each_word(const SourceFile& file, const std::vector<std::string_view>& words, Visit visit) {
  const std::string code = without_comments(file.text, true);
  std::size_t number = 0;
  for (const std::string_view line : lines_of(code)) {
    ++number;
    for (const std::string_view word : words) {
      if (has_whole_word(line, word)) visit(word, number);
    }
  }
}

// Characters, not bytes: bytes of the form 10xxxxxx continue one.
std::size_t length_of(std::string_view line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_code(const SourceFile& file) {
  return file.is_cpp() || file.is_script() || file.path.ends_with(".cmake") || file.path.ends_with("CMakeLists.txt");
}

// Calls visit(line, line number).
template <class Visit>
void for_each_line(const SourceFile& file, Visit visit) {
  std::size_t number = 0;
  for (const std::string_view line : lines_of(file.text)) visit(line, ++number);
}

}  // namespace

std::string to_text(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += finding.path + ":" + std::to_string(finding.line) + ": " + finding.message + "\n";
  }
  return text;
}

Findings check_layers(const SourceFile& file) {
  Findings findings;
  const std::string_view module = module_of(file.path);
  if (module.empty() || !file.is_cpp()) return findings;
  const auto known =
      std::find_if(modules().begin(), modules().end(), [&](const auto& m) { return m.folder == module; });
  if (known == modules().end()) {
    return {{file.path, 1, "libs/" + std::string(module) + " has no line in the table of tests/tidy/house.cpp"}};
  }
  for_each_include(file, [&](const Include& include, std::size_t line) {
    if (!include.quoted) return;
    const std::size_t slash = include.path.find('/');
    if (slash == std::string::npos || include.path.starts_with(".")) {
      findings.push_back({file.path, line, "include " + in_quotes(include.path) + " by its path below libs"});
      return;
    }
    const std::string folder = include.path.substr(0, slash);
    const bool helper = file.is_test_code() && module != "domain" && contains(test_helpers(), folder);
    if (folder == module || contains(known->may_include, folder) || helper) return;
    findings.push_back({file.path, line, std::string(module) + " must not include " + in_quotes(include.path)});
  });
  return findings;
}

Findings check_outside_headers(const SourceFile& file) {
  Findings findings;
  if (file.is_test_code()) return findings;
  for (const OutsideHeaders& rule : outside_headers()) {
    if (rule.folder != module_of(file.path)) continue;
    for_each_include(file, [&](const Include& include, std::size_t line) {
      if (include.quoted) return;
      const bool standard = include.path.find('/') == std::string::npos && !include.path.ends_with(".h");
      const bool barred = std::any_of(rule.barred.begin(), rule.barred.end(), [&](std::string_view header) {
        return header.find('/') == std::string_view::npos ? include.path == header : include.path.starts_with(header);
      });
      if (!barred && (standard || starts_with_any(include.path, rule.allowed))) return;
      findings.push_back({file.path, line, std::string(rule.folder) + " does without <" + include.path + ">"});
    });
  }
  return findings;
}

Findings check_banned_words(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp() || file.is_test_code()) return findings;
  for (const BannedWords& rule : banned_words()) {
    if (!file.path.starts_with(rule.folder)) continue;
    for_each_word(file, rule.words, [&](std::string_view word, std::size_t line) {
      findings.push_back({file.path, line, std::string(rule.folder) + " does without " + std::string(word)});
    });
  }
  return findings;
}

Findings check_machine(const SourceFile& file) {
  Findings findings;
  const bool product = file.path.starts_with("libs/") || file.path.starts_with("services/");
  if (!product || !file.is_cpp() || file.is_test_code()) return findings;
  for (const MachinePart& part : machine_parts()) {
    const bool allowed = std::any_of(part.allowed.begin(), part.allowed.end(), [&](std::string_view place) {
      return place.ends_with("/") ? file.path.starts_with(place) : file.path == place;
    });
    if (allowed) continue;
    for_each_word(file, part.words, [&](std::string_view word, std::size_t line) {
      findings.push_back({file.path, line,
                          std::string(word) + ": " + std::string(part.name) +
                              " is for the files listed in tests/tidy/house.cpp only"});
    });
  }
  return findings;
}

Findings check_pragma_once(const SourceFile& file) {
  if (!file.is_header() || file.path.starts_with("cmake/")) return {};  // those of cmake/ are never included
  const std::string code = without_comments(file.text, true);
  for (const std::string_view line : lines_of(code)) {
    if (line == "#pragma once") return {};
  }
  return {{file.path, 1, "a header needs #pragma once"}};
}

Findings check_last_line(const SourceFile& file) {
  const std::size_t lines = lines_of(file.text).size();
  if (file.text.empty()) return {};
  if (!file.text.ends_with('\n')) return {{file.path, lines, "the last line does not end"}};
  if (file.text.ends_with("\n\n")) return {{file.path, lines, "an empty line at the end"}};
  return {};
}

Findings check_white_space(const SourceFile& file) {
  Findings findings;
  for_each_line(file, [&](std::string_view line, std::size_t number) {
    if (line.find('\t') != std::string_view::npos) findings.push_back({file.path, number, "a tab"});
    if (line.ends_with('\r')) findings.push_back({file.path, number, "a carriage return"});
    if (line.ends_with(' ')) findings.push_back({file.path, number, "a space at the end"});
  });
  return findings;
}

Findings check_line_length(const SourceFile& file) {
  Findings findings;
  if (!is_code(file)) return findings;
  for_each_line(file, [&](std::string_view line, std::size_t number) {
    const std::size_t length = length_of(line);
    if (length <= kMaxLineLength) return;
    findings.push_back({file.path, number,
                        std::to_string(length) + " characters, " + std::to_string(kMaxLineLength) + " are allowed"});
  });
  return findings;
}

Findings check_file_length(const SourceFile& file) {
  const std::size_t lines = lines_of(file.text).size();
  if (!is_code(file) || lines <= kMaxFileLength) return {};
  return {{file.path, lines,
           std::to_string(lines) + " lines, " + std::to_string(kMaxFileLength) + " are allowed: split it"}};
}

Findings check_unfinished(const SourceFile& file) {
  // In two halves, so that this file keeps its own rule.
  static const std::vector<std::string> notes{std::string("TO") + "DO", std::string("FIX") + "ME"};
  Findings findings;
  for_each_line(file, [&](std::string_view line, std::size_t number) {
    for (const std::string& note : notes) {
      if (has_whole_word(line, note)) findings.push_back({file.path, number, note + ": finish it or drop it"});
    }
  });
  return findings;
}

Findings check_tests_assert(const SourceFile& file) {
  if (!file.path.ends_with("_test.cpp")) return {};
  const std::string code = without_comments(file.text, true);
  for (const auto* proof : {"EXPECT_", "ASSERT_", "INSTANTIATE_TEST_SUITE_P", "INSTANTIATE_TYPED_TEST_SUITE_P"}) {
    if (code.find(proof) != std::string::npos) return {};
  }
  return {{file.path, 1, "a test that expects nothing cannot fail"}};
}

}  // namespace souk::tidy
