// Measures the machine's embedded substrate (the real store, log, server and client, on a scratch data folder) and
// makes the simulator's model of it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "domain/result.hpp"
#include "services/calibration/cross_check.hpp"
#include "sim/model.hpp"

namespace souk::calibration {

struct CalibrationOptions {
  std::filesystem::path folder = ".";  // whose disk is measured; a scratch folder is made in it and removed
  Nanos duration = std::chrono::seconds(30);
  std::function<void(const std::string& stage)> progress = [](const std::string&) {};
};

struct Calibration {
  sim::Model model;
  std::vector<CrossCheck> checks;
  double installs_per_s = 0;   // over HTTP, four at a time: for a simulation to be held against
  double disturbed_share = 0;  // of the time, during which others had the cores: 0 on a quiet machine
};

// Takes `duration` and the making of a catalogue. Errors: invalid_argument (a duration below 5 s), those of the store
// and the log, unavailable (too little could be measured); each names the stage.
Result<Calibration> calibrate(const CalibrationOptions& options);

}  // namespace souk::calibration
