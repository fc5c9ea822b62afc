#include "storage/review_tables.hpp"

namespace souk::storage {
namespace {

using domain::MailKind;
using domain::MailState;
using domain::TopVendorStatus;

template <class Enum>
std::int64_t number(Enum value) {
  return static_cast<std::int64_t>(value);
}

// Of SELECT *.
domain::VendorMail mail_of(const Rows& rows) {
  return {.id = rows.integer(0),
          .vendor_id = rows.integer(1),
          .vendor_name = rows.string(7),
          .kind = static_cast<MailKind>(rows.integer(2)),
          .regarding = rows.integer(3),
          .state = static_cast<MailState>(rows.integer(4)),
          .created_at = rows.integer(5),
          .sent_at = rows.integer(6),
          .subject = rows.string(8),
          .body = rows.string(9)};
}

void insert_mail(Connection& connection, const domain::VendorMail& mail) {
  connection.run(
      "INSERT INTO vendor_mail (vendor_id, kind, regarding, state, created_at, sent_at, vendor_name, subject, body) "
      "VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8)",
      mail.vendor_id, number(mail.kind), mail.regarding, number(MailState::waiting), mail.created_at, mail.vendor_name,
      mail.subject, mail.body);
}

void withdraw_notices(Connection& connection, std::int64_t vendor_id) {
  connection.run("UPDATE vendor_mail SET state = ?2 WHERE vendor_id = ?1 AND kind = ?3 AND state = ?4", vendor_id,
                 number(MailState::withdrawn), number(MailKind::notice), number(MailState::waiting));
}

bool set_status(Connection& connection, std::int64_t vendor_id, TopVendorStatus from, TopVendorStatus to, UnixMs now) {
  connection.run("UPDATE vendor_review SET status = ?3, changed_at = ?4 WHERE vendor_id = ?1 AND status = ?2",
                 vendor_id, number(from), number(to), now);
  return connection.changes() == 1;
}

std::vector<domain::VendorMail> unretracted(Connection& connection, std::int64_t vendor_id) {
  std::vector<domain::VendorMail> notices;
  Rows rows = connection.query(
      "SELECT * FROM vendor_mail m WHERE vendor_id = ?1 AND kind = ?2 AND state = ?3 "
      "AND NOT EXISTS (SELECT 1 FROM vendor_mail a WHERE a.regarding = m.id AND a.regarding > 0) ORDER BY id",
      vendor_id, number(MailKind::notice), number(MailState::sent));
  while (rows.next()) notices.push_back(mail_of(rows));
  return notices;
}

std::uint64_t count(Connection& connection, const char* sql, std::int64_t a, std::int64_t b) {
  Rows rows = connection.query(sql, a, b);
  return rows.next() ? rows.natural(0) : 0;
}

}  // namespace

Result<std::vector<domain::ReviewedVendor>> read_reviewed_vendors(Connection& connection, std::int64_t after,
                                                                  std::size_t max) {
  std::vector<domain::ReviewedVendor> vendors;
  {
    Rows rows = connection.query(
        "SELECT v.id, v.name, (SELECT count(*) FROM app a WHERE a.vendor_id = v.id AND a.price_cents > 0), "
        "coalesce(t.active, 0), r.support_url, r.documentation_url, r.support_hours, r.support_days, r.status "
        "FROM vendor_review r JOIN vendor v ON v.id = r.vendor_id LEFT JOIN vendor_total t ON t.vendor_id = v.id "
        "WHERE r.vendor_id > ?1 ORDER BY r.vendor_id LIMIT ?2",
        after, max);
    while (rows.next()) {
      vendors.push_back({.facts = {.id = rows.integer(0),
                                   .name = rows.string(1),
                                   .paid_apps = rows.integer(2),
                                   .active_instances = rows.integer(3),
                                   .profile = {.support_url = rows.string(4),
                                               .documentation_url = rows.string(5),
                                               .support_hours = rows.integer(6),
                                               .support_days = rows.integer(7)}},
                         .status = static_cast<TopVendorStatus>(rows.integer(8))});
    }
  }
  if (auto read = connection.take_error(); !read) return read.error();
  return vendors;
}

std::uint64_t change_statuses(Connection& connection, const std::vector<ports::StatusChange>& changes, UnixMs now) {
  std::uint64_t changed = 0;
  for (const ports::StatusChange& change : changes) {
    if (!set_status(connection, change.facts.id, change.from, change.to, now)) continue;
    ++changed;
    if (change.from == TopVendorStatus::flagged) withdraw_notices(connection, change.facts.id);
    if (change.to == TopVendorStatus::flagged) {
      insert_mail(connection, domain::notice_of(change.facts, domain::check_rules(change.facts).broken, now));
    }
  }
  return changed;
}

ports::Retracted retract_notices(Connection& connection, const std::vector<std::int64_t>& vendors, UnixMs now) {
  ports::Retracted retracted;
  for (const std::int64_t vendor : vendors) {
    if (set_status(connection, vendor, TopVendorStatus::flagged, TopVendorStatus::approved, now)) {
      ++retracted.restored;
      withdraw_notices(connection, vendor);
    }
    for (const domain::VendorMail& notice : unretracted(connection, vendor)) {
      insert_mail(connection, domain::apology_for(notice, now));
      ++retracted.apologies;
    }
  }
  return retracted;
}

Result<std::vector<domain::VendorMail>> read_mails(Connection& connection, std::optional<MailState> state,
                                                   std::int64_t after, std::size_t max) {
  std::vector<domain::VendorMail> mails;
  {
    Rows rows = state ? connection.query("SELECT * FROM vendor_mail WHERE id > ?1 AND state = ?3 ORDER BY id LIMIT ?2",
                                         after, max, number(*state))
                      : connection.query("SELECT * FROM vendor_mail WHERE id > ?1 ORDER BY id LIMIT ?2", after, max);
    while (rows.next()) mails.push_back(mail_of(rows));
  }
  if (auto read = connection.take_error(); !read) return read.error();
  return mails;
}

Result<std::vector<domain::VendorMail>> read_mails_to(Connection& connection, std::int64_t vendor, ports::Slice slice) {
  std::vector<domain::VendorMail> mails;
  {
    Rows rows = connection.query("SELECT * FROM vendor_mail WHERE vendor_id = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3",
                                 vendor, slice.limit, slice.offset);
    while (rows.next()) mails.push_back(mail_of(rows));
  }
  if (auto read = connection.take_error(); !read) return read.error();
  return mails;
}

void mark_mails_sent(Connection& connection, const std::vector<std::int64_t>& mails, UnixMs now) {
  for (const std::int64_t mail : mails) {
    connection.run("UPDATE vendor_mail SET state = ?2, sent_at = ?3 WHERE id = ?1 AND state <> ?2", mail,
                   number(MailState::sent), now);
  }
}

Result<domain::VendorFigures> read_vendor_figures(Connection& connection) {
  Transaction snapshot(connection, Transaction::Mode::read);
  domain::VendorFigures figures;
  figures.flagged = count(connection, "SELECT count(*) FROM vendor_review WHERE status = ?1 AND ?2 = 0",
                          number(TopVendorStatus::flagged), 0);
  figures.mails_waiting =
      count(connection, "SELECT count(*) FROM vendor_mail WHERE state = ?1 AND ?2 = 0", number(MailState::waiting), 0);
  figures.notices_sent = count(connection, "SELECT count(*) FROM vendor_mail WHERE state = ?1 AND kind = ?2",
                               number(MailState::sent), number(MailKind::notice));
  const std::uint64_t apologies = count(connection, "SELECT count(*) FROM vendor_mail WHERE state = ?1 AND kind = ?2",
                                        number(MailState::sent), number(MailKind::apology));
  figures.notices_unretracted = figures.notices_sent - apologies;
  if (auto read = snapshot.commit(); !read) return read.error();
  return figures;
}

}  // namespace souk::storage
