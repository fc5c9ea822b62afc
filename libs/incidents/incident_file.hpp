// Incidents kept in the data folder: incidents.json has them all, written anew and put in place at once.
#pragma once

#include <filesystem>

#include "ports/incident_store.hpp"

namespace souk::incidents {

class IncidentFile final : public ports::IncidentStore {
 public:
  // One at a time per folder.
  explicit IncidentFile(const std::filesystem::path& folder) : file_(folder / "incidents.json") {}

  // Errors name the file.
  Result<std::vector<domain::Incident>> load() override;
  Result<void> save(const std::vector<domain::Incident>& incidents) override;

 private:
  std::filesystem::path file_;
};

}  // namespace souk::incidents
