#include "app/drill_runner_knobs.hpp"

#include <utility>

#include "domain/drill_quantity.hpp"

namespace souk::app {
namespace {
constexpr int kRestoreAttempts = 3;
constexpr Nanos kRestorePause = std::chrono::milliseconds(500);
}  // namespace

DrillKnobs::DrillKnobs(ports::Clock& clock, ports::Cluster& cluster, Flags flags_before, Settings settings_before)
    : clock_(clock),
      cluster_(cluster),
      flags_before_(std::move(flags_before)),
      settings_before_(std::move(settings_before)) {}

Task<Result<void>> DrillKnobs::set_flag(std::string key, std::string value, std::string why) {
  // Noted before the attempt: a change whose answer got lost has to be put back too.
  flags_now_[key] = value;
  Result<void> done = co_await cluster_.set_flag(std::move(key), std::move(value), std::move(why));
  co_return done;
}

Task<Result<void>> DrillKnobs::set_setting(std::string name, double value) {
  settings_now_[name] = value;
  Result<void> done = co_await cluster_.set_setting(std::move(name), value);
  co_return done;
}

Task<Result<void>> DrillKnobs::reapply_settings() {
  const Settings settings = settings_now_;
  for (const auto& [name, value] : settings) {
    Result<void> done = co_await cluster_.set_setting(name, value);
    if (!done) co_return done.error();
  }
  co_return Result<void>();
}

Task<std::string> DrillKnobs::restore_flag(std::string key, std::string why) {
  const auto before = flags_before_.find(key);
  if (before == flags_before_.end()) co_return "flag " + key + " stays: its earlier value is not known";
  const std::string value = before->second;
  const std::string restored = "flag " + key + " is " + value + " again";
  std::string problem;
  for (int attempt = 0; attempt < kRestoreAttempts; ++attempt) {
    Result<void> done = co_await cluster_.set_flag(key, value, why);
    if (done) {
      flags_now_.erase(key);
      co_return restored;
    }
    problem = done.error().detail;
    co_await clock_.sleep_for(kRestorePause);
  }
  co_return "flag " + key + " could not be set back to " + value + ": " + problem;
}

Task<std::string> DrillKnobs::restore_setting(std::string name) {
  const auto before = settings_before_.find(name);
  if (before == settings_before_.end()) co_return "setting " + name + " stays: its earlier value is not known";
  const double value = before->second;
  std::string problem;
  for (int attempt = 0; attempt < kRestoreAttempts; ++attempt) {
    Result<void> done = co_await cluster_.set_setting(name, value);
    if (done) {
      settings_now_.erase(name);
      co_return "setting " + name + " is " + domain::decimal(value) + " again";
    }
    problem = done.error().detail;
    co_await clock_.sleep_for(kRestorePause);
  }
  co_return "setting " + name + " could not be set back to " + domain::decimal(value) + ": " + problem;
}

Task<std::vector<std::string>> DrillKnobs::roll_back(std::string why) {
  std::vector<std::string> lines;
  const Flags flags = flags_now_;
  for (const auto& [key, value] : flags) {
    std::string line = co_await restore_flag(key, why);
    lines.push_back(std::move(line));
  }
  const Settings settings = settings_now_;
  for (const auto& [name, value] : settings) {
    std::string line = co_await restore_setting(name);
    lines.push_back(std::move(line));
  }
  co_return lines;
}

DrillKnobs::Flags DrillKnobs::changed_flags() const {
  Flags changed;
  for (const auto& [key, value] : flags_now_) {
    const auto before = flags_before_.find(key);
    if (before == flags_before_.end() || before->second != value) changed[key] = value;
  }
  return changed;
}

}  // namespace souk::app
