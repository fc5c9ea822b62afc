#include "services/vendors/documents.hpp"

#include <fmt/format.h>

#include <utility>

#include "domain/customer.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"

namespace souk::vendors {
namespace {

namespace json = boost::json;
using marketplace::addon_path;
using marketplace::iso_date;
using marketplace::link;
using marketplace::url_escape;

json::object contact_json(const domain::Customer& customer) {
  return {{"company", customer.company},
          {"country", customer.country},
          {"region", customer.region},
          {"technicalContact", json::object{{"email", customer.contact_email}}}};
}

std::string_view licence_type(domain::LicenceType type) {
  return type == domain::LicenceType::commercial ? "COMMERCIAL" : "EVALUATION";
}

// One licence for an instance and an app, whatever becomes of it.
std::string licence_id(const std::string& instance_id, const std::string& app_key) {
  return instance_id + "/" + app_key;
}

}  // namespace

std::string vendor_path(std::int64_t id) { return "/rest/2/vendors/" + std::to_string(id); }

std::string tier_name(std::int64_t users) {
  return (users == domain::kUnlimitedUsers ? "Unlimited" : std::to_string(users)) + " Users";
}

double dollars_of(std::int64_t cents) { return static_cast<double>(cents) / 100.0; }

json::object vendor_json(const ports::VendorPage& vendor) {
  const std::string self = vendor_path(vendor.id);
  json::object links{
      {"self", link(self)},
      {"addons", link(self + "/addons")},
      {"reporting", link(self + "/reporting")},
      {"alternate", json::object{{"href", "/vendors/" + std::to_string(vendor.id)}, {"type", "text/html"}}}};
  json::object document;
  document["_links"] = std::move(links);
  document["id"] = vendor.id;
  document["name"] = vendor.name;
  document["programs"] =
      json::object{{"topVendor", json::object{{"status", vendor.top_vendor ? "approved" : "not-requested"}}}};
  document["vendorLinks"] = json::object{{"homePage", vendor.profile.homepage},
                                         {"support", vendor.profile.support_url},
                                         {"documentation", vendor.profile.documentation_url}};
  document["supportDetails"] = json::object{{"eightByFive", vendor.profile.support_8x5}};
  document["addonCount"] = vendor.apps;
  return document;
}

json::object version_json(const std::string& app_key, const domain::AppVersion& version) {
  json::object document;
  document["_links"] = json::object{{"self", link(addon_path(app_key) + "/versions/name/" + url_escape(version.name))},
                                    {"addon", link(addon_path(app_key))}};
  document["name"] = version.name;
  document["status"] = "public";
  document["release"] = json::object{{"date", iso_date(version.released_at)}};
  document["text"] = json::object{{"releaseNotes", version.release_notes}};
  return document;
}

json::object listing_json(const domain::Listing& listing) {
  const std::string self = addon_path(listing.key);
  json::object version{
      {"name", listing.version.name},
      {"release", json::object{{"date", iso_date(listing.version.released_at)}}},
      {"text", json::object{{"releaseNotes", listing.version.release_notes}, {"moreDetails", listing.description}}},
      {"paymentModel", listing.price_cents_usd == 0 ? "free" : "vendor"}};
  json::object document;
  document["_links"] = json::object{{"self", link(self)},
                                    {"versions", link(self + "/versions")},
                                    {"tokens", link(self + "/tokens")},
                                    {"vendor", link(vendor_path(listing.vendor_id))}};
  document["key"] = listing.key;
  document["name"] = listing.name;
  document["summary"] = listing.summary;
  document["status"] = domain::to_string(listing.status);
  if (listing.submitted_at != 0) document["submitted"] = marketplace::iso_time(listing.submitted_at);
  if (listing.decided_at != 0) document["decided"] = marketplace::iso_time(listing.decided_at);
  if (!listing.review_note.empty()) document["reviewNote"] = listing.review_note;
  document["_embedded"] =
      json::object{{"vendor", json::object{{"id", listing.vendor_id}}},
                   {"categories", json::array{json::object{{"name", listing.category}}}},
                   {"version", std::move(version)},
                   {"pricing", json::object{{"items", price_items(domain::price_list(listing.price_cents_usd),
                                                                  domain::Hosting::cloud, false)}}}};
  return document;
}

json::array price_items(const domain::PriceList& list, domain::Hosting hosting, bool yen) {
  json::array items;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::int64_t users = domain::kUserTiers[i];
    const std::int64_t renewal = domain::renewal_cents(hosting, list[i]);
    json::object item;
    item["description"] = tier_name(users);
    item["unitCount"] = users;
    // Yen have no smaller unit.
    item["amount"] = yen ? static_cast<double>(domain::yen_of(list[i])) : dollars_of(list[i]);
    item["renewalAmount"] = yen ? static_cast<double>(domain::yen_of(renewal)) : dollars_of(renewal);
    item["currency"] = yen ? "JPY" : "USD";
    item["licenseType"] = "COMMERCIAL";
    item["monthsValid"] = 12;
    items.push_back(std::move(item));
  }
  return items;
}

