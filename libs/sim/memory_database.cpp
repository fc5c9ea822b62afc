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
    : catalogue_(std::move(catalogue)),
      ledger_(ledger_of(*catalogue_, now)),
      receipts_(limits.receipts),
      analytics_(*catalogue_, active_from_the_start(), limits.event_keys) {}

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
  outbox_remove = 0;
  low_watermark = 0;
  consumed.clear();
  corrections.clear();
  elsewhere = nullptr;
}

void MemoryDatabase::require_turn() const {
  if (has_prepared()) throw std::logic_error("MemoryDatabase: a write is prepared while another one has its turn");
}

template <class T>
Prepared<T> MemoryDatabase::prepare(T result) {
  pending_.number = ++last_number_;
  return {std::move(result), PreparedWrite(*this, pending_.number)};
}

void MemoryDatabase::drop(std::uint64_t number) noexcept {
  if (number == pending_.number) pending_.clear();
}

bool MemoryDatabase::prepared_is_empty() const {
  const bool removes = !outbox_.empty() && outbox_.front().sequence <= pending_.outbox_remove;
  const bool records = pending_.installation || pending_.licence || pending_.event || pending_.receipt;
  const bool raises = pending_.low_watermark > progress().low_watermark;
  return !removes && !records && !raises && pending_.consumed.empty() && pending_.corrections.empty() &&
         !pending_.elsewhere;
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
  if (planted_ == Bug::receipt_apart) std::swap(pending_.receipt, late_receipt_);  // planted: with the next commit
  if (pending_.receipt) receipts_.insert(*pending_.receipt);
  while (!outbox_.empty() && outbox_.front().sequence <= pending_.outbox_remove) outbox_.pop_front();
  analytics_.consume(pending_.consumed);
  analytics_.raise_watermark(pending_.low_watermark);
  analytics_.correct(pending_.corrections);
  const std::function<void()> elsewhere = std::move(pending_.elsewhere);
  pending_.clear();
  if (elsewhere) elsewhere();
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
  if (!key.key.empty()) pending_.receipt = receipts_.row_of(key, decision.receipt);
  return prepare(domain::Recorded{.receipt = std::move(decision.receipt)});
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

Prepared<domain::ApplyOutcome> MemoryDatabase::apply(std::span<const domain::PositionedEvent> events,
                                                     std::span<const domain::PoisonEvent> poison,
                                                     std::uint64_t low_watermark) {
  require_turn();
  domain::ApplyOutcome outcome = analytics_.examine(events, poison, pending_.consumed);
  pending_.low_watermark = low_watermark;
  return prepare(std::move(outcome));
}

Prepared<Nothing> MemoryDatabase::save_watermark(std::uint64_t low_watermark) {
  require_turn();
  pending_.low_watermark = low_watermark;
  return prepare(Nothing{});
}

}  // namespace souk::sim
