// GET /rest/2/vendors/{vendorId}/reporting/sales/metrics/{metric}: by month and hosting.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/report_query.hpp"

namespace souk::vendors {
namespace {

namespace json = boost::json;

// The first day of a month counted from January 1970.
std::string first_day(std::int64_t month) { return fmt::format("{:04}-{:02}-01", 1970 + month / 12, 1 + month % 12); }

json::object point(const ports::SalesMonth& month, std::string_view metric) {
  json::object point{{"date", first_day(month.month)}, {"hosting", domain::to_string(month.hosting)}};
  if (metric == "conversion") {
    point["count"] = month.converted;
    point["newSales"] = month.first_sales;
  } else if (metric == "renewal") {
    point["count"] = month.renewals;
  } else {
    point["purchasePrice"] = dollars_of(month.amount_cents);
    point["vendorAmount"] = dollars_of(month.vendor_cents);
  }
  return point;
}

}  // namespace

Task<Response> report_sales_metric(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const std::string metric(request.path_parameter("metric"));
  if (metric != "conversion" && metric != "renewal" && metric != "revenue")
    co_return http::problem(fail(Errc::not_found, "metrics are conversion, renewal and revenue"));
  auto question = read_question(request, Report::sales, 50, 10);
  if (!question) co_return http::problem(question.error());
  const std::optional<domain::Hosting> hosting = question->query.hosting;
  auto reading = desk.sales_by_month(marketplace::context_of(request), vendor, std::move(question->query));
  const auto months = co_await std::move(reading);
  if (!months) co_return http::problem(months.error());

  json::array series;
  for (const ports::SalesMonth& month : *months) {
    if (!hosting || *hosting == month.hosting) series.push_back(point(month, metric));
  }
  json::object body;
  body["_links"] =
      json::object{{"self", marketplace::link(vendor_path(vendor) + "/reporting/sales/metrics/" + metric)},
                   {"transactions", marketplace::link(vendor_path(vendor) + "/reporting/sales/transactions")}};
  body["metric"] = metric;
  body["aggregation"] = "month";
  body["series"] = std::move(series);
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace souk::vendors
