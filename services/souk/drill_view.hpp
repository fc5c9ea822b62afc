// The live line of a drill in the terminal. On a terminal it is rewritten in place four times a second; into a file or
// a CI log it is a plain line every five seconds (a hundred in all for a drill of more than an hour) and at every step.
#pragma once

#include <optional>
#include <string>

#include "app/drill_observer.hpp"

namespace souk {

class DrillView final : public app::DrillObserver {
 public:
  DrillView();
  void on_progress(const app::DrillProgress& progress) override;
  void on_stage(std::string_view what) override;
  void on_step(const domain::StepRecord& step) override;
  // Ends the line that is being rewritten.
  void finish();

 private:
  void clear_line();

  bool terminal_;
  bool line_open_ = false;
  std::optional<Nanos> printed_at_;
  std::string phase_;
  Nanos drill_{0};  // its duration, once it is known
};

// `at` on the clock of a drill that lasts `drill`: "0:14", or "3d 04:15" in one of more than an hour.
std::string clock_text(Nanos at, Nanos drill);
// "burst  0:14/2:05  core  62% ok   p99 481 ms   backlog 12,345   workers 512   analytics-processing=off"
std::string progress_line(const app::DrillProgress& progress);

}  // namespace souk
