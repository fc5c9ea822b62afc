// GET /: the most installed apps, for people.
#include <fmt/format.h>

#include <utility>

#include "services/marketplace/answer.hpp"
#include "services/marketplace/endpoints.hpp"
#include "services/marketplace/html.hpp"

namespace souk::marketplace {
namespace {

constexpr std::size_t kApps = 20;

std::string item(const ports::AppSummary& app, app::Shop::Counts counts) {
  std::string facts = html_escape(app.vendor_name) + " &middot; " + price_text(app.price_cents_usd);
  const std::string installs = installs_text(counts, app.active_installs);
  if (!installs.empty()) facts += " &middot; " + installs;
  return fmt::format("<li><a href=\"/apps/{}\">{}</a><br>{}<br><span class=\"facts\">{}</span></li>\n",
                     url_escape(app.key), html_escape(app.name), html_escape(app.summary), facts);
}

}  // namespace

Task<http::Response> home_page(app::Shop& shop, http::Request& request) {
  auto reading = shop.browse(context_of(request), std::string(), ports::AppOrder::active_installs, 0, kApps);
  const auto list = co_await std::move(reading);
  const MakingAnswer making(request);
  if (!list) co_return html_problem(list.error());
  const auto counts = shop.counts(context_of(request));
  std::string content = fmt::format("<p>The most installed of {} apps</p>\n<ol>\n", list->total);
  for (const auto& app : list->apps) content += item(app, counts);
  content += "</ol>\n";
  co_return html_page("souk", content);
}

}  // namespace souk::marketplace
