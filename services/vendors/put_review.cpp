// PUT /rest/souk/1/instances/{instance}/reviews/{addonKey}: {"stars": 4, "review": "..."}
#include "http/json.hpp"
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"
#include "services/vendors/body_reader.hpp"
#include "services/vendors/documents.hpp"
#include "services/vendors/endpoints.hpp"
#include "services/vendors/errors.hpp"

namespace souk::vendors {

Task<Response> put_review(VendorDesk& desk, Request& request) {
  const auto body = http::parse_json_body(request);
  if (!body) co_return http::problem(body.error());
  domain::Mistakes mistakes;
  BodyReader reader(*body, mistakes);
  domain::Review review{.instance_id = std::string(request.path_parameter("instance")),
                        .stars = reader.integer("stars").value_or(0),
                        .text = reader.text("review").value_or("")};
  if (!body->contains("stars")) reader.complain("stars", "is missing");
  reader.expect_no_more();
  if (mistakes.empty()) mistakes = domain::check_review(review);
  if (!mistakes.empty()) co_return mistakes_answer(mistakes);
  auto writing =
      desk.review(marketplace::context_of(request), std::string(request.path_parameter("addonKey")), std::move(review));
  const auto written = co_await std::move(writing);
  if (!written) co_return http::problem(written.error());
  co_return marketplace::json_answer(review_json(*written));
}

}  // namespace souk::vendors
