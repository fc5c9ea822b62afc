// GET /rest/2/vendors/{vendorId}/reporting/sales/transactions/export?accept=csv|json
#include <fmt/format.h>

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

std::string record_of(const domain::Sale& sale) {
  const domain::SaleRow& row = sale.row;
  const domain::Customer customer = domain::customer_of(sale.instance_id);
  return csv_record({fmt::format("AT-{}", sale.number), sale.instance_id + "/" + sale.app_key, sale.instance_id,
                     sale.app_key, sale.app_name, marketplace::iso_date(row.sold_at),
                     std::string(domain::to_string(row.type)), std::string(domain::to_string(row.hosting)),
                     tier_name(row.users), marketplace::dollars(row.amount_cents),
                     marketplace::dollars(row.vendor_cents), marketplace::iso_date(row.maintenance_from),
                     marketplace::iso_date(row.maintenance_until), customer.company, customer.country,
                     std::string(customer.region), customer.contact_email});
}

}  // namespace

Task<Response> export_transactions(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto format = export_format(request);
  if (!format) co_return http::problem(format.error());
  auto question = read_question(request, Report::sales, ports::kMaxReportRows, ports::kMaxReportRows);
  if (!question) co_return http::problem(question.error());
  auto reading = desk.sales(marketplace::context_of(request), vendor, std::move(question->query));
  const auto page = co_await std::move(reading);
  if (!page) co_return http::problem(page.error());

  if (*format == ExportFormat::json) {
    boost::json::array items;
    for (const domain::Sale& sale : page->rows) items.push_back(sale_json(sale));
    co_return marketplace::json_answer(std::move(items));
  }
  std::string csv = csv_record({"transactionId", "addonLicenseId", "hostLicenseId", "addonKey", "addonName", "saleDate",
                                "saleType", "hosting", "tier", "purchasePrice", "vendorAmount", "maintenanceStartDate",
                                "maintenanceEndDate", "company", "country", "region", "technicalContactEmail"});
  for (const domain::Sale& sale : page->rows) csv += record_of(sale);
  co_return csv_answer(std::move(csv), "transactions.csv");
}

}  // namespace souk::vendors
