#include "storage/recorder.hpp"

#include <algorithm>

#include "domain/pricing.hpp"
#include "storage/outbox.hpp"
#include "storage/receipts.hpp"

namespace souk::storage {
namespace {

constexpr std::int64_t kEvaluationMs = 30 * kMsPerDay;
constexpr std::int64_t kMaintenanceMs = 365 * kMsPerDay;

struct AppFacts {
  std::int64_t id = 0;  // 0: no such app
  std::string latest_version;
  std::int64_t price_cents = 0;
};

struct InstallationRow {
  bool installed = false;
  std::int64_t generation = 0;  // events of this installation so far
};

struct LicenceRow {
  bool exists = false;
  domain::LicenceType type = domain::LicenceType::evaluation;
  domain::Hosting hosting = domain::Hosting::cloud;
  std::int64_t expires_at = 0;
  std::int64_t users = 10;      // tier
  std::int64_t generation = 0;  // events of this licence so far
};

// One command on its way: what was asked, when, and the receipt that is being written.
class Recorder {
 public:
  Recorder(Connection& connection, const domain::Command& command, UnixMs now)
      : connection_(connection), command_(command), now_(now) {
    receipt_.kind = command.kind;
    receipt_.id = command.instance_id + "/" + command.app_key;
    receipt_.instance_id = command.instance_id;
    receipt_.app_key = command.app_key;
    receipt_.hosting = command.hosting;
    receipt_.at = now;
  }

  domain::Receipt record() {
    app_ = read_app();
    if (app_.id == 0) {
      refuse(Errc::not_found, "no app with key '" + command_.app_key + "'");
      return receipt_;
    }
    switch (command_.kind) {
      case domain::CommandKind::install:
        install();
        break;
      case domain::CommandKind::upgrade:
        upgrade();
        break;
      case domain::CommandKind::uninstall:
        uninstall();
        break;
      case domain::CommandKind::start_evaluation:
        start_evaluation();
        break;
      case domain::CommandKind::purchase:
        purchase();
        break;
      case domain::CommandKind::renew:
        renew();
        break;
    }
    return receipt_;
  }

 private:
  void refuse(Errc code, std::string why) {
    receipt_.code = code;
    receipt_.detail = std::move(why);
  }

  AppFacts read_app() {
    Rows rows = connection_.query("SELECT id, latest_version, price_cents FROM app WHERE key = ?1", command_.app_key);
    if (!rows.next()) return {};
    return {.id = rows.integer(0), .latest_version = rows.string(1), .price_cents = rows.integer(2)};
  }

  InstallationRow read_installation() {
    Rows rows =
        connection_.query("SELECT installed, generation FROM installation WHERE instance_id = ?1 AND app_id = ?2",
                          command_.instance_id, app_.id);
    if (!rows.next()) return {};
    return {.installed = rows.integer(0) != 0, .generation = rows.integer(1)};
  }

  LicenceRow read_licence() {
    Rows rows = connection_.query(
        "SELECT type, hosting, expires_at, users, generation FROM licence WHERE instance_id = ?1 AND app_id = ?2",
        command_.instance_id, app_.id);
    if (!rows.next()) return {};
    return {.exists = true,
            .type = static_cast<domain::LicenceType>(rows.integer(0)),
            .hosting = static_cast<domain::Hosting>(rows.integer(1)),
            .expires_at = rows.integer(2),
            .users = rows.integer(3),
            .generation = rows.integer(4)};
  }

  // Puts the version asked for into the receipt; false, with a refusal, if there is none of that name.
  bool choose_version() {
    receipt_.version = command_.version.empty() ? app_.latest_version : command_.version;
    if (command_.version.empty()) return true;
    Rows rows =
        connection_.query("SELECT 1 FROM app_version WHERE app_id = ?1 AND name = ?2", app_.id, command_.version);
    if (rows.next()) return true;
    refuse(Errc::not_found, "'" + command_.app_key + "' has no version '" + command_.version + "'");
    return false;
  }

  // `number` is the how-manieth event of this installation or licence: the same event always has the same id.
  void tell_analytics(domain::EventType type, std::string_view subject, std::int64_t number) {
    const domain::AnalyticsEvent event{.source = "/souk/core",
                                       .id = receipt_.id + "/" + std::string(subject) + std::to_string(number),
                                       .type = type,
                                       .app_key = command_.app_key,
                                       .instance_id = command_.instance_id,
                                       .occurred_at = now_};
    add_to_outbox(connection_, event);
  }

