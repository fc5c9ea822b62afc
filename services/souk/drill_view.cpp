#include "services/souk/drill_view.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace souk {
namespace {

constexpr Nanos kPlainEvery = std::chrono::seconds(5);
constexpr std::int64_t kPlainLines = 100;  // of a drill that is longer than any live one

bool is_long(Nanos drill) { return drill > domain::kLongestLiveDrill; }

// A log of weeks has a hundred lines, not a line every five seconds of virtual time.
Nanos plain_every(Nanos drill) { return is_long(drill) ? drill / kPlainLines : kPlainEvery; }

std::string grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

}  // namespace

std::string clock_text(Nanos at, Nanos drill) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).count();
  if (!is_long(drill)) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  const auto minutes = seconds / 60;
  return fmt::format("{}d {:02}:{:02}", minutes / 1'440, minutes / 60 % 24, minutes % 60);
}

std::string progress_line(const app::DrillProgress& progress) {
  const auto percent = [](std::optional<double> ratio) {
    return ratio ? fmt::format("{:3.0f}%", 100 * *ratio) : std::string("  - ");
  };
  const auto number = [](std::optional<std::uint64_t> value) { return value ? grouped(*value) : std::string("-"); };
  std::string line =
      fmt::format("{:<12} {}/{}  core {} ok {:>4}/s  p99 {:>6}  backlog {:>7}  workers {:>4}",
                  progress.phase.empty() ? "-" : progress.phase, clock_text(progress.clock, progress.duration),
                  clock_text(progress.duration, progress.duration), percent(progress.core_goodput_ratio),
                  progress.core_goodput_per_s ? fmt::format("{:.0f}", *progress.core_goodput_per_s) : "-",
                  progress.core_p99_ms ? fmt::format("{:.0f} ms", *progress.core_p99_ms) : "-",
                  number(progress.backlog), number(progress.workers));
  for (const auto& [key, value] : progress.flags_changed) line += fmt::format("  {}={}", key, value);
  return line;
}

DrillView::DrillView() : terminal_(::isatty(STDOUT_FILENO) == 1) {}

void DrillView::clear_line() {
  if (line_open_) std::fputs("\r\x1b[K", stdout);
  line_open_ = false;
}

void DrillView::on_progress(const app::DrillProgress& progress) {
  const std::string line = progress_line(progress);
  if (terminal_) {
    // No wrap while rewriting: a wrapped line could not be taken back.
    std::fprintf(stdout, "\r\x1b[?7l%s\x1b[K\x1b[?7h", line.c_str());
    line_open_ = true;
  } else if (!printed_at_ || progress.clock - *printed_at_ >= plain_every(progress.duration) ||
             progress.phase != phase_) {
    std::puts(line.c_str());
    printed_at_ = progress.clock;
  }
  phase_ = progress.phase;
  drill_ = progress.duration;
  std::fflush(stdout);
}

void DrillView::on_stage(std::string_view what) {
  clear_line();
  fmt::print("{}\n", what);
  std::fflush(stdout);
}

void DrillView::on_step(const domain::StepRecord& step) {
  clear_line();
  const std::string text = step.description.empty() ? step.name : step.description;
  fmt::print("  {:>4}  {}{}\n", clock_text(step.planned, drill_), text, step.ok ? "" : "  FAILED: " + step.outcome);
  std::fflush(stdout);
}

void DrillView::finish() {
  if (line_open_) std::fputc('\n', stdout);
  line_open_ = false;
  std::fflush(stdout);
}

}  // namespace souk
