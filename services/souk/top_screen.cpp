#include "services/souk/top_screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace souk {
namespace {

constexpr std::size_t kPlainColumns = 100;

struct Size {
  std::size_t columns = kPlainColumns;
  std::size_t rows = 24;
};

Size terminal_size() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

// As the C library decides which characters there are.
bool speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale(value);
    return locale.find("UTF-8") != std::string_view::npos || locale.find("utf8") != std::string_view::npos;
  }
  return false;
}

}  // namespace

// 1049: the other screen; 25: the cursor; 7: line wrap, so that a line never takes two.
TopScreen::TopScreen(bool in_place) : in_place_(in_place && ::isatty(STDOUT_FILENO) == 1) {
  if (in_place_) std::fputs("\x1b[?1049h\x1b[?25l\x1b[?7l", stdout);
}

TopScreen::~TopScreen() {
  if (!in_place_) return;
  std::fputs("\x1b[?7h\x1b[?25h\x1b[?1049l", stdout);
  print(last_);
  std::fflush(stdout);
}

TopStyle TopScreen::style() const {
  return {.columns = in_place_ ? terminal_size().columns : kPlainColumns, .blocks = speaks_utf8()};
}

void TopScreen::show(std::vector<TopLine> frame) {
  if (in_place_) {
    draw(frame);
  } else {
    if (!first_) std::fputc('\n', stdout);
    print(frame);
  }
  first_ = false;
  last_ = std::move(frame);
  std::fflush(stdout);
}

void TopScreen::note(const std::string& what) {
  if (in_place_) {
    std::vector<TopLine> frame = last_;
    if (!frame.empty()) frame.front() = {what, true};
    draw(frame);
  } else {
    std::printf("%s\n", what.c_str());
  }
  std::fflush(stdout);
}

void TopScreen::print(const std::vector<TopLine>& frame) const {
  for (const TopLine& line : frame) std::printf("%s\n", line.text.c_str());
}

void TopScreen::draw(const std::vector<TopLine>& frame) const {
  std::string out = "\x1b[H";
  const std::size_t rows = std::min(frame.size(), terminal_size().rows);
  for (std::size_t i = 0; i < rows; ++i) {
    if (frame[i].strong) out += "\x1b[1m";
    out += frame[i].text + "\x1b[0m\x1b[K";
    if (i + 1 < rows) out += "\r\n";
  }
  out += "\x1b[J";
  std::fwrite(out.data(), 1, out.size(), stdout);
}

}  // namespace souk
