#include "services/console/vendor_endpoints.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <optional>
#include <utility>

#include "http/json.hpp"
#include "http/problem.hpp"

namespace souk::console {
namespace {

namespace json = boost::json;

constexpr std::size_t kPage = 100;

Task<http::Response> evaluate(app::VendorReview& vendors) {
  auto evaluating = vendors.evaluate();
  const Result<app::Evaluation> done = co_await std::move(evaluating);
  if (!done) co_return http::problem(done.error());
  co_return http::json_response(json::object{{"prevented", done->prevented},
                                             {"looked_at", done->looked_at},
                                             {"flagged", done->flagged},
                                             {"restored", done->unflagged},
                                             {"passed_on", done->passed_on},
                                             {"summary", done->text()}});
}

Task<http::Response> retract(app::VendorReview& vendors) {
  auto retracting = vendors.retract();
  const Result<app::Retraction> done = co_await std::move(retracting);
  if (!done) co_return http::problem(done.error());
  co_return http::json_response(
      json::object{{"restored", done->restored}, {"apologies", done->apologies}, {"summary", done->text()}});
}

json::object to_json(const domain::VendorMail& mail) {
  json::object object{{"id", mail.id},
                      {"vendor", mail.vendor_id},
                      {"vendor_name", mail.vendor_name},
                      {"to", domain::address_of(mail.vendor_id)},
                      {"kind", domain::to_string(mail.kind)},
                      {"state", domain::to_string(mail.state)},
                      {"created_at", mail.created_at},
                      {"subject", mail.subject},
                      {"file", domain::file_name_of(mail)}};
  if (mail.regarding > 0) object["regarding"] = mail.regarding;
  if (mail.sent_at > 0) object["sent_at"] = mail.sent_at;
  return object;
}

Result<std::int64_t> read_after(const http::Request& request) {
  const std::string_view text = request.query("after").value_or("0");
  std::int64_t after = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), after);
  if (error == std::errc{} && end == text.data() + text.size() && after >= 0) return after;
  return fail(Errc::invalid_argument, "after: has to be the id of an e-mail, or 0");
}

Result<std::optional<domain::MailState>> read_state(const http::Request& request) {
  const auto text = request.query("state");
  if (!text) return std::optional<domain::MailState>();
  const auto found = std::find(domain::kMailStateNames.begin(), domain::kMailStateNames.end(), *text);
  if (found == domain::kMailStateNames.end()) {
    return fail(Errc::invalid_argument, "state: has to be waiting, sent or withdrawn");
  }
  return std::optional(static_cast<domain::MailState>(found - domain::kMailStateNames.begin()));
}

Task<http::Response> list_mail(ports::ReviewStore& reviews, http::Request& request) {
  const Result<std::int64_t> after = read_after(request);
  if (!after) co_return http::problem(after.error());
  const Result<std::optional<domain::MailState>> state = read_state(request);
  if (!state) co_return http::problem(state.error());
  const ports::RequestContext context{.owner = domain::Owner::ops};
  auto reading = reviews.mails(context, *state, *after, kPage);
  const Result<std::vector<domain::VendorMail>> mails = co_await std::move(reading);
  if (!mails) co_return http::problem(mails.error());
  json::array list;
  for (const domain::VendorMail& mail : *mails) list.push_back(to_json(mail));
  json::object answer{{"mail", std::move(list)}};
  if (mails->size() == kPage) answer["next"] = mails->back().id;
  co_return http::json_response(std::move(answer));
}

}  // namespace

http::Handler post_evaluate(app::VendorReview& vendors) {
  return [&vendors](http::Request&) { return evaluate(vendors); };
}

http::Handler post_retract(app::VendorReview& vendors) {
  return [&vendors](http::Request&) { return retract(vendors); };
}

http::Handler get_vendor_mail(ports::ReviewStore& reviews) {
  return [&reviews](http::Request& request) { return list_mail(reviews, request); };
}

}  // namespace souk::console
