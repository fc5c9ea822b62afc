// The questions of the reports, from the query of a request.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "http/handler.hpp"
#include "ports/vendor_store.hpp"

namespace souk::vendors {

struct ReportQuestion {
  ports::ReportQuery query;
  std::vector<std::pair<std::string, std::string>> kept;  // as the client asked, for the links
};

// addon, hosting, startDate, endDate (both included), order (asc, desc), offset, limit (at most `max_limit`), and for
// licences licenseType and status, for sales saleType. Errors: invalid_argument naming the parameter.
enum class Report : std::uint8_t { licences, sales };
Result<ReportQuestion> read_question(const http::Request& request, Report report, std::size_t max_limit,
                                     std::size_t otherwise);

// "2020-03-05" as its first moment, UTC. Errors: invalid_argument.
Result<UnixMs> parse_date(std::string_view name, std::string_view text);

}  // namespace souk::vendors
