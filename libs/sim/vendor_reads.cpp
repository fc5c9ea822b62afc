#include "sim/vendor_reads.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace souk::sim {
namespace {

using ports::Slice;

Error no_such_app(std::string_view key) { return fail(Errc::not_found, domain::no_such_app(key)); }
Error no_such_vendor(std::int64_t id) { return fail(Errc::not_found, "no vendor with id " + std::to_string(id)); }

template <class Row>
ports::Page<Row> page_of(std::vector<Row> rows, Slice slice) {
  ports::Page<Row> page{.rows = {}, .total = rows.size()};
  const std::size_t first = std::min(slice.offset, rows.size());
  const std::size_t last = first + std::min(slice.limit, rows.size() - first);
  for (std::size_t i = first; i < last; ++i) page.rows.push_back(std::move(rows[i]));
  return page;
}

ports::VendorPage page_of(const MemoryDatabase& state, std::uint32_t number) {
  const CatalogueIndex& catalogue = state.catalogue();
  const domain::Vendor& vendor = catalogue.vendor(number);
  ports::VendorPage page{.id = vendor.id, .name = vendor.name, .top_vendor = vendor.top_vendor, .profile = {}};
  for (std::uint32_t app = 0; app < catalogue.app_count(); ++app) page.apps += catalogue.vendor_of(app) == number;
  const auto profile = state.vendors().profiles.find(vendor.id);
  if (profile != state.vendors().profiles.end()) page.profile = profile->second;
  return page;
}

domain::Listing public_listing(const MemoryDatabase& state, std::uint32_t number) {
  const domain::App& app = state.catalogue().app(number);
  domain::Listing listing{.key = app.key,
                          .vendor_id = app.vendor_id,
                          .name = app.name,
                          .summary = app.summary,
                          .description = app.description,
                          .category = app.category,
                          .price_cents_usd = app.price_cents_usd,
                          .status = domain::AppStatus::public_listing,
                          .version = state.catalogue().latest(number),
                          .review_note = {}};
  const auto record = state.vendors().listings.find(app.key);
  if (record != state.vendors().listings.end()) {
    listing.review_note = record->second.review_note;
    listing.submitted_at = record->second.submitted_at;
    listing.decided_at = record->second.decided_at;
  }
  return listing;
}

bool is_public(const domain::Listing& listing) { return listing.status == domain::AppStatus::public_listing; }

}  // namespace

Result<ports::VendorLogin> read_login(const MemoryDatabase& state, std::string_view name) {
  constexpr std::string_view kPrefix = "vendor-";
  std::int64_t id = 0;
  if (name.starts_with(kPrefix)) std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), id);
  if (domain::demo_login(id) != name || state.catalogue().vendor_of_id(id) == CatalogueIndex::kNone) {
    return fail(Errc::not_found, "no such login");
  }
  const auto& passwords = state.vendors().passwords;
  const auto own = passwords.find(id);
  return ports::VendorLogin{.vendor_id = id,
                            .password = own != passwords.end() ? own->second : domain::demo_password_hash()};
}

Result<ports::VendorPage> read_vendor(const MemoryDatabase& state, std::int64_t id) {
  const std::uint32_t number = state.catalogue().vendor_of_id(id);
  if (number == CatalogueIndex::kNone) return no_such_vendor(id);
  return page_of(state, number);
}

ports::Page<ports::VendorPage> read_vendors(const MemoryDatabase& state, Slice slice) {
  const std::size_t count = state.catalogue().vendor_count();
  ports::Page<ports::VendorPage> page{.rows = {}, .total = count};
  const std::size_t last = std::min(slice.offset, count) + std::min(slice.limit, count - std::min(slice.offset, count));
  for (std::size_t i = slice.offset; i < last; ++i) page.rows.push_back(page_of(state, static_cast<std::uint32_t>(i)));
  return page;
}

Result<domain::Listing> read_listing(const MemoryDatabase& state, std::string_view key) {
  const std::uint32_t app = state.catalogue().find_app(key);
  if (app != CatalogueIndex::kNone) return public_listing(state, app);
  const auto other = state.vendors().listings.find(key);
  if (other == state.vendors().listings.end()) return no_such_app(key);
  return other->second;
}

