// What the shop sells. Plain data; generated from a seed by generate_catalogue().
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace souk::domain {

enum class Hosting : std::uint8_t { cloud, server, datacenter };
inline constexpr std::array<std::string_view, 3> kHostingNames{"cloud", "server", "datacenter"};
constexpr std::string_view to_string(Hosting h) { return kHostingNames[static_cast<std::size_t>(h)]; }
Result<Hosting> parse_hosting(std::string_view name);

struct Vendor {
  std::int64_t id = 0;
  std::string name;
  bool top_vendor = false;
};

struct AppVersion {
  std::string name;  // "2.4.1"
  UnixMs released_at = 0;
  std::string release_notes;
};

struct App {
  std::int64_t id = 0;
  std::string key;  // "com.example.tables", unique
  std::string name;
  std::string summary;
  std::string description;
  std::int64_t vendor_id = 0;
  std::string category;
  double stars = 0;                  // 0 to 4
  std::int64_t price_cents_usd = 0;  // 10-user tier, per year; 0 = free
  std::int64_t base_installs = 0;    // active installs that predate souk's own ledger
  std::vector<AppVersion> versions;  // oldest first, never empty
};

// An installation of record: instance + app.
struct SeedInstallation {
  std::string instance_id;
  std::int64_t app_id = 0;
  Hosting hosting = Hosting::cloud;
  std::string version;
  bool licensed = false;  // has a commercial licence that can be renewed
};

struct Catalogue {
  std::uint64_t seed = 0;
  std::vector<std::string> categories;
  std::vector<Vendor> vendors;
  std::vector<App> apps;
  std::vector<SeedInstallation> installations;
};

struct CatalogueSpec {
  std::uint64_t seed = 2020;
  std::size_t apps = 4'500;
  std::size_t vendors = 1'500;
  std::int64_t active_installs = 1'500'000;  // base_installs + installations of record
  std::size_t large_apps = 544;              // these hold large_share of active_installs, each at least 500
  double large_share = 0.82;
  std::size_t instances = 2'000;  // instances with installations of record ("i-000000" ...)
  std::size_t apps_per_instance = 5;
  UnixMs today = 1'583'366'400'000;  // 2020-03-05 00:00 UTC
};

// Deterministic: same spec, same catalogue on every machine. Errors: invalid_argument naming the field.
Result<Catalogue> generate_catalogue(const CatalogueSpec& spec);

// "i-000042": the id of the n-th seeded instance; load users and the generator agree on it.
std::string instance_name(std::uint64_t n);

}  // namespace souk::domain
