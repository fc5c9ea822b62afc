#include "services/vendors/vendor_auth.hpp"

#include <charconv>
#include <utility>

#include "credentials/basic_auth.hpp"
#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"

namespace souk::vendors {
namespace {

Task<http::Response> guarded(VendorEndpoint endpoint, app::VendorDesk& desk, http::Request& request) {
  auto asking = authenticate(desk, request);
  const auto vendor = co_await std::move(asking);
  if (!vendor) co_return login_problem(vendor.error());
  if (!request.path_parameter("vendorId").empty()) {
    const auto wanted = vendor_id_of(request);
    if (!wanted) co_return http::problem(wanted.error());
    if (*wanted != *vendor) co_return http::problem(fail(Errc::forbidden, "this is another vendor's"));
  }
  auto handling = endpoint(desk, request, *vendor);
  http::Response response = co_await std::move(handling);
  // What one vendor sees is nobody else's.
  response.headers.emplace_back("Cache-Control", "private, no-store");
  co_return response;
}

}  // namespace

http::Handler for_vendor(VendorEndpoint endpoint, app::VendorDesk& desk) {
  return [endpoint = std::move(endpoint), &desk](http::Request& request) { return guarded(endpoint, desk, request); };
}

Task<Result<std::int64_t>> authenticate(app::VendorDesk& desk, const http::Request& request) {
  const std::string_view header = request.header("authorization");
  if (header.empty()) co_return fail(Errc::unauthenticated, "log in as a vendor, with HTTP Basic");
  auto login = credentials::parse_basic_auth(header);
  if (!login) co_return fail(Errc::unauthenticated, "the Authorization header is not HTTP Basic");
  auto checking = desk.login(marketplace::context_of(request), std::move(login->name), std::move(login->password));
  co_return co_await std::move(checking);
}

http::Response login_problem(const Error& error) {
  http::Response response = http::problem(error);
  if (error.code == Errc::unauthenticated) {
    response.headers.emplace_back("WWW-Authenticate", R"(Basic realm="souk vendors", charset="UTF-8")");
  }
  return response;
}

Result<std::int64_t> vendor_id_of(const http::Request& request) {
  const std::string_view text = request.path_parameter("vendorId");
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc() && end == text.data() + text.size() && id > 0) return id;
  return fail(Errc::not_found, "a vendor's id is a number");
}

}  // namespace souk::vendors