Result<domain::Listing> own_listing(const MemoryDatabase& state, std::int64_t vendor_id, std::string_view key) {
  Result<domain::Listing> listing = read_listing(state, key);
  if (listing && listing->vendor_id != vendor_id) {
    return fail(Errc::forbidden, "'" + std::string(key) + "' belongs to another vendor");
  }
  return listing;
}

ports::Page<domain::Listing> read_listings(const MemoryDatabase& state, std::int64_t vendor_id, Slice slice) {
  std::vector<domain::Listing> listings;
  for (std::uint32_t app = 0; app < state.catalogue().app_count(); ++app) {
    if (state.catalogue().app(app).vendor_id == vendor_id) listings.push_back(public_listing(state, app));
  }
  for (const auto& [key, listing] : state.vendors().listings) {
    if (listing.vendor_id == vendor_id && !is_public(listing)) listings.push_back(listing);
  }
  std::sort(listings.begin(), listings.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return page_of(std::move(listings), slice);
}

ports::Page<domain::Listing> read_submissions(const MemoryDatabase& state, Slice slice) {
  std::vector<domain::Listing> listings;
  for (const auto& [key, listing] : state.vendors().listings) {
    if (listing.status == domain::AppStatus::submitted) listings.push_back(listing);
  }
  std::sort(listings.begin(), listings.end(), [](const auto& a, const auto& b) {
    return std::tie(a.submitted_at, a.key) < std::tie(b.submitted_at, b.key);
  });
  return page_of(std::move(listings), slice);
}

Result<ports::Page<domain::AppVersion>> read_versions(const MemoryDatabase& state, std::string_view key, Slice slice) {
  const std::uint32_t app = state.catalogue().find_app(key);
  if (app == CatalogueIndex::kNone) return no_such_app(key);
  std::vector<domain::AppVersion> versions = state.catalogue().app(app).versions;
  std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) {
    return std::tie(a.released_at, a.name) > std::tie(b.released_at, b.name);
  });
  return page_of(std::move(versions), slice);
}

Result<domain::AppVersion> read_version(const MemoryDatabase& state, std::string_view key, std::string_view name) {
  const std::uint32_t app = state.catalogue().find_app(key);
  if (app == CatalogueIndex::kNone) return no_such_app(key);
  const auto& versions = state.catalogue().app(app).versions;
  const auto found = std::find_if(versions.begin(), versions.end(), [&](const auto& v) { return v.name == name; });
  if (found != versions.end()) return *found;
  return fail(Errc::not_found, "'" + std::string(key) + "' has no version '" + std::string(name) + "'");
}

Result<ports::Prices> read_prices(const MemoryDatabase& state, std::string_view key, domain::Hosting hosting) {
  const std::uint32_t app = state.catalogue().find_app(key);
  if (app == CatalogueIndex::kNone) return no_such_app(key);
  const VendorTables& tables = state.vendors();
  ports::Prices prices{.live = tables.list(app, hosting, state.catalogue().app(app).price_cents_usd), .pending = {}};
  const auto pending = tables.pending.find({app, hosting});
  if (pending != tables.pending.end()) prices.pending = pending->second;
  return prices;
}

Result<std::vector<ports::AccessToken>> read_tokens(const MemoryDatabase& state, std::int64_t vendor_id,
                                                    std::string_view key) {
  if (const auto listing = own_listing(state, vendor_id, key); !listing) return listing.error();
  std::vector<ports::AccessToken> tokens;
  for (const auto& [digest, kept] : state.vendors().tokens) {
    if (kept.app_key == key) tokens.push_back(kept.token);
  }
  std::sort(tokens.begin(), tokens.end(),
            [](const auto& a, const auto& b) { return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id); });
  return tokens;
}

Result<domain::Listing> open_listing(const MemoryDatabase& state, std::string_view key, std::string_view digest,
                                     UnixMs now) {
  Result<domain::Listing> listing = read_listing(state, key);
  if (!listing || is_public(*listing)) return listing;
  const auto kept = state.vendors().tokens.find(digest);
  if (kept == state.vendors().tokens.end() || kept->second.app_key != key) return ports::not_a_token(key);
  if (kept->second.token.expires_at <= now) return ports::expired_token(key);
  return listing;
}

}  // namespace souk::sim
