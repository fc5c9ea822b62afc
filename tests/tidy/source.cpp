#include "tests/tidy/source.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>

namespace souk::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 12> kEndings{".cpp", ".hpp",  ".cmake", ".txt", ".md",  ".yaml",
                                                    ".yml", ".json", ".sh",    ".js",  ".css", ".html"};
constexpr std::array<std::string_view, 5> kNames{"run", "test", ".clang-format", ".clang-tidy", ".gitignore"};

bool is_left_behind(const fs::path& folder, bool at_root) {
  const std::string name = folder.filename().string();
  if (name.starts_with(".")) return name != ".ci";
  return name == "node_modules" || (at_root && (name == "build" || name == "runs" || name == "data"));
}

bool is_ours(const fs::path& file) {
  const std::string name = file.filename().string();
  const auto ends = [&name](std::string_view ending) { return name.ends_with(ending); };
  return std::any_of(kEndings.begin(), kEndings.end(), ends) ||
         std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// Walks C++ text and blanks what is not wanted. Knows line and block comments, literals with escapes, raw literals,
// and that the ' of 1'000 opens nothing.
class Blanker {
 public:
  Blanker(std::string_view text, bool strings_too) : text_(text), strings_too_(strings_too) {
    out_.reserve(text.size());
  }

  std::string run() {
    while (at_ < text_.size()) {
      if (starts("//")) {
        blank_until("\n", false);
      } else if (starts("/*")) {
        blank_until("*/", true);
      } else if (starts("R\"") && !in_word()) {
        raw_literal();
      } else if (text_[at_] == '"' || (text_[at_] == '\'' && !in_word())) {
        literal();
      } else {
        keep();
      }
    }
    return std::move(out_);
  }

 private:
  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  bool in_word() const { return at_ > 0 && (std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0); }
  void keep() { out_ += text_[at_++]; }
  void blank() {
    out_ += text_[at_] == '\n' ? '\n' : ' ';
    ++at_;
  }
  void keep_or_blank() { strings_too_ ? blank() : keep(); }

  void blank_until(std::string_view end, bool with_end) {
    while (at_ < text_.size() && !starts(end)) blank();
    if (!with_end) return;
    for (std::size_t i = 0; i < end.size() && at_ < text_.size(); ++i) blank();
  }

  void literal() {
    const char quote = text_[at_];
    keep();
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      if (text_[at_] == '\\') keep_or_blank();
      if (at_ < text_.size()) keep_or_blank();
    }
    if (at_ < text_.size()) keep();
  }

  void raw_literal() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return keep();
    std::string end = ")";
    end += text_.substr(at_ + 2, open - at_ - 2);
    end += '"';
    const std::size_t close = text_.find(end, open);
    const std::size_t last = close == std::string_view::npos ? text_.size() : close;
    while (at_ <= open) keep();
    while (at_ < last) keep_or_blank();
    for (std::size_t i = 0; i < end.size() && at_ < text_.size(); ++i) keep();
  }

  std::string_view text_;
  bool strings_too_;
  std::size_t at_ = 0;
  std::string out_;
};

// "journal_test_support.hpp" has the words journal, test, support, hpp.
bool has_word(std::string_view name, std::string_view word) {
  for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    const bool starts = at == 0 || name[at - 1] == '_';
    const std::size_t end = at + word.size();
    if (starts && (end == name.size() || name[end] == '_' || name[end] == '.')) return true;
  }
  return false;
}

}  // namespace

bool SourceFile::is_script() const { return path.ends_with(".sh") || text.starts_with("#!"); }

bool SourceFile::is_test_code() const {
  if (path.starts_with("tests/") || path.starts_with("bench/")) return true;
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
  return is_cpp() && (has_word(name, "test") || has_word(name, "testing"));
}

std::vector<SourceFile> load_tree(const fs::path& root) {
  std::vector<SourceFile> files;
  auto entry = fs::recursive_directory_iterator(root);
  for (const auto end = fs::end(entry); entry != end; ++entry) {
    if (entry->is_directory() && is_left_behind(entry->path(), entry.depth() == 0)) entry.disable_recursion_pending();
    if (!entry->is_regular_file() || !is_ours(entry->path())) continue;
    std::ifstream in(entry->path(), std::ios::binary);
    files.push_back({.path = fs::relative(entry->path(), root).generic_string(),
                     .text = std::string(std::istreambuf_iterator<char>(in), {})});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::string without_comments(std::string_view text, bool strings_too) { return Blanker(text, strings_too).run(); }

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace souk::tidy