  void install() {
    if (!choose_version()) return;
    const InstallationRow row = read_installation();
    const std::int64_t generation = row.generation + (row.installed ? 0 : 1);
    connection_.run(
        "INSERT INTO installation (instance_id, app_id, installed, hosting, version, installed_at, upgraded_at, "
        "generation) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?5, ?6) ON CONFLICT DO UPDATE SET installed = 1, "
        "hosting = excluded.hosting, version = excluded.version, upgraded_at = excluded.upgraded_at, "
        "installed_at = iif(installed, installed_at, excluded.installed_at), generation = excluded.generation",
        command_.instance_id, app_.id, static_cast<std::int64_t>(command_.hosting), receipt_.version, now_, generation);
    if (!row.installed) tell_analytics(domain::EventType::installed, "", generation);
  }

  void upgrade() {
    if (!choose_version()) return;
    const InstallationRow row = read_installation();
    if (!row.installed) return refuse(Errc::conflict, "not installed, so there is nothing to upgrade");
    connection_.run(
        "UPDATE installation SET version = ?3, upgraded_at = ?4, generation = generation + 1 "
        "WHERE instance_id = ?1 AND app_id = ?2",
        command_.instance_id, app_.id, receipt_.version, now_);
    tell_analytics(domain::EventType::upgraded, "", row.generation + 1);
  }

  void uninstall() {
    const InstallationRow row = read_installation();
    if (!row.installed) return refuse(Errc::conflict, "not installed, so there is nothing to uninstall");
    connection_.run(
        "UPDATE installation SET installed = 0, generation = generation + 1 WHERE instance_id = ?1 AND app_id = ?2",
        command_.instance_id, app_.id);
    tell_analytics(domain::EventType::uninstalled, "", row.generation + 1);
  }

  void start_evaluation() {
    if (read_licence().exists) return refuse(Errc::conflict, "evaluated or licensed before");
    receipt_.expires_at = now_ + kEvaluationMs;
    write_licence(domain::LicenceType::evaluation, 1);
    tell_analytics(domain::EventType::evaluation_started, "licence/", 1);
  }

  void purchase() {
    const LicenceRow row = read_licence();
    if (row.type == domain::LicenceType::commercial && row.expires_at > now_) {
      return refuse(Errc::conflict, "has a licence already: renew it");
    }
    receipt_.expires_at = now_ + kMaintenanceMs;
    receipt_.amount_cents = domain::price_cents(app_.price_cents, command_.users);
    write_licence(domain::LicenceType::commercial, row.generation + 1);
    tell_analytics(domain::EventType::purchased, "licence/", row.generation + 1);
  }

  void renew() {
    const LicenceRow row = read_licence();
    if (!row.exists || row.type != domain::LicenceType::commercial) {
      return refuse(Errc::conflict, "has no licence that can be renewed: purchase one");
    }
    receipt_.hosting = row.hosting;
    receipt_.expires_at = std::max(row.expires_at, now_) + kMaintenanceMs;
    // Maintenance of a server licence, which is perpetual, costs half of a new one.
    const std::int64_t price = domain::price_cents(app_.price_cents, row.users);
    receipt_.amount_cents = row.hosting == domain::Hosting::server ? price / 2 : price;
    connection_.run(
        "UPDATE licence SET expires_at = ?3, renewals = renewals + 1, generation = generation + 1 "
        "WHERE instance_id = ?1 AND app_id = ?2",
        command_.instance_id, app_.id, receipt_.expires_at);
    tell_analytics(domain::EventType::renewed, "licence/", row.generation + 1);
  }

  void write_licence(domain::LicenceType type, std::int64_t generation) {
    connection_.run(
        "INSERT OR REPLACE INTO licence (instance_id, app_id, type, hosting, users, started_at, expires_at, renewals, "
        "generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8)",
        command_.instance_id, app_.id, static_cast<std::int64_t>(type), static_cast<std::int64_t>(command_.hosting),
        command_.users, now_, receipt_.expires_at, generation);
  }

  Connection& connection_;
  const domain::Command& command_;
  const UnixMs now_;
  AppFacts app_;
  domain::Receipt receipt_;
};

}  // namespace

Result<domain::Recorded> record_command(Connection& connection, const domain::Command& command,
                                        const domain::IdempotencyKey& key, UnixMs now) {
  if (!key.key.empty()) {
    Result<std::optional<domain::Receipt>> known = find_receipt(connection, key);
    if (!known) return known.error();
    if (*known) return domain::Recorded{.receipt = std::move(**known), .replayed = true};
  }
  domain::Recorded recorded{.receipt = Recorder(connection, command, now).record()};
  if (!key.key.empty()) keep_receipt(connection, key, recorded.receipt);
  return recorded;
}

}  // namespace souk::storage
