#include "domain/command_rules.hpp"

#include <algorithm>

#include "domain/pricing.hpp"
#include "domain/revenue_share.hpp"

namespace souk::domain {
namespace {

// One command on its way: what was asked, what is known, and the decision that is being made.
class Judge {
 public:
  Judge(const Command& command, const CommandFacts& facts, UnixMs now) : command_(command), facts_(facts), now_(now) {
    Receipt& receipt = decision_.receipt;
    receipt.kind = command.kind;
    receipt.id.reserve(command.instance_id.size() + 1 + command.app_key.size());
    receipt.id.append(command.instance_id).append("/").append(command.app_key);
    receipt.instance_id = command.instance_id;
    receipt.app_key = command.app_key;
    receipt.hosting = command.hosting;
    receipt.at = now;
  }

  CommandDecision decide() && {
    if (!facts_.app) {
      refuse(Errc::not_found, no_such_app(command_.app_key));
      return std::move(decision_);
    }
    switch (command_.kind) {
      case CommandKind::install:
        install();
        break;
      case CommandKind::upgrade:
        upgrade();
        break;
      case CommandKind::uninstall:
        uninstall();
        break;
      case CommandKind::start_evaluation:
        start_evaluation();
        break;
      case CommandKind::purchase:
        purchase();
        break;
      case CommandKind::renew:
        renew();
        break;
    }
    return std::move(decision_);
  }

 private:
  void refuse(Errc code, std::string why) {
    decision_.receipt.code = code;
    decision_.receipt.detail = std::move(why);
  }

  // Puts the version asked for into the receipt; false, with a refusal, if there is none of that name.
  bool choose_version() {
    decision_.receipt.version = command_.version.empty() ? facts_.app->latest_version : command_.version;
    if (command_.version.empty() || facts_.version_exists) return true;
    refuse(Errc::not_found, "'" + command_.app_key + "' has no version '" + command_.version + "'");
    return false;
  }

  bool is_installed() const { return facts_.installation && facts_.installation->installed; }

  void tell_analytics(EventType type, std::string_view subject, std::int64_t number) {
    decision_.event = {.source = "/souk/core",
                       .id = decision_.receipt.id + "/" + std::string(subject) + std::to_string(number),
                       .type = type,
                       .app_key = command_.app_key,
                       .instance_id = command_.instance_id,
                       .occurred_at = now_,
                       .amount_cents = decision_.receipt.amount_cents};
  }

  void install() {
    if (!choose_version()) return;
    InstallationRow row = facts_.installation.value_or(InstallationRow{});
    const bool was_installed = row.installed;
    if (!was_installed) {
      ++row.generation;
      row.installed_at = now_;
    }
    row.installed = true;
    row.hosting = command_.hosting;
    row.version = decision_.receipt.version;
    row.upgraded_at = now_;
    if (!was_installed) tell_analytics(EventType::installed, "", row.generation);
    decision_.installation = std::move(row);
  }

  void upgrade() {
    if (!choose_version()) return;
    if (!is_installed()) return refuse(Errc::conflict, "not installed, so there is nothing to upgrade");
    InstallationRow row = *facts_.installation;
    row.version = decision_.receipt.version;
    row.upgraded_at = now_;
    tell_analytics(EventType::upgraded, "", ++row.generation);
    decision_.installation = std::move(row);
  }

  void uninstall() {
    if (!is_installed()) return refuse(Errc::conflict, "not installed, so there is nothing to uninstall");
    InstallationRow row = *facts_.installation;
    row.installed = false;
    tell_analytics(EventType::uninstalled, "", ++row.generation);
    decision_.installation = std::move(row);
  }

  void start_evaluation() {
    if (facts_.licence) return renew_evaluation();
    begin_licence(LicenceType::evaluation, kEvaluationMs, 1);
    tell_analytics(EventType::evaluation_started, "licence/", 1);
  }

