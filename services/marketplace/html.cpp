#include "services/marketplace/html.hpp"

#include <fmt/format.h>

#include "http/problem.hpp"
#include "services/marketplace/answer.hpp"

namespace souk::marketplace {
namespace {

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#172b4d}"
    "a{color:#0052cc;text-decoration:none}a:hover{text-decoration:underline}"
    "ol,ul{padding:0;list-style:none}li{border-top:1px solid #dfe1e6;padding:.6rem 0}"
    ".facts{color:#5e6c84;font-size:.9rem}";

std::string with_thousands(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

}  // namespace

http::Response html_page(std::string_view title, std::string_view content) {
  return html_answer(
      fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                  "content=\"width=device-width\"><title>{0}</title><style>{1}</style></head>\n<body><h1>{0}</"
                  "h1>\n{2}</body></html>\n",
                  html_escape(title), kStyle, content));
}

http::Response html_problem(const Error& error) {
  // The API's answer decides on the status, its headers and what may be said.
  http::Response response = http::problem(error);
  auto headers = std::move(response.headers);
  const int status = response.status;
  response =
      html_page(status == 404 ? "Not found" : "Not available at the moment", "<p><a href=\"/\">All apps</a></p>\n");
  response.status = status;
  for (auto& header : headers) response.headers.push_back(std::move(header));
  return response;
}

std::string installs_text(app::Shop::Counts counts, std::int64_t installs) {
  const auto shown = app::Shop::shown(counts, installs);
  return shown ? with_thousands(*shown) + " installs" : std::string();
}

std::string price_text(std::int64_t price_cents_usd) {
  return price_cents_usd == 0 ? std::string("Free") : "from $" + dollars(price_cents_usd) + " a year";
}

}  // namespace souk::marketplace
