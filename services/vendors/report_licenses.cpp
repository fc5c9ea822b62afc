// GET /rest/2/vendors/{vendorId}/reporting/licenses and .../reporting/evaluations
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/page_links.hpp"
#include "services/vendors/report_query.hpp"

namespace souk::vendors {
namespace {

namespace json = boost::json;

Task<Response> answer(VendorDesk& desk, Request& request, std::int64_t vendor, bool evaluations) {
  auto question = read_question(request, Report::licences, 50, 10);
  if (!question) co_return http::problem(question.error());
  if (evaluations) question->query.licence_type = domain::LicenceType::evaluation;
  const ports::Slice slice = question->query.slice;
  auto reading = desk.licences(marketplace::context_of(request), vendor, std::move(question->query));
  const auto page = co_await std::move(reading);
  if (!page) co_return http::problem(page.error());

  json::array items;
  for (const ports::LicenceRow& row : page->rows) items.push_back(licence_json(row, desk.now()));
  const std::string path = vendor_path(vendor) + (evaluations ? "/reporting/evaluations" : "/reporting/licenses");
  json::object body;
  body["_links"] = page_links(path, slice, page->total, question->kept);
  body["licenses"] = std::move(items);
  body["count"] = page->total;
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace

Task<Response> report_licenses(VendorDesk& desk, Request& request, std::int64_t vendor) {
  return answer(desk, request, vendor, false);
}

Task<Response> report_evaluations(VendorDesk& desk, Request& request, std::int64_t vendor) {
  return answer(desk, request, vendor, true);
}

}  // namespace souk::vendors
