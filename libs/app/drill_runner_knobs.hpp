// Turns the cluster's knobs on behalf of a drill and remembers how to put each one back.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ports/clock.hpp"
#include "ports/cluster.hpp"

namespace souk::app {

class DrillKnobs {
 public:
  using Flags = std::map<std::string, std::string>;
  using Settings = std::map<std::string, double>;

  // The values before the drill. A knob that is not among them can be turned, but not put back.
  DrillKnobs(ports::Clock& clock, ports::Cluster& cluster, Flags flags_before, Settings settings_before);

  Task<Result<void>> set_flag(std::string key, std::string value, std::string why);
  Task<Result<void>> set_setting(std::string name, double value);
  // A service that was started again has its own settings: sets those of the drill once more.
  Task<Result<void>> reapply_settings();
  // Puts back everything that was changed; tries each three times. Returns a line for each, which ends in "again" if
  // it was put back and says what is wrong otherwise.
  Task<std::vector<std::string>> roll_back(std::string why);

  // Flags whose value differs from the one before the drill.
  Flags changed_flags() const;

 private:
  Task<std::string> restore_flag(std::string key, std::string why);
  Task<std::string> restore_setting(std::string name);

  ports::Clock& clock_;
  ports::Cluster& cluster_;
  Flags flags_before_;
  Settings settings_before_;
  Flags flags_now_;  // those touched
  Settings settings_now_;
};

}  // namespace souk::app
