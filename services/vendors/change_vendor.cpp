// PATCH /rest/2/vendors/{vendorId}: what a vendor says about itself. Members that are absent stay.
#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/body_reader.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/errors.hpp"

namespace souk::vendors {
namespace {

domain::Mistakes read(const boost::json::object& body, ports::VendorProfile& profile) {
  domain::Mistakes mistakes;
  BodyReader reader(body, mistakes);
  if (const auto* links = reader.object("vendorLinks")) {
    BodyReader inner(*links, mistakes, "vendorLinks.");
    if (auto text = inner.text("homePage")) profile.homepage = std::move(*text);
    if (auto text = inner.text("support")) profile.support_url = std::move(*text);
    if (auto text = inner.text("documentation")) profile.documentation_url = std::move(*text);
    inner.expect_no_more();
  }
  if (const auto* support = reader.object("supportDetails")) {
    BodyReader inner(*support, mistakes, "supportDetails.");
    if (const auto promised = inner.boolean("eightByFive")) profile.support_8x5 = *promised;
    inner.expect_no_more();
  }
  reader.expect_no_more();
  return mistakes;
}

}  // namespace

Task<Response> change_vendor(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto body = http::parse_json_body(request);
  if (!body) co_return http::problem(body.error());
  auto reading = desk.vendor(marketplace::context_of(request), vendor);
  auto page = co_await std::move(reading);
  if (!page) co_return http::problem(page.error());
  if (const auto mistakes = read(*body, page->profile); !mistakes.empty()) co_return mistakes_answer(mistakes);
  auto writing = desk.set_profile(marketplace::context_of(request), vendor, page->profile);
  const auto written = co_await std::move(writing);
  if (!written) co_return http::problem(written.error());
  co_return marketplace::json_answer(vendor_json(*page));
}

}  // namespace souk::vendors
