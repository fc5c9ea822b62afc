// Watches a drill while it runs: the terminal's live line, for example.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/drill_result.hpp"

namespace souk::app {

struct DrillProgress {
  std::string phase;  // empty before the first
  Nanos clock{0};     // the drill's clock
  Nanos duration{0};
  // Of the newest full window, over operations that have ended; none without any.
  std::optional<double> core_goodput_ratio;
  std::optional<double> core_goodput_per_s;
  std::optional<double> core_p99_ms;
  // None when the service did not answer.
  std::optional<std::uint64_t> backlog;
  std::optional<std::uint64_t> workers;
  std::map<std::string, std::string> flags_changed;  // by this run, key -> value now
};

// Called on the runner's executor; must return quickly.
class DrillObserver {
 public:
  virtual ~DrillObserver() = default;
  // Every sample (four a window) while the clock runs.
  virtual void on_progress(const DrillProgress& progress) = 0;
  // Before ("calibrating: ...") and after ("rolling back ...") the clock runs.
  virtual void on_stage(std::string_view what) = 0;
  virtual void on_step(const domain::StepRecord& step) = 0;  // has just finished
};

}  // namespace souk::app
