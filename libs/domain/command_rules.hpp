// The rules of the core three and their neighbours, for every store alike: from what a store holds about one instance
// and one app to what it writes in answer to a command. Pure, so that a store only reads facts and writes rows.
#pragma once

#include <optional>
#include <string>

#include "domain/commerce.hpp"
#include "domain/event.hpp"
#include "domain/sale.hpp"

namespace souk::domain {

inline constexpr std::int64_t kEvaluationMs = 30 * kMsPerDay;
inline constexpr std::int64_t kMaintenanceMs = 365 * kMsPerDay;
// How often the evaluation of a server app may be renewed, 30 days at a time.
inline constexpr std::int64_t kEvaluationRenewals = 5;

// The ledger's rows, one of each for an instance and an app. `generation` numbers the events that were told of it, so
// that the same event always has the same id; therefore a row outlives its installation.
struct InstallationRow {
  bool installed = false;
  Hosting hosting = Hosting::cloud;
  std::string version;
  UnixMs installed_at = 0;
  UnixMs upgraded_at = 0;
  std::int64_t generation = 0;
  friend bool operator==(const InstallationRow&, const InstallationRow&) = default;
};

struct LicenceRow {
  LicenceType type = LicenceType::evaluation;
  Hosting hosting = Hosting::cloud;
  std::int64_t users = 10;  // tier
  UnixMs started_at = 0;
  UnixMs expires_at = 0;
  std::int64_t renewals = 0;
  std::int64_t generation = 0;
  friend bool operator==(const LicenceRow&, const LicenceRow&) = default;
};

struct AppFacts {
  std::string latest_version;
  std::int64_t price_cents = 0;  // of the smallest tier
  // Of the hosting and tier that priced() names, where the vendor has set a price list.
  std::optional<std::int64_t> listed_price_cents = std::nullopt;
};

// What the decision on a command rests on. Nothing: the store has no such row.
struct CommandFacts {
  std::optional<AppFacts> app;  // the one that the command names
  bool version_exists = true;   // that the command names; true if it names none
  std::optional<InstallationRow> installation;
  std::optional<LicenceRow> licence;
};

// Which facts, besides the app, decide on a command: a store need not read the others.
constexpr bool needs_version(const Command& command) {
  return !command.version.empty() && (command.kind == CommandKind::install || command.kind == CommandKind::upgrade);
}
constexpr bool needs_installation(CommandKind kind) {
  return kind == CommandKind::install || kind == CommandKind::upgrade || kind == CommandKind::uninstall;
}
constexpr bool needs_licence(CommandKind kind) { return !needs_installation(kind); }

// The receipt, and what is written with it in one transaction. A refusal is a receipt alone: not_found (app, version)
// or conflict.
struct CommandDecision {
  Receipt receipt;
  std::optional<InstallationRow> installation;  // to insert, or to put in the place of the old one
  std::optional<LicenceRow> licence;            // likewise
  std::optional<AnalyticsEvent> event;          // for the outbox
  std::optional<SaleRow> sale;                  // for the vendor's reports
};

// What a command has to be priced for: a purchase names it, a renewal follows the licence held. Nothing: no price.
struct Priced {
  Hosting hosting = Hosting::cloud;
  std::int64_t users = 10;
};
std::optional<Priced> priced(const Command& command, const std::optional<LicenceRow>& licence);

// `now` dates the change. Throws std::invalid_argument for a purchase of users that are no tier: callers check that.
CommandDecision decide(const Command& command, const CommandFacts& facts, UnixMs now);

// "no app with key ...": the not_found of everything that names an app.
std::string no_such_app(std::string_view key);

// The rows of an installation that is there from the start: it has told of nothing yet.
InstallationRow installation_of(const SeedInstallation& seed, UnixMs now);
// Nothing if it has no licence.
std::optional<LicenceRow> licence_of(const SeedInstallation& seed, UnixMs now);

}  // namespace souk::domain
