#include "domain/catalogue.hpp"

#include <algorithm>
#include <cctype>
#include <span>
#include <unordered_set>
#include <utility>

#include "domain/catalogue_installs.hpp"
#include "domain/catalogue_words.hpp"
#include "domain/random.hpp"

namespace souk::domain {
namespace {

constexpr std::size_t kMaxApps = 1'000'000;
constexpr std::size_t kMaxInstances = 1'000'000;
constexpr double kFreeShare = 0.4;
constexpr std::array<std::int64_t, 12> kPricesUsd{10, 15,  20,  25,  35,  50,
                                                  75, 100, 150, 250, 400, 800};  // 10 users, one year

std::string_view pick(std::span<const std::string_view> words, Random& random) {
  return words[random.below(words.size())];
}

// "Blue Harbor Labs" -> "blueharborlabs"
std::string slug(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Makes `wanted` unique by appending 2, 3, ... and remembers it.
std::string unique(const std::string& wanted, std::string_view separator, std::unordered_set<std::string>& taken) {
  std::string candidate = wanted;
  for (int n = 2; !taken.insert(candidate).second; ++n) {
    candidate = wanted;
    candidate.append(separator).append(std::to_string(n));
  }
  return candidate;
}

// Fisher and Yates.
template <class T>
void shuffle(std::vector<T>& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

Result<void> check(const CatalogueSpec& spec) {
  const auto refuse = [](std::string why) { return fail(Errc::invalid_argument, std::move(why)); };
  if (spec.apps == 0 || spec.apps > kMaxApps) return refuse("apps: 1 to 1,000,000");
  if (spec.vendors == 0 || spec.vendors > kMaxApps) return refuse("vendors: 1 to 1,000,000");
  if (spec.active_installs < 0 || spec.active_installs > 1'000'000'000'000)
    return refuse("active_installs: 0 to 1,000,000,000,000");
  if (spec.large_apps > spec.apps) return refuse("large_apps: more than apps");
  if (!(spec.large_share >= 0 && spec.large_share <= 1)) return refuse("large_share: 0 to 1");
  if (spec.instances > kMaxInstances) return refuse("instances: at most 1,000,000");
  if (spec.apps_per_instance > spec.apps) return refuse("apps_per_instance: more than apps");
  if (spec.apps_per_instance > 100) return refuse("apps_per_instance: at most 100");
  if (spec.today < 4'000 * kMsPerDay) return refuse("today: before 1981, leaves no room for earlier releases");
  return {};
}

std::vector<Vendor> make_vendors(std::size_t count, Random random) {
  std::vector<Vendor> vendors(count);
  std::unordered_set<std::string> taken;
  for (std::size_t i = 0; i < count; ++i) {
    std::string name(pick(words::vendor_first(), random));
    name += pick(words::vendor_second(), random);
    const auto form = pick(words::vendor_forms(), random);
    if (!form.empty()) name.append(" ").append(form);
    vendors[i].id = static_cast<std::int64_t>(i) + 1;
    vendors[i].name = unique(name, " ", taken);
  }
  return vendors;
}

std::vector<AppVersion> make_versions(UnixMs today, Random& random) {
  const std::size_t count = 3 + random.below(3);
  std::uint64_t major = 1 + random.below(4);
  std::uint64_t minor = random.below(6);
  std::uint64_t patch = random.below(4);
  // Releases 20 to 180 days apart, the newest up to 90 days old.
  std::vector<UnixMs> dates(count);
  UnixMs at = today - static_cast<UnixMs>(1 + random.below(90)) * kMsPerDay;
  for (std::size_t i = count; i-- > 0;) {
    dates[i] = at + static_cast<UnixMs>(random.below(kMsPerDay));
    at -= static_cast<UnixMs>(20 + random.below(160)) * kMsPerDay;
  }
  std::vector<AppVersion> versions;
  versions.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    AppVersion version;
    version.name = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
    version.released_at = dates[i];
    version.release_notes = pick(words::changes(), random);
    if (random.chance(0.6)) version.release_notes.append(" ").append(pick(words::changes(), random));
    versions.push_back(std::move(version));
    const std::uint64_t step = random.below(10);
    if (step == 0) {
      ++major;
      minor = patch = 0;
    } else if (step < 5) {
      ++minor;
      patch = 0;
    } else {
      ++patch;
    }
  }
  return versions;
}

App make_app(std::size_t index, const Vendor& vendor, UnixMs today, std::unordered_set<std::string>& names,
             std::unordered_set<std::string>& keys, Random& random) {
  const auto categories = words::categories();
  const words::Category& category = categories[random.below(categories.size())];
  const auto product = pick(category.products, random);
  const auto suffix = pick(words::app_suffixes(), random);
  const auto audience = pick(words::audiences(), random);

  App app;
  app.id = static_cast<std::int64_t>(index) + 1;
  std::string name(pick(words::app_prefixes(), random));
  name.append(" ").append(product);
  if (!suffix.empty()) name.append(" ").append(suffix);
  app.name = unique(name, " ", names);
  app.key = unique("com." + slug(vendor.name) + "." + slug(product), "-", keys);
  app.vendor_id = vendor.id;
  app.category = category.name;
  app.summary = category.benefit;
  app.summary.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(app.summary.front())));
  app.summary.append(", made for ").append(audience);
  app.description = app.name;
  app.description.append(" helps ").append(audience).append(" to ").append(category.benefit).append(".");
  const std::size_t sentences = 2 + random.below(3);
  const std::size_t first = random.below(words::features().size());
  for (std::size_t i = 0; i < sentences; ++i)
    app.description.append(" ").append(words::features()[(first + i * 5) % words::features().size()]);
  // Two draws give a hump at 3 of 4 stars; one app in ten has no review yet.
  if (!random.chance(0.1)) app.stars = static_cast<double>(20 + random.below(11) + random.below(11)) / 10.0;
  if (!random.chance(kFreeShare)) app.price_cents_usd = 100 * kPricesUsd[random.below(kPricesUsd.size())];
  app.versions = make_versions(today, random);
  return app;
}

// Every vendor has an app where there are enough apps; the others go to a few busy vendors.
std::vector<std::size_t> assign_vendors(const CatalogueSpec& spec, Random random) {
  std::vector<std::size_t> vendor_of(spec.apps);
  for (std::size_t i = 0; i < spec.apps; ++i) {
    vendor_of[i] = i < spec.vendors ? i : random.below(1 + random.below(spec.vendors));
  }
  shuffle(vendor_of, random);
  return vendor_of;
}

}  // namespace

Result<Hosting> parse_hosting(std::string_view name) {
  for (std::size_t i = 0; i < kHostingNames.size(); ++i)
    if (name == kHostingNames[i]) return static_cast<Hosting>(i);
  return fail(Errc::invalid_argument, "hosting: one of cloud, server, datacenter");
}

std::string instance_name(std::uint64_t n) {
  std::string digits = std::to_string(n);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return "i-" + digits;
}

Result<Catalogue> generate_catalogue(const CatalogueSpec& spec) {
  if (const auto checked = check(spec); !checked) return checked.error();
  auto by_rank = spread_installs(spec);
  if (!by_rank) return by_rank.error();

  Catalogue catalogue;
  catalogue.seed = spec.seed;
  for (const auto& category : words::categories()) catalogue.categories.emplace_back(category.name);
  catalogue.vendors = make_vendors(spec.vendors, Random(spec.seed, "catalogue.vendors"));

  const auto vendor_of = assign_vendors(spec, Random(spec.seed, "catalogue.vendor-of-app"));
  Random app_random(spec.seed, "catalogue.apps");
  std::unordered_set<std::string> names;
  std::unordered_set<std::string> keys;
  catalogue.apps.reserve(spec.apps);
  for (std::size_t i = 0; i < spec.apps; ++i) {
    catalogue.apps.push_back(make_app(i, catalogue.vendors[vendor_of[i]], spec.today, names, keys, app_random));
  }

  // Popularity is independent of the order of ids.
  std::vector<std::int64_t> active = std::move(*by_rank);
  Random install_random(spec.seed, "catalogue.installs");
  shuffle(active, install_random);
  const std::int64_t top = kLargeAppInstalls * 10;
  for (std::size_t i = 0; i < spec.apps; ++i) {
    catalogue.apps[i].base_installs = active[i];
    if (active[i] >= top) catalogue.vendors[vendor_of[i]].top_vendor = true;
  }

  const auto app_of = draw_installed_apps(spec, active, install_random);
  if (!app_of) return app_of.error();
  catalogue.installations =
      make_installations(spec, catalogue.apps, *app_of, Random(spec.seed, "catalogue.installations"));
  for (const std::size_t app : *app_of) --catalogue.apps[app].base_installs;
  return catalogue;
}

}  // namespace souk::domain
