// GET /rest/2/vendors/{vendorId}/reporting/licenses/export?accept=csv|json
#include <boost/json.hpp>

#include "domain/customer.hpp"
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/csv.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/export_answer.hpp"
#include "services/vendors/report_query.hpp"

namespace souk::vendors {
namespace {

std::string record_of(const ports::LicenceRow& row, UnixMs now) {
  const domain::Licence& licence = row.licence;
  const domain::Customer customer = domain::customer_of(licence.instance_id);
  const bool active = domain::is_active(licence.type, licence.hosting, licence.expires_at, now);
  return csv_record({licence.instance_id + "/" + licence.app_key, licence.instance_id, licence.app_key, row.app_name,
                     std::string(domain::to_string(licence.hosting)),
                     licence.type == domain::LicenceType::commercial ? "COMMERCIAL" : "EVALUATION",
                     tier_name(licence.users), active ? "active" : "inactive",
                     marketplace::iso_date(licence.started_at), marketplace::iso_date(licence.expires_at),
                     customer.company, customer.country, std::string(customer.region), customer.contact_email});
}

}  // namespace

Task<Response> export_licenses(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto format = export_format(request);
  if (!format) co_return http::problem(format.error());
  auto question = read_question(request, Report::licences, ports::kMaxReportRows, ports::kMaxReportRows);
  if (!question) co_return http::problem(question.error());
  auto reading = desk.licences(marketplace::context_of(request), vendor, std::move(question->query));
  const auto page = co_await std::move(reading);
  if (!page) co_return http::problem(page.error());

  if (*format == ExportFormat::json) {
    boost::json::array items;
    for (const ports::LicenceRow& row : page->rows) items.push_back(licence_json(row, desk.now()));
    co_return marketplace::json_answer(std::move(items));
  }
  std::string csv = csv_record({"addonLicenseId", "hostLicenseId", "addonKey", "addonName", "hosting", "licenseType",
                                "tier", "status", "maintenanceStartDate", "maintenanceEndDate", "company", "country",
                                "region", "technicalContactEmail"});
  for (const ports::LicenceRow& row : page->rows) csv += record_of(row, desk.now());
  co_return csv_answer(std::move(csv), "licenses.csv");
}

}  // namespace souk::vendors
