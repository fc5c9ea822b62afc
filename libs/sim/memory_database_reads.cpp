// The shop's reads, reconciliation, and the state as text.
#include <algorithm>
#include <utility>

#include "sim/memory_database.hpp"

namespace souk::sim {
namespace {

Error no_such_app(std::string_view key) { return fail(Errc::not_found, domain::no_such_app(key)); }

}  // namespace

// Into its place: a summary is many texts, and moving them costs more than filling in those few that are wanted.
void MemoryDatabase::summarize(std::uint32_t number, Texts texts, ports::AppSummary& summary) const {
  const domain::App& app = catalogue_->app(number);
  if (texts == Texts::none) {
    summary.key = app.key;
    summary.vendor_id = app.vendor_id;
    summary.stars = app.stars;
    summary.price_cents_usd = app.price_cents_usd;
    summary.active_installs = analytics_.active(number);
    summary.downloads = analytics_.downloads(number);
    return;
  }
  summary = {.key = app.key,
             .name = app.name,
             .summary = app.summary,
             .vendor_id = app.vendor_id,
             .vendor_name = catalogue_->vendor(catalogue_->vendor_of(number)).name,
             .category = app.category,
             .stars = app.stars,
             .price_cents_usd = app.price_cents_usd,
             .active_installs = analytics_.active(number),
             .downloads = analytics_.downloads(number),
             .latest_version = catalogue_->latest(number).name};
}

Result<ports::AppPage> MemoryDatabase::app_page(std::string_view key, Texts texts) const {
  const std::uint32_t app = catalogue_->find_app(key);
  if (app == CatalogueIndex::kNone) return no_such_app(key);
  const domain::AppVersion& latest = catalogue_->latest(app);
  Result<ports::AppPage> found{ports::AppPage()};
  ports::AppPage& page = *found;
  summarize(app, texts, page.app);
  page.released_at = latest.released_at;
  if (texts == Texts::none) return found;
  page.description = catalogue_->app(app).description;
  page.release_notes = latest.release_notes;
  return found;
}

Result<ports::LatestVersion> MemoryDatabase::latest_version(std::string_view key) const {
  const std::uint32_t app = catalogue_->find_app(key);
  if (app == CatalogueIndex::kNone) return no_such_app(key);
  const domain::AppVersion& latest = catalogue_->latest(app);
  return ports::LatestVersion{.app_key = std::string(key), .version = latest.name, .released_at = latest.released_at};
}

Result<domain::Offer> MemoryDatabase::offer(std::string_view instance_id, std::string_view app_key) const {
  const std::uint32_t app = catalogue_->find_app(app_key);
  if (app == CatalogueIndex::kNone) return no_such_app(app_key);
  domain::Offer offer{.app_id = catalogue_->app(app).id,
                      .latest_version = catalogue_->latest(app).name,
                      .installed_version = {},
                      .price_cents_usd = catalogue_->app(app).price_cents_usd};
  const std::uint32_t instance = ledger_.find(instance_id);
  if (instance == Ledger::kNone) return offer;
  if (auto installation = ledger_.installation(instance, app); installation && installation->installed) {
    offer.installed = true;
    offer.installed_version = std::move(installation->version);
  }
  const auto licence = ledger_.licence(instance, app);
  offer.licensed = licence && licence->type == domain::LicenceType::commercial;
  return offer;
}

std::vector<domain::Licence> MemoryDatabase::licences(std::string_view instance_id) const {
  std::vector<domain::Licence> licences;
  const std::uint32_t instance = ledger_.find(instance_id);
  if (instance == Ledger::kNone) return licences;
  for (const Ledger::HeldLicence& held : ledger_.licences_of(instance)) {
    licences.push_back({.instance_id = std::string(instance_id),
                        .app_key = catalogue_->app(held.app).key,
                        .type = held.licence.type,
                        .hosting = held.licence.hosting,
                        .users = held.licence.users,
                        .started_at = held.licence.started_at,
                        .expires_at = held.licence.expires_at,
                        .renewals = held.licence.renewals});
  }
  std::sort(licences.begin(), licences.end(), [](const auto& a, const auto& b) { return a.app_key < b.app_key; });
  return licences;
}

std::vector<ports::OutboxEntry> MemoryDatabase::outbox_peek(std::size_t max) const {
  const auto count = static_cast<std::ptrdiff_t>(std::min(max, outbox_.size()));
  return {outbox_.begin(), outbox_.begin() + count};
}

domain::ReconciliationReport MemoryDatabase::reconcile() const {
  domain::ReconciliationReport report{.checked = catalogue_->app_count(), .discrepancies = {}};
  for (std::uint32_t app = 0; app < catalogue_->app_count(); ++app) {
    const std::int64_t counted = analytics_.active(app);
    const std::int64_t of_record = catalogue_->app(app).base_installs + ledger_.installed(app);
    if (counted == of_record) continue;
    report.discrepancies.push_back({.subject = catalogue_->app(app).key, .counted = counted, .of_record = of_record});
  }
  std::sort(report.discrepancies.begin(), report.discrepancies.end(),
            [](const auto& a, const auto& b) { return a.subject < b.subject; });
  analytics_.compare_sums(report);
  return report;
}

void MemoryDatabase::falsify_active(std::string_view app_key, std::int64_t delta) {
  const std::uint32_t app = catalogue_->find_app(app_key);
  if (app != CatalogueIndex::kNone) analytics_.falsify_active(app, delta);
}

std::map<std::string, std::vector<std::string>> MemoryDatabase::dump() const {
  std::map<std::string, std::vector<std::string>> tables;
  analytics_.dump(tables);
  reviews_.dump(tables);
  tables["installation"] = ledger_.dump_installations();
  tables["licence"] = ledger_.dump_licences();
  vendors_.dump(tables);
  tables["idempotency"] = {std::to_string(receipts_.size())};
  for (const auto& [key, cents] : earned_) {
    tables["daily_revenue"].push_back(std::to_string(key.first) + "|" + std::to_string(catalogue_->app(key.second).id) +
                                      "|" + std::to_string(cents));
  }
  for (std::uint32_t app = 0; app < snapshot_.installs.size(); ++app) {
    tables["search_snapshot"].push_back(std::to_string(catalogue_->app(app).id) + "|" +
                                        std::to_string(snapshot_.installs[app]));
  }
  for (const ports::OutboxEntry& entry : outbox_) {
    tables["outbox"].push_back(std::to_string(entry.sequence) + "|" + entry.event.id);
  }
  return tables;
}

}  // namespace souk::sim
