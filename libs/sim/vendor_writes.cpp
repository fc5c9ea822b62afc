#include "sim/vendor_writes.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/vendor_reads.hpp"

namespace souk::sim {
namespace {

using domain::AppStatus;
using domain::Listing;

Result<void> expect_category(const MemoryDatabase& state, std::string_view category) {
  const auto& known = state.catalogue().categories();
  if (std::any_of(known.begin(), known.end(), [&](const auto& c) { return c.name == category; })) return {};
  return fail(Errc::invalid_argument,
              "category: there is no category '" + std::string(category) + "'; GET /rest/2/addonCategories lists them");
}

// A change of the catalogue is a new catalogue.
template <class Change>
void change_app(MemoryDatabase& state, std::string_view key, Change change) {
  domain::Catalogue next = state.catalogue().catalogue();
  const auto app = std::find_if(next.apps.begin(), next.apps.end(), [&](const auto& a) { return a.key == key; });
  if (app != next.apps.end()) change(*app);
  state.replace_catalogue(std::move(next));
}

void launch(MemoryDatabase& state, const Listing& listing) {
  domain::Catalogue next = state.catalogue().catalogue();
  domain::App app;
  app.id = next.apps.empty() ? 1 : next.apps.back().id + 1;
  app.key = listing.key;
  app.name = listing.name;
  app.summary = listing.summary;
  app.description = listing.description;
  app.vendor_id = listing.vendor_id;
  app.category = listing.category;
  app.price_cents_usd = listing.price_cents_usd;
  app.versions.push_back(listing.version);
  next.apps.push_back(std::move(app));
  state.replace_catalogue(std::move(next));
  std::erase_if(state.vendor_tables().tokens, [&](const auto& kept) { return kept.second.app_key == listing.key; });
}

// Takes a listing from `before` to `after`.
PreparedListing move_listing(MemoryDatabase& state, AppStatus before, const Listing& after) {
  return state.prepare_vendor_write(after, [before, after](MemoryDatabase& changed) {
    if (before == AppStatus::public_listing) {
      change_app(changed, after.key, [&after](domain::App& app) {
        app.name = after.name;
        app.summary = after.summary;
        app.description = after.description;
        app.category = after.category;
      });
      return;
    }
    if (after.status == AppStatus::public_listing) launch(changed, after);
    changed.vendor_tables().listings[after.key] = after;
  });
}

}  // namespace

PreparedNothing set_profile(MemoryDatabase& state, std::int64_t id, const ports::VendorProfile& profile) {
  if (const auto known = read_vendor(state, id); !known) return known.error();
  return state.prepare_vendor_write(
      Nothing{}, [id, profile](MemoryDatabase& changed) { changed.vendor_tables().profiles[id] = profile; });
}

PreparedNothing set_password(MemoryDatabase& state, std::int64_t id, const domain::PasswordHash& password) {
  if (const auto known = read_vendor(state, id); !known) return known.error();
  return state.prepare_vendor_write(
      Nothing{}, [id, password](MemoryDatabase& changed) { changed.vendor_tables().passwords[id] = password; });
}

PreparedListing submit_listing(MemoryDatabase& state, Listing listing, UnixMs now) {
  if (read_listing(state, listing.key)) {
    return fail(Errc::conflict, "there is an app with the key '" + listing.key + "' already");
  }
  if (const auto vendor = read_vendor(state, listing.vendor_id); !vendor) return vendor.error();
  if (const auto known = expect_category(state, listing.category); !known) return known.error();
  listing.submitted_at = listing.status == AppStatus::submitted ? now : 0;
  return state.prepare_vendor_write(
      listing, [listing](MemoryDatabase& changed) { changed.vendor_tables().listings[listing.key] = listing; });
}

PreparedListing change_listing(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key,
                               const domain::ListingChange& change, UnixMs now) {
  Result<Listing> before = own_listing(state, vendor_id, key);
  if (!before) return before.error();
  const AppStatus status = before->status;
  const Result<Listing> after = domain::changed(std::move(*before), change, now);
  if (!after) return after.error();
  if (change.category) {
    if (const auto known = expect_category(state, *change.category); !known) return known.error();
  }
  return move_listing(state, status, *after);
}

PreparedListing decide_listing(MemoryDatabase& state, std::string_view key, const domain::ListingDecision& verdict,
                               UnixMs now) {
  Result<Listing> before = read_listing(state, key);
  if (!before) return before.error();
  const AppStatus status = before->status;
  const Result<Listing> after = domain::decided(std::move(*before), verdict, now);
  if (!after) return after.error();
  return move_listing(state, status, *after);
}

PreparedNothing publish_version(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key,
                                const domain::AppVersion& version) {
  const auto listing = own_listing(state, vendor_id, key);
  if (!listing) return listing.error();
  const bool is_public = listing->status == AppStatus::public_listing;
  const bool taken =
      is_public ? read_version(state, key, version.name).has_value() : listing->version.name == version.name;
  if (taken) {
    return fail(Errc::conflict, "'" + std::string(key) + "' has a version '" + version.name + "' already");
  }
  return state.prepare_vendor_write(Nothing{}, [is_public, key = std::string(key), version](MemoryDatabase& changed) {
    if (is_public) {
      change_app(changed, key, [&version](domain::App& app) { app.versions.push_back(version); });
    } else {
      changed.vendor_tables().listings[key].version = version;
    }
  });
}

PreparedNothing set_pending_prices(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key,
                                   domain::Hosting hosting, const ports::PendingPrices& pending) {
  if (const auto listing = own_listing(state, vendor_id, key); !listing) return listing.error();
  const std::uint32_t app = state.catalogue().find_app(key);
  if (app == CatalogueIndex::kNone) {
    return fail(Errc::conflict, "'" + std::string(key) + "' is not public yet, so nobody buys it");
  }
  return state.prepare_vendor_write(Nothing{}, [app, hosting, pending](MemoryDatabase& changed) {
    changed.vendor_tables().pending[{app, hosting}] = pending;
  });
}

Result<Prepared<std::uint64_t>> put_due_prices_live(MemoryDatabase& state, UnixMs now) {
  const auto& pending = state.vendors().pending;
  const auto due = static_cast<std::uint64_t>(
      std::count_if(pending.begin(), pending.end(), [now](const auto& p) { return p.second.effective_at <= now; }));
  if (due == 0) return state.prepare_vendor_write(due, nullptr);
  return state.prepare_vendor_write(due, [now](MemoryDatabase& changed) {
    domain::Catalogue next = changed.catalogue().catalogue();
    VendorTables& tables = changed.vendor_tables();
    for (auto at = tables.pending.begin(); at != tables.pending.end();) {
      if (at->second.effective_at > now) {
        ++at;
        continue;
      }
      const auto [app, hosting] = at->first;
      domain::App& priced = next.apps[app];
      const std::int64_t by_table = priced.price_cents_usd;
      priced.price_cents_usd = std::numeric_limits<std::int64_t>::max();
      for (const auto each : {domain::Hosting::cloud, domain::Hosting::server, domain::Hosting::datacenter}) {
        const domain::PriceList list = each == hosting ? at->second.list : tables.list(app, each, by_table);
        tables.prices[{app, each}] = list;
        priced.price_cents_usd = std::min(priced.price_cents_usd, list.front());
      }
      at = tables.pending.erase(at);
    }
    changed.replace_catalogue(std::move(next));
  });
}

PreparedNothing add_token(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key,
                          const ports::AccessToken& token, std::string_view digest) {
  const auto listing = own_listing(state, vendor_id, key);
  if (!listing) return listing.error();
  if (listing->status == AppStatus::public_listing) return ports::needs_no_token(key);
  const auto& tokens = state.vendors().tokens;
  const auto held = std::count_if(tokens.begin(), tokens.end(), [&](const auto& t) { return t.second.app_key == key; });
  if (static_cast<std::size_t>(held) >= ports::kMaxTokens) return ports::too_many_tokens(key);
  return state.prepare_vendor_write(
      Nothing{}, [key = std::string(key), token, digest = std::string(digest)](MemoryDatabase& changed) {
        changed.vendor_tables().tokens[digest] = {.token = token, .app_key = key};
      });
}

PreparedNothing remove_token(MemoryDatabase& state, std::int64_t vendor_id, std::string_view key, std::string_view id) {
  if (const auto listing = own_listing(state, vendor_id, key); !listing) return listing.error();
  const auto& tokens = state.vendors().tokens;
  const auto kept = std::find_if(tokens.begin(), tokens.end(),
                                 [&](const auto& t) { return t.second.app_key == key && t.second.token.id == id; });
  if (kept == tokens.end()) return ports::no_such_token(id);
  return state.prepare_vendor_write(
      Nothing{}, [digest = kept->first](MemoryDatabase& changed) { changed.vendor_tables().tokens.erase(digest); });
}

}  // namespace souk::sim
