#include "incidents/incident_file.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <system_error>

#include "flags/durable_file.hpp"
#include "incidents/incident_json.hpp"

namespace souk::incidents {

Result<std::vector<domain::Incident>> IncidentFile::load() {
  const Result<std::optional<std::string>> text = flags::read_file(file_);
  if (!text) return text.error();
  if (!text->has_value()) return std::vector<domain::Incident>();
  Result<std::vector<domain::Incident>> incidents = parse_incidents(**text);
  if (!incidents) return fail(incidents.error().code, file_.string() + ": " + incidents.error().detail);
  return incidents;
}

Result<void> IncidentFile::save(const std::vector<domain::Incident>& incidents) {
  std::filesystem::path draft = file_;
  draft += ".tmp";
  Result<void> saved = flags::write_synced(draft, boost::json::serialize(to_json(incidents)) + "\n");
  if (saved) saved = flags::replace(draft, file_);
  if (!saved) {
    std::error_code ignored;  // a draft left behind does no harm, but a full disk wants its room back
    std::filesystem::remove(draft, ignored);
  }
  return saved;
}

}  // namespace souk::incidents
