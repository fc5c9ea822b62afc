// The settings in force. Read on hot paths, changed by the operator API and by drills.
#pragma once

#include <array>
#include <atomic>
#include <string>

#include "domain/settings.hpp"

namespace souk::app {

class LiveSettings {
 public:
  LiveSettings();
  double get(domain::Setting setting) const;
  std::size_t count(domain::Setting setting) const { return static_cast<std::size_t>(get(setting)); }
  // Errors: not_found (unknown name, with the known ones), invalid_argument (out of bounds).
  Result<void> set(const std::string& name, double value);
  // For the controllers. Errors: invalid_argument.
  Result<void> set(domain::Setting setting, double value);

 private:
  std::array<std::atomic<double>, domain::kSettingCount> values_;
};

}  // namespace souk::app
