#include "services/vendors/report_query.hpp"

#include <charconv>
#include <chrono>
#include <optional>

#include "services/vendors/page_links.hpp"

namespace souk::vendors {
namespace {

Error bad(std::string detail) { return fail(Errc::invalid_argument, std::move(detail)); }

// `digits` of text as a number.
std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || value < 0) return std::nullopt;
  return value;
}

// Keeps what was asked, so that the links ask the same.
class Parameters {
 public:
  Parameters(const http::Request& request, ReportQuestion& question) : request_(request), question_(question) {}

  std::optional<std::string> text(const char* name) {
    const auto value = request_.query(name);
    if (!value || value->empty()) return std::nullopt;
    question_.kept.emplace_back(name, *value);
    return std::string(*value);
  }

 private:
  const http::Request& request_;
  ReportQuestion& question_;
};

Result<void> read_common(Parameters& parameters, ports::ReportQuery& query) {
  query.app_key = parameters.text("addon");
  if (const auto text = parameters.text("hosting")) {
    const auto hosting = domain::parse_hosting(*text);
    if (!hosting) return hosting.error();
    query.hosting = *hosting;
  }
  if (const auto text = parameters.text("startDate")) {
    const auto day = parse_date("startDate", *text);
    if (!day) return day.error();
    query.from = *day;
  }
  if (const auto text = parameters.text("endDate")) {
    const auto day = parse_date("endDate", *text);
    if (!day) return day.error();
    query.until = *day + kMsPerDay;
  }
  if (const auto text = parameters.text("order")) {
    if (*text != "asc" && *text != "desc") return bad("order must be asc or desc");
    query.descending = *text == "desc";
  }
  return {};
}

Result<void> read_licences(Parameters& parameters, ports::ReportQuery& query) {
  if (const auto text = parameters.text("licenseType")) {
    if (*text != "commercial" && *text != "evaluation") return bad("licenseType must be commercial or evaluation");
    query.licence_type = *text == "commercial" ? domain::LicenceType::commercial : domain::LicenceType::evaluation;
  }
  if (const auto text = parameters.text("status")) {
    if (*text != "active" && *text != "inactive") return bad("status must be active or inactive");
    query.active = *text == "active";
  }
  return {};
}

Result<void> read_sales(Parameters& parameters, ports::ReportQuery& query) {
  if (const auto text = parameters.text("saleType")) {
    if (*text != "New" && *text != "Renewal") return bad("saleType must be New or Renewal");
    query.sale_type = *text == "New" ? domain::SaleType::first : domain::SaleType::renewal;
  }
  return {};
}

}  // namespace

Result<UnixMs> parse_date(std::string_view name, std::string_view text) {
  const Error wrong = bad(std::string(name) + " must be a date like 2020-03-05");
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day || *year < 1970) return wrong;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return wrong;
  return std::chrono::sys_days(date).time_since_epoch() / std::chrono::milliseconds(1);
}

Result<ReportQuestion> read_question(const http::Request& request, Report report, std::size_t max_limit,
                                     std::size_t otherwise) {
  ReportQuestion question;
  Parameters parameters(request, question);
  if (auto read = read_common(parameters, question.query); !read) return read.error();
  const auto rest =
      report == Report::licences ? read_licences(parameters, question.query) : read_sales(parameters, question.query);
  if (!rest) return rest.error();
  const auto slice = read_slice(request, max_limit, otherwise);
  if (!slice) return slice.error();
  question.query.slice = *slice;
  return question;
}

}  // namespace souk::vendors
