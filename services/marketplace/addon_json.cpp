#include "services/marketplace/addon_json.hpp"

#include <boost/json/array.hpp>
#include <utility>

#include "domain/pricing.hpp"
#include "services/marketplace/answer.hpp"

namespace souk::marketplace {
namespace {

namespace json = boost::json;

std::string_view payment_model(const ports::AppSummary& app) { return app.price_cents_usd == 0 ? "free" : "vendor"; }

json::object vendor_json(const ports::AppSummary& app) {
  json::object vendor;
  vendor["id"] = app.vendor_id;
  vendor["name"] = app.vendor_name;
  return vendor;
}

json::array categories_json(const ports::AppSummary& app) {
  json::object category;
  category["_links"] = json::object{{"addons", link("/rest/2/addons?category=" + url_escape(app.category))}};
  category["name"] = app.category;
  return json::array{std::move(category)};
}

json::object pricing_json(const ports::AppSummary& app) {
  json::array items;
  for (const std::int64_t users : domain::kUserTiers) {
    if (app.price_cents_usd == 0) break;
    json::object item;
    item["unitCount"] = users;
    item["amount"] = static_cast<double>(domain::price_cents(app.price_cents_usd, users)) / 100.0;
    item["currency"] = "USD";
    item["licenseType"] = "COMMERCIAL";
    item["monthsValid"] = 12;
    items.push_back(std::move(item));
  }
  json::object pricing;
  pricing["items"] = std::move(items);
  return pricing;
}

json::object version_json(const ports::AppSummary& app) {
  json::object version;
  version["_links"] = json::object{{"self", link(addon_path(app.key) + "/versions/latest")}};
  version["name"] = app.latest_version;
  version["status"] = "public";
  version["paymentModel"] = payment_model(app);
  return version;
}

json::object base(const ports::AppSummary& app) {
  const std::string self = addon_path(app.key);
  json::object links;
  links["self"] = link(self);
  links["alternate"] = json::object{{"href", "/apps/" + url_escape(app.key)}, {"type", "text/html"}};
  links["distribution"] = link(self + "/distribution");
  links["latestVersion"] = link(self + "/versions/latest");
  json::object addon;
  addon["_links"] = std::move(links);
  addon["key"] = app.key;
  addon["name"] = app.name;
  addon["summary"] = app.summary;
  addon["status"] = "public";
  return addon;
}

json::object embedded(const ports::AppSummary& app, app::Shop::Counts counts) {
  json::object parts;
  parts["vendor"] = vendor_json(app);
  parts["categories"] = categories_json(app);
  parts["distribution"] = distribution_json(app, counts);
  parts["reviews"] = json::object{{"averageStars", app.stars}};
  parts["version"] = version_json(app);
  parts["pricing"] = pricing_json(app);
  return parts;
}

}  // namespace

json::object link(std::string href) { return json::object{{"href", std::move(href)}}; }

std::string addon_path(std::string_view key) { return "/rest/2/addons/" + url_escape(key); }

json::object distribution_json(const ports::AppSummary& app, app::Shop::Counts counts) {
  json::object distribution;
  distribution["bundled"] = false;
  if (const auto shown = app::Shop::shown(counts, app.downloads)) distribution["downloads"] = *shown;
  if (const auto shown = app::Shop::shown(counts, app.active_installs)) distribution["totalInstalls"] = *shown;
  return distribution;
}

json::object addon_json(const ports::AppSummary& app, app::Shop::Counts counts) {
  json::object addon = base(app);
  addon["_embedded"] = embedded(app, counts);
  return addon;
}

json::object addon_json(const ports::AppPage& page, app::Shop::Counts counts) {
  json::object parts = embedded(page.app, counts);
  json::object& version = parts["version"].as_object();
  version["release"] = json::object{{"date", iso_date(page.released_at)}};
  version["text"] = json::object{{"releaseNotes", page.release_notes}, {"moreDetails", page.description}};
  json::object addon = base(page.app);
  addon["_embedded"] = std::move(parts);
  return addon;
}

}  // namespace souk::marketplace
