// GET /rest/2/vendors/{vendorId}/reporting/sales/transactions
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/page_links.hpp"
#include "services/vendors/report_query.hpp"

namespace souk::vendors {

Task<Response> report_transactions(VendorDesk& desk, Request& request, std::int64_t vendor) {
  auto question = read_question(request, Report::sales, 50, 10);
  if (!question) co_return http::problem(question.error());
  const ports::Slice slice = question->query.slice;
  auto reading = desk.sales(marketplace::context_of(request), vendor, std::move(question->query));
  const auto page = co_await std::move(reading);
  if (!page) co_return http::problem(page.error());

  boost::json::array items;
  for (const domain::Sale& sale : page->rows) items.push_back(sale_json(sale));
  boost::json::object body;
  body["_links"] =
      page_links(vendor_path(vendor) + "/reporting/sales/transactions", slice, page->total, question->kept);
  body["transactions"] = std::move(items);
  body["count"] = page->total;
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace souk::vendors
