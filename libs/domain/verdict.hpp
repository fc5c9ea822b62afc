// Verdicts. An expectation is true, false or unknown; a run passes, fails or is invalid. No data is unknown, and
// unknown is not a pass.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace souk::domain {

enum class Verdict : std::uint8_t { yes, no, unknown };
constexpr std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::yes:
      return "true";
    case Verdict::no:
      return "false";
    case Verdict::unknown:
      break;
  }
  return "unknown";
}
constexpr Verdict verdict_of(bool holds) { return holds ? Verdict::yes : Verdict::no; }

enum class RunOutcome : std::uint8_t { pass, fail, invalid };
constexpr std::string_view to_string(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::pass:
      return "pass";
    case RunOutcome::fail:
      return "fail";
    case RunOutcome::invalid:
      break;
  }
  return "invalid";
}

struct RunVerdict {
  RunOutcome outcome = RunOutcome::invalid;
  std::vector<std::string> reasons;  // empty exactly when it passes; one sentence each
  // Of the process: 0 pass, 1 fail, 3 invalid (2 is for usage mistakes, found before any run).
  int exit_status() const;
};

struct DrillResult;

// Core operations that have to succeed in the phase `baseline`, as a share; below it the run's own measure is sick.
inline constexpr double kHealthyBaseline = 0.99;

// A cluster no larger than the calibrated one that applies, over two seconds, more than this many times what
// calibration measured: the machine was slow then, and every load that refers to a capacity is too light.
inline constexpr double kCapacityDrift = 1.5;

// Invalid outranks fail: interrupted, generator too late, a sick baseline, a capacity that drifted, a sum that does not
// close, or a step that could not be executed say that the run proves nothing. Otherwise it fails when an expectation
// is false or unknown.
RunVerdict judge(const DrillResult& result);

}  // namespace souk::domain
