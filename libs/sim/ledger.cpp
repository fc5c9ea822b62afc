#include "sim/ledger.hpp"

#include <algorithm>
#include <tuple>

namespace souk::sim {
namespace {

std::uint64_t hash_of(std::uint32_t instance, std::uint32_t app) {
  return spread_bits(std::uint64_t{instance} << 32 | app);
}

// The rows in the order of instance and app, each as text_of() gives it.
template <class Row, class TextOf>
std::vector<std::string> dump(std::vector<Row> rows, TextOf text_of) {
  std::sort(rows.begin(), rows.end(),
            [](const Row& a, const Row& b) { return std::tie(a.instance, a.app) < std::tie(b.instance, b.app); });
  std::vector<std::string> texts;
  texts.reserve(rows.size());
  for (const Row& row : rows) texts.push_back(text_of(row));
  return texts;
}

}  // namespace

std::uint32_t Ledger::find_installation(std::uint32_t instance, std::uint32_t app) const {
  return installation_index_.find(hash_of(instance, app), [&](std::uint32_t place) {
    return installations_[place].instance == instance && installations_[place].app == app;
  });
}

std::uint32_t Ledger::find_licence(std::uint32_t instance, std::uint32_t app) const {
  return licence_index_.find(hash_of(instance, app), [&](std::uint32_t place) {
    return licences_[place].instance == instance && licences_[place].app == app;
  });
}

domain::InstallationRow Ledger::row_of(const Installation& row) const {
  return {.installed = row.installed,
          .hosting = row.hosting,
          .version = std::string(versions_.text(row.version)),
          .installed_at = row.installed_at,
          .upgraded_at = row.upgraded_at,
          .generation = row.generation};
}

domain::LicenceRow Ledger::row_of(const Licence& row) {
  return {.type = row.type,
          .hosting = row.hosting,
          .users = row.users,
          .started_at = row.started_at,
          .expires_at = row.expires_at,
          .renewals = row.renewals,
          .generation = row.generation};
}

std::optional<domain::InstallationRow> Ledger::installation(std::uint32_t instance, std::uint32_t app) const {
  const std::uint32_t place = find_installation(instance, app);
  if (place == kNone) return std::nullopt;
  return row_of(installations_[place]);
}

std::optional<domain::LicenceRow> Ledger::licence(std::uint32_t instance, std::uint32_t app) const {
  const std::uint32_t place = find_licence(instance, app);
  if (place == kNone) return std::nullopt;
  return row_of(licences_[place]);
}

void Ledger::write(std::uint32_t instance, std::uint32_t app, const domain::InstallationRow& row) {
  std::uint32_t place = find_installation(instance, app);
  if (place == kNone) {
    place = static_cast<std::uint32_t>(installations_.size());
    installations_.emplace_back();
    installation_index_.insert(hash_of(instance, app), place);
  }
  Installation& written = installations_[place];
  installed_[app] += (row.installed ? 1 : 0) - (written.installed ? 1 : 0);
  written = {.instance = instance,
             .app = app,
             .installed_at = row.installed_at,
             .upgraded_at = row.upgraded_at,
             .version = versions_.intern(row.version),
             .generation = static_cast<std::uint32_t>(row.generation),
             .installed = row.installed,
             .hosting = row.hosting};
}

void Ledger::write(std::uint32_t instance, std::uint32_t app, const domain::LicenceRow& row) {
  std::uint32_t place = find_licence(instance, app);
  if (place == kNone) {
    place = static_cast<std::uint32_t>(licences_.size());
    if (first_licence_.size() <= instance) first_licence_.resize(instances_.size(), kNone);
    licences_.emplace_back().next = first_licence_[instance];
    first_licence_[instance] = place;
    licence_index_.insert(hash_of(instance, app), place);
  }
  Licence& written = licences_[place];
  written = {.started_at = row.started_at,
             .expires_at = row.expires_at,
             .instance = instance,
             .app = app,
             .next = written.next,
             .users = static_cast<std::int32_t>(row.users),
             .renewals = static_cast<std::uint32_t>(row.renewals),
             .generation = static_cast<std::uint32_t>(row.generation),
             .type = row.type,
             .hosting = row.hosting};
}

std::vector<Ledger::HeldLicence> Ledger::licences_of(std::uint32_t instance) const {
  std::vector<HeldLicence> held;
  std::uint32_t place = instance < first_licence_.size() ? first_licence_[instance] : kNone;
  for (; place != kNone; place = licences_[place].next) {
    held.push_back({.app = licences_[place].app, .licence = row_of(licences_[place])});
  }
  return held;
}

std::vector<std::string> Ledger::dump_installations() const {
  return dump(installations_, [this](const Installation& row) {
    return std::string(instances_.text(row.instance)) + "|" + std::to_string(row.app) + "|" +
           std::to_string(row.installed ? 1 : 0) + "|" + std::string(domain::to_string(row.hosting)) + "|" +
           std::string(versions_.text(row.version)) + "|" + std::to_string(row.installed_at) + "|" +
           std::to_string(row.upgraded_at) + "|" + std::to_string(row.generation);
  });
}

std::vector<std::string> Ledger::dump_licences() const {
  return dump(licences_, [this](const Licence& row) {
    return std::string(instances_.text(row.instance)) + "|" + std::to_string(row.app) + "|" +
           std::to_string(static_cast<int>(row.type)) + "|" + std::string(domain::to_string(row.hosting)) + "|" +
           std::to_string(row.users) + "|" + std::to_string(row.started_at) + "|" + std::to_string(row.expires_at) +
           "|" + std::to_string(row.renewals) + "|" + std::to_string(row.generation);
  });
}

}  // namespace souk::sim
