#include "services/vendors/export_answer.hpp"

namespace souk::vendors {

Result<ExportFormat> export_format(const http::Request& request) {
  if (const auto wanted = request.query("accept")) {
    if (*wanted == "csv") return ExportFormat::csv;
    if (*wanted == "json") return ExportFormat::json;
    return fail(Errc::invalid_argument, "accept must be csv or json");
  }
  const bool json = request.header("accept").find("application/json") != std::string_view::npos;
  return json ? ExportFormat::json : ExportFormat::csv;
}

http::Response csv_answer(std::string body, const std::string& file_name) {
  http::Response response;
  response.content_type = "text/csv; charset=utf-8; header=present";
  response.body = std::move(body);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file_name + "\"");
  return response;
}

}  // namespace souk::vendors
