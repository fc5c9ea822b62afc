// GET /rest/2/vendors/{vendorId}
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/vendor_auth.hpp"

namespace souk::vendors {

Task<Response> get_vendor(VendorDesk& desk, Request& request) {
  const auto id = vendor_id_of(request);
  if (!id) co_return http::problem(id.error());
  auto reading = desk.vendor(marketplace::context_of(request), *id);
  const auto vendor = co_await std::move(reading);
  if (!vendor) co_return http::problem(vendor.error());
  co_return marketplace::json_answer(vendor_json(*vendor));
}

}  // namespace souk::vendors
