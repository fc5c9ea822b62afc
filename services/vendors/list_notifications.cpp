// GET /rest/souk/1/vendors/{vendorId}/notifications: the e-mails that were written to a vendor, the latest first.
#include <boost/json.hpp>

#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/page_links.hpp"

namespace souk::vendors {
namespace {

boost::json::object notification_json(const domain::VendorMail& mail) {
  boost::json::object object{{"id", mail.id},
                             {"kind", domain::to_string(mail.kind)},
                             {"state", domain::to_string(mail.state)},
                             {"createdAt", marketplace::iso_time(mail.created_at)},
                             {"subject", mail.subject},
                             {"body", mail.body}};
  if (mail.sent_at > 0) object["sentAt"] = marketplace::iso_time(mail.sent_at);
  if (mail.regarding > 0) object["regarding"] = mail.regarding;
  return object;
}

}  // namespace

Task<Response> list_notifications(ports::ReviewStore& reviews, Request& request, std::int64_t vendor) {
  const auto slice = read_slice(request);
  if (!slice) co_return http::problem(slice.error());
  auto reading = reviews.mails_to(marketplace::context_of(request), vendor, *slice);
  const auto mails = co_await std::move(reading);
  if (!mails) co_return http::problem(mails.error());
  boost::json::array items;
  for (const domain::VendorMail& mail : *mails) items.push_back(notification_json(mail));
  boost::json::object body;
  body["count"] = items.size();  // of this slice
  body["_embedded"] = boost::json::object{{"notifications", std::move(items)}};
  co_return marketplace::json_answer(std::move(body));
}

}  // namespace souk::vendors
