// GET /rest/2/addons/{addonKey} of a listing that is not public: with ?accessToken=, or with its vendor's login.
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/vendor_auth.hpp"

namespace souk::vendors {
namespace {

constexpr std::size_t kMaxTokenBytes = 200;

Task<Result<domain::Listing>> find(VendorDesk& desk, Request& request) {
  std::string key(request.path_parameter("addonKey"));
  if (const auto token = request.query("accessToken")) {
    if (token->size() > kMaxTokenBytes) co_return fail(Errc::invalid_argument, "accessToken is too long");
    auto opening = desk.open(marketplace::context_of(request), std::move(key), std::string(*token));
    co_return co_await std::move(opening);
  }
  auto asking = authenticate(desk, request);
  const auto vendor = co_await std::move(asking);
  if (!vendor) co_return vendor.error();
  auto reading = desk.listing(marketplace::context_of(request), *vendor, std::move(key));
  co_return co_await std::move(reading);
}

}  // namespace

Task<Response> get_private_addon(VendorDesk& desk, Request& request) {
  auto finding = find(desk, request);
  const auto listing = co_await std::move(finding);
  if (!listing) co_return login_problem(listing.error());
  Response response = marketplace::json_answer(listing_json(*listing));
  response.headers.emplace_back("Cache-Control", "private, no-store");
  co_return response;
}

}  // namespace souk::vendors
