#include "sim/memory_database.hpp"

#include <stdexcept>
#include <utility>

namespace souk::sim {
namespace {

Ledger ledger_of(const CatalogueIndex& catalogue, UnixMs now) {
  Ledger ledger(catalogue.app_count());
  for (const domain::SeedInstallation& seed : catalogue.installations()) {
    const std::uint32_t app = catalogue.app_of_id(seed.app_id);
    if (app == CatalogueIndex::kNone) throw std::invalid_argument("catalogue: an installation of an unknown app");
    const std::uint32_t instance = ledger.number_of(seed.instance_id);
    ledger.write(instance, app, domain::installation_of(seed, now));
    if (const auto licence = domain::licence_of(seed, now)) ledger.write(instance, app, *licence);
  }
  return ledger;
}

}  // namespace

MemoryDatabase::MemoryDatabase(std::shared_ptr<const CatalogueIndex> catalogue, UnixMs now)
    : MemoryDatabase(std::move(catalogue), now, Limits()) {}

MemoryDatabase::MemoryDatabase(std::shared_ptr<const CatalogueIndex> catalogue, UnixMs now, Limits limits)
    : limits_(limits),
      catalogue_(std::move(catalogue)),
      ledger_(ledger_of(*catalogue_, now)),
      receipts_(limits.receipts),
      analytics_(*catalogue_, active_from_the_start(), now, limits.event_keys),
      reviews_(*catalogue_, analytics_.vendors_active()) {}

// What is installed from the start counts from the start.
std::vector<std::int64_t> MemoryDatabase::active_from_the_start() const {
  std::vector<std::int64_t> active;
  for (std::uint32_t app = 0; app < catalogue_->app_count(); ++app) {
    active.push_back(catalogue_->app(app).base_installs + ledger_.installed(app));
  }
  return active;
}

void PreparedWrite::drop() noexcept {
  if (database_ != nullptr) database_->drop(number_);
}

void MemoryDatabase::Pending::clear() {
  number = 0;
  installation.reset();
  licence.reset();
  event.reset();
  receipt.reset();
  earned_cents = 0;
  snapshot.reset();
  sale.reset();
  vendor_change = nullptr;
  outbox_remove = 0;
  low_watermark = 0;
  consumed.clear();
  change = nullptr;
  corrections.clear();
}

void MemoryDatabase::require_turn() const {
  if (has_prepared()) throw std::logic_error("MemoryDatabase: a write is prepared while another one has its turn");
}

void MemoryDatabase::drop(std::uint64_t number) noexcept {
  if (number == pending_.number) pending_.clear();
}

bool MemoryDatabase::prepared_is_empty() const {
  const bool removes = !outbox_.empty() && outbox_.front().sequence <= pending_.outbox_remove;
  const bool records = pending_.installation || pending_.licence || pending_.event || pending_.receipt ||
                       pending_.snapshot || pending_.vendor_change;
  const bool raises = pending_.low_watermark > progress().low_watermark;
  return !removes && !records && !raises && pending_.consumed.empty() && !pending_.change &&
         pending_.corrections.empty();
}

void MemoryDatabase::drop_prepared() noexcept {
  pending_.clear();
  analytics_.crash();
  late_receipt_.reset();
}

void MemoryDatabase::plant(Bug bug) {
  planted_ = bug;
  analytics_.plant(bug);
}

void MemoryDatabase::commit_write(PreparedWrite& write) {
  if (write.database_ != this || write.number_ != pending_.number) {
    throw std::logic_error("MemoryDatabase: commit of a write that was dropped, or of another database");
  }
  write.database_ = nullptr;
  if (pending_.installation) ledger_.write(pending_.instance, pending_.app, *pending_.installation);
  if (pending_.licence) ledger_.write(pending_.instance, pending_.app, *pending_.licence);
  if (pending_.event) outbox_.push_back({.sequence = ++last_sequence_, .event = std::move(*pending_.event)});
  if (pending_.earned_cents > 0) earned_[{pending_.earned_day, pending_.app}] += pending_.earned_cents;
  if (pending_.snapshot) snapshot_ = std::move(*pending_.snapshot);
  if (planted_ == Bug::receipt_apart) std::swap(pending_.receipt, late_receipt_);  // planted: with the next commit
  if (pending_.receipt) receipts_.insert(*pending_.receipt);
  if (pending_.sale) {
    vendors_.add_sale({.app = pending_.app,
                       .instance = pending_.instance,
                       .vendor_id = catalogue_->app(pending_.app).vendor_id,
                       .row = *pending_.sale},
                      limits_.sales);
  }
  if (pending_.vendor_change) pending_.vendor_change(*this);
  while (!outbox_.empty() && outbox_.front().sequence <= pending_.outbox_remove) outbox_.pop_front();
  analytics_.consume(pending_.consumed);
  analytics_.raise_watermark(pending_.low_watermark);
  analytics_.correct(pending_.corrections);
  const std::function<void()> change = std::move(pending_.change);
  pending_.clear();
  if (change) change();
}

domain::CommandFacts MemoryDatabase::facts_for(const domain::Command& command) {
  domain::CommandFacts facts{.app = {}, .installation = {}, .licence = {}};
  pending_.app = catalogue_->find_app(command.app_key);
  if (pending_.app == CatalogueIndex::kNone) return facts;
  pending_.instance = ledger_.number_of(command.instance_id);
  facts.app = domain::AppFacts{.latest_version = catalogue_->latest(pending_.app).name,
                               .price_cents = catalogue_->app(pending_.app).price_cents_usd};
  if (domain::needs_version(command)) {
    facts.version_exists = catalogue_->has_version(pending_.app, command.version);
  }
  if (domain::needs_installation(command.kind)) {
    facts.installation = ledger_.installation(pending_.instance, pending_.app);
  } else {
    facts.licence = ledger_.licence(pending_.instance, pending_.app);
  }
  if (const auto asked = domain::priced(command, facts.licence)) {
    const auto own = vendors_.prices.find({pending_.app, asked->hosting});
    if (own != vendors_.prices.end()) facts.app->listed_price_cents = domain::price_in(own->second, asked->users);
  }
  return facts;
}

Result<Prepared<domain::Recorded>> MemoryDatabase::record(const domain::Command& command,
                                                          const domain::IdempotencyKey& key, UnixMs now) {
  require_turn();
  if (!key.key.empty()) {
    Result<std::optional<domain::Receipt>> known = receipts_.find(key);
    if (!known) return known.error();
    if (*known) return prepare(domain::Recorded{.receipt = std::move(**known), .replayed = true});
  }
  domain::CommandDecision decision = domain::decide(command, facts_for(command), now);
  pending_.installation = std::move(decision.installation);
  pending_.licence = decision.licence;
  pending_.event = std::move(decision.event);
  if (decision.receipt.code == Errc::ok) pending_.earned_cents = decision.receipt.amount_cents;
  pending_.earned_day = day_of(now);
  pending_.sale = decision.sale;
  if (!key.key.empty()) pending_.receipt = receipts_.row_of(key, decision.receipt);
  return prepare(domain::Recorded{.receipt = std::move(decision.receipt)});
}

void MemoryDatabase::replace_catalogue(domain::Catalogue catalogue) {
  auto next = std::make_shared<const CatalogueIndex>(std::move(catalogue));
  ledger_.grow(next->app_count());
  analytics_.follow(*next);
  reviews_.follow(*next);
  catalogue_ = std::move(next);
  found_.clear();
}

Prepared<domain::Recounted> MemoryDatabase::recount(const domain::RecountPlan& plan) {
  require_turn();
  domain::Recounted recounted = analytics_.recount(plan, pending_.corrections);
  return prepare(recounted);
}

Prepared<Nothing> MemoryDatabase::outbox_remove(std::int64_t up_to_sequence) {
  require_turn();
  pending_.outbox_remove = up_to_sequence;
  return prepare(Nothing{});
}

Result<Prepared<domain::SearchSnapshot>> MemoryDatabase::take_search_snapshot(const domain::SnapshotRequest& request) {
  require_turn();
  Snapshot taken;
  domain::ConfirmedInstalls installs;
  for (std::uint32_t app = 0; app < catalogue_->app_count(); ++app) {
    const std::int64_t active = analytics_.active(app);
    taken.installs.push_back(active);
    installs.counted += active;
    if (analytics_.reported_at(app) >= request.reported_since) installs.confirmed += active;
  }
  if (std::string refusal = domain::snapshot_refusal(request, installs); !refusal.empty()) {
    return fail(Errc::conflict, std::move(refusal));
  }
  taken.about = {.taken_at = request.now,
                 .apps = catalogue_->app_count(),
                 .installs = installs.counted,
                 .confirmed_share = installs.share()};
  const domain::SearchSnapshot about = taken.about;
  pending_.snapshot = std::move(taken);
  return prepare(about);
}

Prepared<domain::ApplyOutcome> MemoryDatabase::apply(std::span<const domain::PositionedEvent> events,
                                                     std::span<const domain::PoisonEvent> poison,
                                                     std::uint64_t low_watermark) {
  require_turn();
  domain::ApplyOutcome outcome = analytics_.examine(events, poison, pending_.consumed);
  pending_.low_watermark = low_watermark;
  return prepare(std::move(outcome));
}

Prepared<std::shared_ptr<domain::PresenceRolled>> MemoryDatabase::roll_presence(const domain::PresenceRoll& roll) {
  require_turn();
  const auto result = std::make_shared<domain::PresenceRolled>();
  if (!analytics_.presence().would_be_empty(roll)) {
    pending_.change = [this, result, roll] { *result = analytics_.presence().roll(roll); };
  } else {
    result->position = roll.up_to;
  }
  return prepare(result);
}

Prepared<Nothing> MemoryDatabase::save_watermark(std::uint64_t low_watermark) {
  require_turn();
  pending_.low_watermark = low_watermark;
  return prepare(Nothing{});
}

}  // namespace souk::sim