  // A server's evaluation may be renewed a few times. That is no new evaluation, so analytics hears nothing of it.
  void renew_evaluation() {
    LicenceRow row = *facts_.licence;
    const bool renewable = row.type == LicenceType::evaluation && row.hosting == Hosting::server;
    if (!renewable || command_.hosting != Hosting::server) {
      return refuse(Errc::conflict, "evaluated or licensed before");
    }
    if (row.renewals >= kEvaluationRenewals) {
      return refuse(Errc::conflict, "the evaluation was renewed five times already: purchase a licence");
    }
    ++row.renewals;
    row.expires_at = std::max(row.expires_at, now_) + kEvaluationMs;
    decision_.receipt.expires_at = row.expires_at;
    decision_.licence = row;
  }

  void purchase() {
    const std::optional<LicenceRow>& held = facts_.licence;
    if (held && held->type == LicenceType::commercial && held->expires_at > now_) {
      return refuse(Errc::conflict, "has a licence already: renew it");
    }
    decision_.receipt.amount_cents = price_for(command_.users);
    const std::int64_t generation = (held ? held->generation : 0) + 1;
    begin_licence(LicenceType::commercial, kMaintenanceMs, generation);
    sell(SaleType::first, *decision_.licence, now_);
    if (decision_.sale) decision_.sale->after_evaluation = held && held->type == LicenceType::evaluation;
    tell_analytics(EventType::purchased, "licence/", generation);
  }

  void renew() {
    if (!facts_.licence || facts_.licence->type != LicenceType::commercial) {
      return refuse(Errc::conflict, "has no licence that can be renewed: purchase one");
    }
    LicenceRow row = *facts_.licence;
    decision_.receipt.amount_cents = renewal_cents(row.hosting, price_for(row.users));
    const UnixMs from = std::max(row.expires_at, now_);
    row.expires_at = from + kMaintenanceMs;
    ++row.renewals;
    sell(SaleType::renewal, row, from);
    tell_analytics(EventType::renewed, "licence/", ++row.generation);
    decision_.receipt.hosting = row.hosting;
    decision_.receipt.expires_at = row.expires_at;
    decision_.licence = row;
  }

  std::int64_t price_for(std::int64_t users) const {
    return facts_.app->listed_price_cents.value_or(price_cents(facts_.app->price_cents, users));
  }

  // At the amount on the receipt; what is free is no sale.
  void sell(SaleType type, const LicenceRow& licence, UnixMs maintenance_from) {
    const std::int64_t amount = decision_.receipt.amount_cents;
    if (amount == 0) return;
    decision_.sale = SaleRow{.type = type,
                             .hosting = licence.hosting,
                             .users = licence.users,
                             .amount_cents = amount,
                             .vendor_cents = vendor_cents(amount, licence.hosting, now_),
                             .sold_at = now_,
                             .maintenance_from = maintenance_from,
                             .maintenance_until = licence.expires_at};
  }

  void begin_licence(LicenceType type, std::int64_t duration_ms, std::int64_t generation) {
    decision_.receipt.expires_at = now_ + duration_ms;
    decision_.licence = LicenceRow{.type = type,
                                   .hosting = command_.hosting,
                                   .users = command_.users,
                                   .started_at = now_,
                                   .expires_at = decision_.receipt.expires_at,
                                   .generation = generation};
  }

  const Command& command_;
  const CommandFacts& facts_;
  const UnixMs now_;
  CommandDecision decision_;
};

}  // namespace

CommandDecision decide(const Command& command, const CommandFacts& facts, UnixMs now) {
  return Judge(command, facts, now).decide();
}

std::optional<Priced> priced(const Command& command, const std::optional<LicenceRow>& licence) {
  if (command.kind == CommandKind::purchase) return Priced{.hosting = command.hosting, .users = command.users};
  if (command.kind != CommandKind::renew || !licence) return std::nullopt;
  return Priced{.hosting = licence->hosting, .users = licence->users};
}

std::string no_such_app(std::string_view key) { return "no app with key '" + std::string(key) + "'"; }

InstallationRow installation_of(const SeedInstallation& seed, UnixMs now) {
  return {.installed = true, .hosting = seed.hosting, .version = seed.version, .installed_at = now, .upgraded_at = now};
}

std::optional<LicenceRow> licence_of(const SeedInstallation& seed, UnixMs now) {
  if (!seed.licensed) return std::nullopt;
  return LicenceRow{
      .type = LicenceType::commercial, .hosting = seed.hosting, .started_at = now, .expires_at = now + kMaintenanceMs};
}

}  // namespace souk::domain
