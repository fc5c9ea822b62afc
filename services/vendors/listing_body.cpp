#include "services/vendors/listing_body.hpp"

#include <utility>

#include "services/vendors/body_reader.hpp"

namespace souk::vendors {
namespace {

void append(domain::Mistakes& mistakes, domain::Mistakes more) {
  for (domain::Mistake& mistake : more) mistakes.push_back(std::move(mistake));
}

std::optional<domain::AppStatus> read_status(BodyReader& reader) {
  const auto text = reader.text("status");
  if (!text) return std::nullopt;
  const auto status = domain::parse_app_status(*text);
  if (status) return *status;
  reader.complain("status", "must be one of private, submitted, readytolaunch, rejected, public");
  return std::nullopt;
}

// Types are right, but is it acceptable? Told only when the types are, so that nothing is told twice.
domain::Mistakes checked(domain::Mistakes mistakes, domain::Mistakes more) {
  if (mistakes.empty()) append(mistakes, std::move(more));
  return mistakes;
}

domain::Mistakes read_members(const boost::json::object& body, domain::AppVersion& version, const std::string& path) {
  domain::Mistakes mistakes;
  BodyReader reader(body, mistakes, path);
  if (auto text = reader.text("name")) version.name = std::move(*text);
  if (auto text = reader.text("releaseNotes")) version.release_notes = std::move(*text);
  reader.expect_no_more();
  return mistakes;
}

}  // namespace

domain::Mistakes read_new_app(const boost::json::object& body, domain::Listing& listing) {
  domain::Mistakes mistakes;
  BodyReader reader(body, mistakes);
  if (auto text = reader.text("key")) listing.key = std::move(*text);
  if (auto text = reader.text("name")) listing.name = std::move(*text);
  if (auto text = reader.text("summary")) listing.summary = std::move(*text);
  if (auto text = reader.text("description")) listing.description = std::move(*text);
  if (auto text = reader.text("category")) listing.category = std::move(*text);
  if (const auto cents = reader.dollars("amount")) listing.price_cents_usd = *cents;
  if (const auto status = read_status(reader)) listing.status = *status;
  if (const auto* version = reader.object("version"))
    append(mistakes, read_members(*version, listing.version, "version."));
  reader.expect_no_more();
  return checked(std::move(mistakes), domain::check_new_app(listing));
}

domain::Mistakes read_change(const boost::json::object& body, domain::ListingChange& change) {
  domain::Mistakes mistakes;
  BodyReader reader(body, mistakes);
  change.name = reader.text("name");
  change.summary = reader.text("summary");
  change.description = reader.text("description");
  change.category = reader.text("category");
  change.status = read_status(reader);
  reader.expect_no_more();
  return checked(std::move(mistakes), domain::check_change(change));
}

domain::Mistakes read_version(const boost::json::object& body, domain::AppVersion& version, const std::string& path) {
  domain::Mistakes mistakes = read_members(body, version, path);
  return checked(std::move(mistakes), domain::check_version(version, path));
}

}  // namespace souk::vendors
