// Comma-separated values (RFC 4180), safe to open in a spreadsheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace souk::vendors {

// One record with its line end. A text that a spreadsheet would take for a formula (it starts with =, +, -, @, a tab or
// a carriage return) gets an apostrophe in front.
std::string csv_record(const std::vector<std::string>& fields);

}  // namespace souk::vendors