json::object review_json(const domain::Review& review) {
  const domain::Customer customer = domain::customer_of(review.instance_id);
  return {{"stars", review.stars},
          {"review", review.text},
          {"date", iso_date(review.written_at)},
          {"_embedded", json::object{{"author", json::object{{"name", customer.company}}}}}};
}

json::object token_json(const ports::AccessToken& token, UnixMs now) {
  return {{"id", token.id},
          {"note", token.note},
          {"created", marketplace::iso_time(token.created_at)},
          {"expires", marketplace::iso_time(token.expires_at)},
          {"expired", token.expires_at <= now}};
}

json::object licence_json(const ports::LicenceRow& row, UnixMs now) {
  const domain::Licence& licence = row.licence;
  const bool active = domain::is_active(licence.type, licence.hosting, licence.expires_at, now);
  json::object document;
  document["addonLicenseId"] = licence_id(licence.instance_id, licence.app_key);
  document["hostLicenseId"] = licence.instance_id;
  document["addonKey"] = licence.app_key;
  document["addonName"] = row.app_name;
  document["hosting"] = domain::to_string(licence.hosting);
  document["licenseType"] = licence_type(licence.type);
  document["maintenanceStartDate"] = iso_date(licence.started_at);
  document["maintenanceEndDate"] = iso_date(licence.expires_at);
  document["status"] = active ? "active" : "inactive";
  document["tier"] = tier_name(licence.users);
  document["renewals"] = licence.renewals;
  document["contactDetails"] = contact_json(domain::customer_of(licence.instance_id));
  return document;
}

json::object sale_json(const domain::Sale& sale) {
  const domain::SaleRow& row = sale.row;
  json::object purchase;
  purchase["saleDate"] = iso_date(row.sold_at);
  purchase["saleType"] = domain::to_string(row.type);
  purchase["licenseType"] = "COMMERCIAL";
  purchase["hosting"] = domain::to_string(row.hosting);
  purchase["tier"] = tier_name(row.users);
  purchase["billingPeriod"] = "Annual";
  purchase["purchasePrice"] = dollars_of(row.amount_cents);
  purchase["vendorAmount"] = dollars_of(row.vendor_cents);
  purchase["maintenanceStartDate"] = iso_date(row.maintenance_from);
  purchase["maintenanceEndDate"] = iso_date(row.maintenance_until);
  json::object document;
  document["transactionId"] = fmt::format("AT-{}", sale.number);
  document["addonLicenseId"] = licence_id(sale.instance_id, sale.app_key);
  document["hostLicenseId"] = sale.instance_id;
  document["addonKey"] = sale.app_key;
  document["addonName"] = sale.app_name;
  document["customerDetails"] = contact_json(domain::customer_of(sale.instance_id));
  document["purchaseDetails"] = std::move(purchase);
  return document;
}

}  // namespace souk::vendors
