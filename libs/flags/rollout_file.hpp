// Rollouts as JSON, and kept in the data folder (flag-rollouts.json).
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <vector>

#include "domain/rollout.hpp"

namespace souk::flags {

// {"id", "flag", "value", "steps", "every_ms", "at", "slo", "who", "why", "state", "percent", "next", "note", ...}.
boost::json::object to_json(const domain::Rollout& rollout);
// What to_json() made. corrupt: it is not.
Result<domain::Rollout> parse_rollout(const boost::json::object& object);

class RolloutFile {
 public:
  explicit RolloutFile(const std::filesystem::path& folder) : file_(folder / "flag-rollouts.json") {}

  // None without the file. Errors: corrupt, io.
  Result<std::vector<domain::Rollout>> load() const;
  // In one piece, synced. Errors: no_space, io; then the file is as it was.
  Result<void> keep(const std::vector<domain::Rollout>& rollouts) const;

 private:
  std::filesystem::path file_;
};

}  // namespace souk::flags
