// GET /rest/2/vendors/{vendorId}/reporting: where the reports are.
#include <boost/json.hpp>

#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"

namespace souk::vendors {

Task<Response> get_reporting(VendorDesk&, Request&, std::int64_t vendor) {
  const std::string base = vendor_path(vendor) + "/reporting";
  boost::json::object links;
  links["self"] = marketplace::link(base);
  links["vendor"] = marketplace::link(vendor_path(vendor));
  links["licenses"] = marketplace::link(base + "/licenses");
  links["licensesExport"] = marketplace::link(base + "/licenses/export");
  links["evaluations"] = marketplace::link(base + "/evaluations");
  links["transactions"] = marketplace::link(base + "/sales/transactions");
  links["transactionsExport"] = marketplace::link(base + "/sales/transactions/export");
  links["conversions"] = marketplace::link(base + "/sales/metrics/conversion");
  links["renewals"] = marketplace::link(base + "/sales/metrics/renewal");
  links["revenue"] = marketplace::link(base + "/sales/metrics/revenue");
  co_return marketplace::json_answer(boost::json::object{{"_links", std::move(links)}});
}

}  // namespace souk::vendors
