// PUT /rest/2/addons/{addonKey}/pricing/{hosting}/pending: {"items": [{"unitCount": 10, "amount": 25.5}, ...],
// "effectiveDate": "2020-04-01"}
#include <algorithm>

#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/body_reader.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/errors.hpp"
#include "services/vendors/price_documents.hpp"
#include "services/vendors/report_query.hpp"

namespace souk::vendors {
namespace {

namespace json = boost::json;

struct Asked {
  domain::PriceList list{};
  UnixMs effective_at = 0;
};

std::string tiers() {
  std::string text;
  for (const std::int64_t users : domain::kUserTiers) text += (text.empty() ? "" : ", ") + std::to_string(users);
  return text;
}

void read_item(const json::value& value, const std::string& path, domain::Mistakes& mistakes, domain::PriceList& list,
               std::array<bool, domain::kUserTiers.size()>& seen) {
  const json::object* object = value.if_object();
  if (object == nullptr) {
    mistakes.push_back({path, "must be an object"});
    return;
  }
  BodyReader reader(*object, mistakes, path + ".");
  const auto users = reader.integer("unitCount");
  const auto cents = reader.dollars("amount");
  reader.expect_no_more();
  if (!users || !cents) {
    if (!object->contains("unitCount")) reader.complain("unitCount", "is missing");
    if (!object->contains("amount")) reader.complain("amount", "is missing");
    return;
  }
  const auto* const tier = std::find(domain::kUserTiers.begin(), domain::kUserTiers.end(), *users);
  if (tier == domain::kUserTiers.end()) return reader.complain("unitCount", "must be one of " + tiers());
  const auto place = static_cast<std::size_t>(tier - domain::kUserTiers.begin());
  if (seen[place]) return reader.complain("unitCount", "is there twice");
  seen[place] = true;
  list[place] = *cents;
}

domain::Mistakes read(const json::object& body, Asked& asked) {
  domain::Mistakes mistakes;
  BodyReader reader(body, mistakes);
  std::array<bool, domain::kUserTiers.size()> seen{};
  if (const json::array* items = reader.array("items")) {
    for (std::size_t i = 0; i < items->size() && i <= domain::kUserTiers.size(); ++i) {
      read_item((*items)[i], "items." + std::to_string(i), mistakes, asked.list, seen);
    }
  }
  if (const auto date = reader.text("effectiveDate")) {
    const auto day = parse_date("effectiveDate", *date);
    if (day) {
      asked.effective_at = *day;
    } else {
      reader.complain("effectiveDate", "must be a date like 2020-04-01");
    }
  }
  reader.expect_no_more();
  if (mistakes.empty() && std::find(seen.begin(), seen.end(), false) != seen.end()) {
    reader.complain("items", "must have one price for each of the tiers " + tiers() + " (-1 is unlimited)");
  }
  if (mistakes.empty()) {
    if (std::string fault = domain::find_fault(asked.list); !fault.empty()) reader.complain("items", std::move(fault));
  }
  return mistakes;
}

}  // namespace

Task<Response> put_pending_prices(VendorDesk& desk, Request& request, std::int64_t vendor) {
  const auto hosting = hosting_of(request);
  if (!hosting) co_return http::problem(hosting.error());
  const auto body = http::parse_json_body(request);
  if (!body) co_return http::problem(body.error());
  Asked asked;
  if (const auto mistakes = read(*body, asked); !mistakes.empty()) co_return mistakes_answer(mistakes);
  const std::string key(request.path_parameter("addonKey"));
  auto setting =
      desk.set_prices(marketplace::context_of(request), vendor, key, *hosting, asked.list, asked.effective_at);
  const auto prices = co_await std::move(setting);
  if (!prices) co_return http::problem(prices.error());
  // What is due at once is live already.
  co_return marketplace::json_answer(prices->pending ? pending_prices_json(key, *hosting, *prices)
                                                     : live_prices_json(key, *hosting, *prices, false));
}

}  // namespace souk::vendors
