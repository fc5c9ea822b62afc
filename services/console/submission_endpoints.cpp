#include "services/console/submission_endpoints.hpp"

#include <boost/json.hpp>
#include <utility>

#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/vendors/body_reader.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/errors.hpp"
#include "services/vendors/page_links.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxNote = 1'000;

Task<http::Response> list(http::Request& request, app::VendorDesk& desk) {
  const auto slice = vendors::read_slice(request);
  if (!slice) co_return http::problem(slice.error());
  auto reading = desk.submissions(*slice);
  const auto page = co_await std::move(reading);
  if (!page) co_return http::problem(page.error());
  json::array items;
  for (const domain::Listing& listing : page->rows) items.push_back(vendors::listing_json(listing));
  json::object body;
  body["_links"] = vendors::page_links("/rest/souk/1/ops/submissions", *slice, page->total);
  body["count"] = page->total;
  body["submissions"] = std::move(items);
  co_return http::json_response(std::move(body));
}

Task<http::Response> decide(http::Request& request, app::VendorDesk& desk, bool approved) {
  const Result<json::object> body = http::parse_json_body(request);
  if (!body) co_return http::problem(body.error());
  domain::ListingDecision verdict{.approved = approved, .launch = true, .note = {}};
  domain::Mistakes mistakes;
  vendors::BodyReader reader(*body, mistakes);
  if (approved) verdict.launch = reader.boolean("launch").value_or(true);
  verdict.note = reader.text("note").value_or("");
  if (!approved && verdict.note.empty()) reader.complain("note", "must say why, so that the vendor can mend it");
  if (verdict.note.size() > kMaxNote) reader.complain("note", "is longer than 1000 bytes");
  reader.expect_no_more();
  if (!mistakes.empty()) co_return vendors::mistakes_answer(mistakes);
  auto deciding = desk.decide(std::string(request.path_parameter("addonKey")), std::move(verdict));
  const auto decided = co_await std::move(deciding);
  if (!decided) co_return http::problem(decided.error());
  co_return http::json_response(vendors::listing_json(*decided));
}

}  // namespace

http::Handler list_submissions(app::VendorDesk& desk) {
  return [&desk](http::Request& request) { return list(request, desk); };
}

http::Handler post_approval(app::VendorDesk& desk) {
  return [&desk](http::Request& request) { return decide(request, desk, true); };
}

http::Handler post_rejection(app::VendorDesk& desk) {
  return [&desk](http::Request& request) { return decide(request, desk, false); };
}

}  // namespace souk::console
