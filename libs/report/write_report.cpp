#include "report/write_report.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>

#include "report/html_report.hpp"
#include "report/incident_report.hpp"
#include "report/json_report.hpp"
#include "report/junit_report.hpp"

namespace souk::report {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestReport = 256U << 20U;

Error file_error(const fs::path& path, std::string_view doing, int code) {
  const Errc kind = code == ENOSPC || code == EDQUOT || code == EROFS ? Errc::no_space : Errc::io;
  const std::string reason = code == 0 ? "unknown reason" : std::generic_category().message(code);
  return fail(kind, path.string() + " cannot be " + std::string(doing) + ": " + reason);
}

Result<std::string> read_file(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory) return fail(Errc::not_found, path.string() + " does not exist");
  if (error) return file_error(path, "read", error.value());
  if (size > kLargestReport) return fail(Errc::too_large, path.string() + " is larger than 256 MiB");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(size, '\0');
  file.read(text.data(), static_cast<std::streamsize>(size));
  if (!file) return file_error(path, "read", errno);
  return text;
}

Result<ChartLibrary> load_library(const std::string& folder) {
  ChartLibrary library;
  for (const auto& [name, text] : {std::pair{"dygraph.min.js", &library.script}, {"dygraph.min.css", &library.style}}) {
    Result<std::string> read = read_file(fs::path(folder) / name);
    if (!read) {
      return fail(Errc::not_found,
                  read.error().detail + "; report.html needs dygraphs (Debian package libjs-dygraphs)");
    }
    *text = std::move(*read);
  }
  return library;
}

// Operation names come from the program, but they become file names here.
std::string file_name(std::string_view operation) {
  std::string name;
  for (const char c : operation) name += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ? c : '_';
  return name + ".hgrm";
}

Result<void> write_histograms(const domain::DrillResult& result, const fs::path& folder) {
  std::map<std::string, domain::Histogram> histograms;
  histograms["core"];  // there is always one of the core, be it empty
  for (const domain::LoadWindow& window : result.windows) {
    for (const auto& [name, operation] : window.operations) {
      histograms[name].merge(operation.latency);
      if (domain::is_core_operation(name)) histograms["core"].merge(operation.latency);
    }
  }
  for (const auto& [name, histogram] : histograms) {
    Result<void> written = write_file(folder / file_name(name), histogram.to_hgrm());
    if (!written) return written;
  }
  return {};
}

}  // namespace

Result<void> write_file(const fs::path& path, const std::string& text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) return file_error(path, "written", errno);
  return {};
}

Result<void> write_report(const domain::DrillResult& result, const std::string& folder, const ReportOptions& options) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return file_error(folder, "created", error.value());

  const std::string json = boost::json::serialize(to_json(result));
  Result<void> written = write_file(fs::path(folder) / "report.json", json + "\n");
  if (!written) return written;
  written = write_file(fs::path(folder) / "junit.xml", to_junit(result));
  if (!written) return written;
  written = write_file(fs::path(folder) / "incident.md", to_incident_markdown(result));
  if (!written) return written;
  written = write_histograms(result, folder);
  if (!written) return written;
  const Result<ChartLibrary> library = load_library(options.dygraphs_folder);
  if (!library) return library.error();
  return write_file(fs::path(folder) / "report.html", to_html(result, json, *library));
}

Result<domain::TwinReport> load_twin(const std::string& path) {
  std::error_code error;
  const fs::path file = fs::is_directory(path, error) ? fs::path(path) / "report.json" : fs::path(path);
  const Result<std::string> text = read_file(file);
  if (!text) return text.error();
  boost::system::error_code parse_error;
  const boost::json::value report = boost::json::parse(*text, parse_error);
  const auto* object = parse_error ? nullptr : report.if_object();
  const auto* drill = object == nullptr ? nullptr : object->if_contains("drill");
  const auto* verdict = object == nullptr ? nullptr : object->if_contains("verdict");
  if (drill == nullptr || verdict == nullptr || !drill->is_string() || !verdict->is_string()) {
    return fail(Errc::invalid_argument, file.string() + " is not a report.json of a drill");
  }
  return domain::TwinReport{file.string(), std::string(drill->get_string()), std::string(verdict->get_string())};
}

}  // namespace souk::report
