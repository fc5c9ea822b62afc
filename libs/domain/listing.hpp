// What a vendor says about an app, and what of it is acceptable. Everything is plain text: it is shown, never
// interpreted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/app_status.hpp"
#include "domain/catalogue.hpp"

namespace souk::domain {

struct Listing {
  std::string key;
  std::int64_t vendor_id = 0;
  std::string name;
  std::string summary;
  std::string description;
  std::string category;
  std::int64_t price_cents_usd = 0;  // 10-user tier, per year; 0 = free
  AppStatus status = AppStatus::submitted;
  AppVersion version;  // the latest
  std::string review_note;
  UnixMs submitted_at = 0;  // 0: never
  UnixMs decided_at = 0;    // 0: not yet
};

// Changes that a vendor asks for; absent = as it was.
struct ListingChange {
  std::optional<std::string> name;
  std::optional<std::string> summary;
  std::optional<std::string> description;
  std::optional<std::string> category;
  std::optional<AppStatus> status;
};

// What is wrong, and where: `path` as in the document that the client sent ("version.name").
struct Mistake {
  std::string path;
  std::string message;
};
using Mistakes = std::vector<Mistake>;

inline constexpr std::size_t kMaxAppKeyBytes = 120;
inline constexpr std::size_t kMaxVersionBytes = 64;
inline constexpr std::size_t kMaxNameBytes = 80;
inline constexpr std::size_t kMaxSummaryBytes = 250;
inline constexpr std::size_t kMaxTextBytes = 10'000;  // description, release notes
inline constexpr std::int64_t kMaxPriceCents = 100'000'000;

// Whether a category exists only the store knows.
Mistakes check_new_app(const Listing& listing);
Mistakes check_change(const ListingChange& change);
Mistakes check_version(const AppVersion& version, std::string_view path);

// One line for all of them.
std::string to_text(const Mistakes& mistakes);

// The listing after the change. conflict: the status cannot change so by its vendor. `now` dates a submission.
Result<Listing> changed(Listing listing, const ListingChange& change, UnixMs now);
// The listing after the marketplace's decision. conflict: it is not submitted.
Result<Listing> decided(Listing listing, const ListingDecision& verdict, UnixMs now);

}  // namespace souk::domain
