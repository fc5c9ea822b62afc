// Writes the folder that a run leaves behind: report.html, report.json, junit.xml,
// incident.md and *.hgrm.
#pragma once

#include <filesystem>
#include <string>

#include "domain/drill_result.hpp"
#include "domain/result.hpp"

namespace souk::report {

struct ReportOptions {
  std::string dygraphs_folder = "/usr/share/javascript/dygraphs";  // Debian's libjs-dygraphs
};

// Makes the folder if needed and replaces earlier reports in it. The machine-readable files come first, so that they
// are there when the page cannot be made. Errors: not_found (dygraphs), no_space, io; each names the file.
Result<void> write_report(const domain::DrillResult& result, const std::string& folder,
                          const ReportOptions& options = {});

// In the place of what the file held. Errors: no_space, io; each names the file.
Result<void> write_file(const std::filesystem::path& path, const std::string& text);

// The twin's verdict from its report.json (or from the folder that holds it). Errors: not_found, invalid_argument (not
// a report), too_large, io.
Result<domain::TwinReport> load_twin(const std::string& path);

}  // namespace souk::report
