// Exports: everything at once, as JSON or CSV.
#pragma once

#include <cstdint>
#include <string>

#include "domain/result.hpp"
#include "http/handler.hpp"

namespace souk::vendors {

enum class ExportFormat : std::uint8_t { json, csv };

// From the query parameter `accept` (csv or json), else from the Accept header, else CSV as the Marketplace has it.
// Errors: invalid_argument.
Result<ExportFormat> export_format(const http::Request& request);

http::Response csv_answer(std::string body, const std::string& file_name);

}  // namespace souk::vendors
