// GET /apps/{key}: one app, for people.
#include <fmt/format.h>

#include <utility>

#include "services/marketplace/answer.hpp"
#include "services/marketplace/endpoints.hpp"
#include "services/marketplace/html.hpp"

namespace souk::marketplace {

Task<http::Response> app_page(app::Shop& shop, http::Request& request) {
  auto reading = shop.app_page(context_of(request), std::string(request.path_parameter("key")));
  const auto found = co_await std::move(reading);
  const MakingAnswer making(request);
  if (!found) co_return html_problem(found.error());
  const ports::AppPage& page = **found;
  const ports::AppSummary& app = page.app;
  std::string facts =
      fmt::format("by {} &middot; {} &middot; {:.1f} of 4 stars &middot; {}", html_escape(app.vendor_name),
                  html_escape(app.category), app.stars, price_text(app.price_cents_usd));
  const std::string installs = installs_text(shop.counts(context_of(request), app.vendor_id), app.active_installs);
  if (!installs.empty()) facts += " &middot; " + installs;
  const std::string content = fmt::format(
      "<p class=\"facts\">{}</p>\n<p>{}</p>\n<p>{}</p>\n<h2>Version {}, {}</h2>\n<p>{}</p>\n<p><a href=\"/\">All "
      "apps</a></p>\n",
      facts, html_escape(app.summary), html_escape(page.description), html_escape(app.latest_version),
      iso_date(page.released_at), html_escape(page.release_notes));
  co_return html_page(app.name, content);
}

}  // namespace souk::marketplace
