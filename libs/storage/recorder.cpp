#include "storage/recorder.hpp"

#include "domain/command_rules.hpp"
#include "storage/outbox.hpp"
#include "storage/receipts.hpp"

namespace souk::storage {
namespace {

// Reads what the rules ask for and writes what they decide, about one instance and one app.
class Recorder {
 public:
  Recorder(Connection& connection, const domain::Command& command, UnixMs now)
      : connection_(connection), command_(command), now_(now) {}

  domain::Receipt record() {
    domain::CommandDecision decision = domain::decide(command_, read_facts(), now_);
    if (decision.installation) write(*decision.installation);
    if (decision.licence) write(*decision.licence);
    if (decision.event) add_to_outbox(connection_, *decision.event);
    if (decision.receipt.code == Errc::ok && decision.receipt.amount_cents > 0)
      add_revenue(decision.receipt.amount_cents);
    if (decision.sale) write(*decision.sale);
    return std::move(decision.receipt);
  }

 private:
  domain::CommandFacts read_facts() {
    domain::CommandFacts facts{.app = read_app(), .installation = {}, .licence = {}};
    if (!facts.app) return facts;
    if (domain::needs_version(command_)) facts.version_exists = has_version();
    if (domain::needs_installation(command_.kind)) facts.installation = read_installation();
    if (domain::needs_licence(command_.kind)) facts.licence = read_licence();
    if (const auto asked = domain::priced(command_, facts.licence)) facts.app->listed_price_cents = read_price(*asked);
    return facts;
  }

  std::optional<domain::AppFacts> read_app() {
    Rows rows = connection_.query("SELECT id, latest_version, price_cents FROM app WHERE key = ?1", command_.app_key);
    if (!rows.next()) return std::nullopt;
    app_id_ = rows.integer(0);
    return domain::AppFacts{.latest_version = rows.string(1), .price_cents = rows.integer(2)};
  }

  bool has_version() {
    Rows rows =
        connection_.query("SELECT 1 FROM app_version WHERE app_id = ?1 AND name = ?2", app_id_, command_.version);
    return rows.next();
  }

  std::optional<domain::InstallationRow> read_installation() {
    Rows rows = connection_.query(
        "SELECT installed, hosting, version, installed_at, upgraded_at, generation FROM installation "
        "WHERE instance_id = ?1 AND app_id = ?2",
        command_.instance_id, app_id_);
    if (!rows.next()) return std::nullopt;
    return domain::InstallationRow{.installed = rows.integer(0) != 0,
                                   .hosting = static_cast<domain::Hosting>(rows.integer(1)),
                                   .version = rows.string(2),
                                   .installed_at = rows.integer(3),
                                   .upgraded_at = rows.integer(4),
                                   .generation = rows.integer(5)};
  }

  std::optional<domain::LicenceRow> read_licence() {
    Rows rows = connection_.query(
        "SELECT type, hosting, users, started_at, expires_at, renewals, generation FROM licence "
        "WHERE instance_id = ?1 AND app_id = ?2",
        command_.instance_id, app_id_);
    if (!rows.next()) return std::nullopt;
    return domain::LicenceRow{.type = static_cast<domain::LicenceType>(rows.integer(0)),
                              .hosting = static_cast<domain::Hosting>(rows.integer(1)),
                              .users = rows.integer(2),
                              .started_at = rows.integer(3),
                              .expires_at = rows.integer(4),
                              .renewals = rows.integer(5),
                              .generation = rows.integer(6)};
  }

  std::optional<std::int64_t> read_price(const domain::Priced& asked) {
    Rows rows = connection_.query("SELECT cents FROM app_price WHERE app_id = ?1 AND hosting = ?2 AND users = ?3",
                                  app_id_, static_cast<std::int64_t>(asked.hosting), asked.users);
    if (!rows.next()) return std::nullopt;
    return rows.integer(0);
  }

  void write(const domain::InstallationRow& row) {
    connection_.run(
        "INSERT INTO installation (instance_id, app_id, installed, hosting, version, installed_at, upgraded_at, "
        "generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (instance_id, app_id) DO UPDATE SET "
        "installed = excluded.installed, hosting = excluded.hosting, version = excluded.version, "
        "installed_at = excluded.installed_at, upgraded_at = excluded.upgraded_at, generation = excluded.generation",
        command_.instance_id, app_id_, row.installed ? 1 : 0, static_cast<std::int64_t>(row.hosting), row.version,
        row.installed_at, row.upgraded_at, row.generation);
  }

  void write(const domain::LicenceRow& row) {
    // An update leaves the index by app alone, which a replaced row would not.
    connection_.run(
        "INSERT INTO licence (instance_id, app_id, type, hosting, users, started_at, expires_at, renewals, "
        "generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (instance_id, app_id) DO UPDATE SET type "
        "= excluded.type, "
        "hosting = excluded.hosting, users = excluded.users, started_at = excluded.started_at, "
        "expires_at = excluded.expires_at, renewals = excluded.renewals, generation = excluded.generation",
        command_.instance_id, app_id_, static_cast<std::int64_t>(row.type), static_cast<std::int64_t>(row.hosting),
        row.users, row.started_at, row.expires_at, row.renewals, row.generation);
  }

  void add_revenue(std::int64_t cents) {
    connection_.run(
        "INSERT INTO daily_revenue VALUES (?1, ?2, ?3) ON CONFLICT (day, app_id) "
        "DO UPDATE SET cents = daily_revenue.cents + excluded.cents",
        day_of(now_), app_id_, cents);
  }

  void write(const domain::SaleRow& row) {
    connection_.run(
        "INSERT INTO sale (app_id, instance_id, type, hosting, users, amount_cents, vendor_cents, sold_at, "
        "maintenance_from, maintenance_until, after_evaluation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        app_id_, command_.instance_id, static_cast<std::int64_t>(row.type), static_cast<std::int64_t>(row.hosting),
        row.users, row.amount_cents, row.vendor_cents, row.sold_at, row.maintenance_from, row.maintenance_until,
        row.after_evaluation ? 1 : 0);
  }

  Connection& connection_;
  const domain::Command& command_;
  const UnixMs now_;
  std::int64_t app_id_ = 0;
};

}  // namespace

Result<domain::Recorded> record_command(Connection& connection, const domain::Command& command,
                                        const domain::IdempotencyKey& key, UnixMs now) {
  // Of two requests with one key, and of two about one installation, the second waits for what the first has done.
  if (!key.key.empty()) connection.lock("key " + key.key);
  connection.lock("installation " + command.instance_id + " " + command.app_key);
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
