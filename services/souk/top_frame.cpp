#include "services/souk/top_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "domain/flag.hpp"

namespace souk {
namespace {

using domain::kOwnerCount;
using domain::Owner;
using domain::ServiceStatus;

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

// Three digits at most, so that columns stay in place.
std::string time_text(double ms) {
  if (ms < 10) return fmt::format("{:.1f} ms", ms);
  if (ms < 1'000) return fmt::format("{:.0f} ms", ms);
  if (ms < 10'000) return fmt::format("{:.1f} s", ms / 1e3);
  if (ms < 600'000) return fmt::format("{:.0f} s", ms / 1e3);
  return fmt::format("{:.0f} min", ms / 60e3);
}

std::string uptime_text(std::int64_t ms) {
  const std::int64_t seconds = ms / 1'000;
  if (seconds < 3'600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{} h {:02} min", seconds / 3'600, seconds / 60 % 60);
}

// What happened between two readings.
class Rates {
 public:
  Rates(const std::optional<ServiceStatus>& before, const ServiceStatus& now) : now_(now) {
    const bool same_process = before && before->pid == now.pid && now.uptime_ms > before->uptime_ms;
    if (same_process) before_ = &*before;
  }
  bool known() const { return before_ != nullptr; }
  double seconds() const { return static_cast<double>(now_.uptime_ms - before_->uptime_ms) / 1e3; }

  std::string per_second(std::uint64_t ServiceStatus::*counter) const {
    if (!known()) return "-/s";
    const std::uint64_t then = before_->*counter;
    const std::uint64_t grown = now_.*counter - std::min(then, now_.*counter);
    return grouped(static_cast<std::uint64_t>(std::llround(static_cast<double>(grown) / seconds()))) + "/s";
  }
  std::string cpu() const {
    if (!known()) return "-";
    return fmt::format("{:.0f}%", 100 * (now_.cpu_seconds - before_->cpu_seconds) / seconds());
  }
  // "+1,210/s" or "-85/s"
  std::string backlog() const {
    if (!known()) return "-/s";
    const double change = (static_cast<double>(now_.backlog) - static_cast<double>(before_->backlog)) / seconds();
    return (change < 0 ? "-" : "+") + grouped(static_cast<std::uint64_t>(std::llround(std::abs(change)))) + "/s";
  }
  // Mean time of those that ended in between, in milliseconds; nothing without one.
  std::optional<double> mean_ms(domain::RequestPhase phase, Owner owner) const {
    if (!known()) return std::nullopt;
    if (!before_->telemetry || !now_.telemetry) return std::nullopt;
    const domain::PhaseTotal& then = before_->telemetry->phases[index_of(phase)][index_of(owner)];
    const domain::PhaseTotal& total = now_.telemetry->phases[index_of(phase)][index_of(owner)];
    if (total.count <= then.count) return std::nullopt;
    return static_cast<double>(total.total_us - then.total_us) / static_cast<double>(total.count - then.count) / 1e3;
  }

 private:
  const ServiceStatus& now_;
  const ServiceStatus* before_ = nullptr;
};

std::string bar(double fraction, std::size_t width, bool blocks) {
  const double full = std::clamp(fraction, 0.0, 1.0) * static_cast<double>(width);
  // Whoever is there is seen.
  const auto filled = fraction > 0 ? std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(full))) : 0;
  std::string text;
  for (std::size_t i = 0; i < filled; ++i) text += blocks ? "\u2588" : "#";
  return text + std::string(width - filled, ' ');
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

constexpr std::size_t kFigures = 57;  // characters of a resource's line that are no bar

// The columns of the two halves: what is held, and who waits.
class Table {
 public:
  explicit Table(const TopStyle& style)
      : style_(style), width_(std::clamp<std::size_t>((std::max(style.columns, kFigures) - kFigures) / 2, 6, 30)) {}

  TopLine heading() const {
    return {trimmed(fmt::format("{:<22}{:>7} {:<{}} {:>7}   {:>7} {:<{}} {:>7}", "", "hold", "", width_, "longest",
                                "wait", "", width_, "longest")),
            false};
  }

  void add(const std::string& name, const domain::ResourceUse& use, std::vector<TopLine>& lines) const {
    const std::string title = fmt::format("{:<12} {} of {}", name, grouped(use.in_use), grouped(use.capacity));
    const std::uint64_t most = *std::max_element(use.waiting.begin(), use.waiting.end());
    lines.push_back({title, true});
    for (std::size_t i = 0; i < kOwnerCount; ++i) {
      if (use.holding[i] == 0 && use.waiting[i] == 0) continue;
      const double held =
          static_cast<double>(use.holding[i]) / static_cast<double>(std::max<std::uint64_t>(1, use.capacity));
      const double waiting =
          static_cast<double>(use.waiting[i]) / static_cast<double>(std::max<std::uint64_t>(1, most));
      lines.push_back({trimmed(fmt::format("  {:<20}{}   {}", domain::kOwnerNames[i],
                                           half(use.holding[i], held, use.longest_hold_us[i]),
                                           half(use.waiting[i], waiting, use.longest_wait_us[i]))),
                       false});
    }
  }

 private:
  std::string half(std::uint64_t count, double fraction, std::uint64_t longest_us) const {
    const std::string age = count == 0 ? std::string() : time_text(static_cast<double>(longest_us) / 1e3);
    return fmt::format("{:>7} {} {:>7}", grouped(count), bar(fraction, width_, style_.blocks), age);
  }

  TopStyle style_;
  std::size_t width_;
};

std::string flags_text(const ServiceStatus& status) {
  std::string text;
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    const auto found = status.flags.find(std::string(definition.key));
    if (found == status.flags.end() || found->second == domain::to_text(definition.default_value)) continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : "   ", definition.key, found->second);
  }
  return text.empty() ? "all at their defaults" : text;
}

// "pool 1.2 s   writer 231 ms   ...", the longest first.
std::string phases_text(const Rates& rates, Owner owner) {
  std::vector<std::pair<double, std::string_view>> means;
  for (std::size_t i = 0; i < domain::kRequestPhaseCount; ++i) {
    const auto mean = rates.mean_ms(static_cast<domain::RequestPhase>(i), owner);
    if (mean) means.emplace_back(*mean, domain::kRequestPhaseNames[i]);
  }
  std::stable_sort(means.begin(), means.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (const auto& [mean, name] : means)
    text += fmt::format("{}{} {}", text.empty() ? "" : "   ", name, time_text(mean));
  return text.empty() ? "-" : text;
}

void add_summary(const Rates& rates, const ServiceStatus& now, std::vector<TopLine>& lines) {
  lines.push_back({fmt::format("souk {}   up {}   cpu {}   memory {} MB", now.pid, uptime_text(now.uptime_ms),
                               rates.cpu(), grouped(now.resident_bytes / 1'000'000)),
                   true});
  const std::string p99 = now.core_samples == 0 ? "-" : time_text(static_cast<double>(now.core_p99_us) / 1e3);
  lines.push_back({fmt::format("core      {} ok   {} failed   p99 {}   shed {}   for nobody {}",
                               rates.per_second(&ServiceStatus::core_ok), rates.per_second(&ServiceStatus::core_failed),
                               p99, rates.per_second(&ServiceStatus::shed), rates.per_second(&ServiceStatus::wasted)),
                   false});
  lines.push_back({fmt::format("events    backlog {} ({})   oldest {}   in {}   applied {}", grouped(now.backlog),
                               rates.backlog(), time_text(static_cast<double>(now.oldest_age_ms)),
                               rates.per_second(&ServiceStatus::accepted), rates.per_second(&ServiceStatus::applied)),
                   false});
  lines.push_back(
      {fmt::format("workers   {} of {} asked for", grouped(now.workers), grouped(now.workers_target)), false});
  lines.push_back({"flags     " + flags_text(now), false});
}

}  // namespace

std::vector<TopLine> top_frame(const std::optional<ServiceStatus>& before, const ServiceStatus& now,
                               const TopStyle& style) {
  const Rates rates(before, now);
  std::vector<TopLine> lines;
  add_summary(rates, now, lines);
  lines.push_back({});
  const Table table(style);
  lines.push_back(table.heading());
  table.add("pool", now.pool, lines);
  table.add("writer", now.writer, lines);
  if (now.telemetry) {
    table.add("work queue", now.telemetry->work_queue, lines);
    table.add("admission", now.telemetry->admission, lines);
  }
  lines.push_back({});
  lines.push_back({"a core request:        " + phases_text(rates, Owner::core), false});
  lines.push_back({"a worker's transaction: " + phases_text(rates, Owner::analytics), false});
  return lines;
}

}  // namespace souk
