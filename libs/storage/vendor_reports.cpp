#include "storage/vendor_reports.hpp"

#include <limits>
#include <map>
#include <utility>

#include "storage/market_reads.hpp"

namespace souk::storage {
namespace {

constexpr std::int64_t kAny = -1;

template <class Enum>
std::int64_t number_or_any(const std::optional<Enum>& wanted) {
  return wanted ? static_cast<std::int64_t>(*wanted) : kAny;
}

UnixMs until(const ports::ReportQuery& query) {
  return query.until == 0 ? std::numeric_limits<UnixMs>::max() : query.until;
}

// ?1 vendor, ?2 app key, ?3 hosting, ?4 type, ?5 from, ?6 until, ?7 active, ?8 now.
// A commercial (1) server (1) licence is perpetual: domain::is_active().
constexpr const char* kCountLicences =
    "SELECT count(*) FROM app a JOIN licence l ON l.app_id = a.id WHERE a.vendor_id = ?1 AND (?2 = '' OR a.key = ?2) "
    "AND (?3 < 0 OR l.hosting = ?3) AND (?4 < 0 OR l.type = ?4) AND l.started_at >= ?5 AND l.started_at < ?6 "
    "AND (?7 < 0 OR (l.expires_at > ?8 OR (l.type = 1 AND l.hosting = 1)) = (?7 <> 0))";
constexpr const char* kLicencesAscending =
    "SELECT l.instance_id, a.key, l.type, l.hosting, l.users, l.started_at, l.expires_at, l.renewals, a.name "
    "FROM app a JOIN licence l ON l.app_id = a.id WHERE a.vendor_id = ?1 AND (?2 = '' OR a.key = ?2) "
    "AND (?3 < 0 OR l.hosting = ?3) AND (?4 < 0 OR l.type = ?4) AND l.started_at >= ?5 AND l.started_at < ?6 "
    "AND (?7 < 0 OR (l.expires_at > ?8 OR (l.type = 1 AND l.hosting = 1)) = (?7 <> 0)) "
    "ORDER BY l.started_at, l.instance_id, a.key LIMIT ?9 OFFSET ?10";
constexpr const char* kLicencesDescending =
    "SELECT l.instance_id, a.key, l.type, l.hosting, l.users, l.started_at, l.expires_at, l.renewals, a.name "
    "FROM app a JOIN licence l ON l.app_id = a.id WHERE a.vendor_id = ?1 AND (?2 = '' OR a.key = ?2) "
    "AND (?3 < 0 OR l.hosting = ?3) AND (?4 < 0 OR l.type = ?4) AND l.started_at >= ?5 AND l.started_at < ?6 "
    "AND (?7 < 0 OR (l.expires_at > ?8 OR (l.type = 1 AND l.hosting = 1)) = (?7 <> 0)) "
    "ORDER BY l.started_at DESC, l.instance_id DESC, a.key DESC LIMIT ?9 OFFSET ?10";
static_assert(static_cast<int>(domain::LicenceType::commercial) == 1 && static_cast<int>(domain::Hosting::server) == 1);

// ?1 vendor, ?2 app key, ?3 hosting, ?4 type, ?5 from, ?6 until.
constexpr const char* kCountSales =
    "SELECT count(*) FROM app a JOIN sale s ON s.app_id = a.id WHERE a.vendor_id = ?1 AND (?2 = '' OR a.key = ?2) "
    "AND (?3 < 0 OR s.hosting = ?3) AND (?4 < 0 OR s.type = ?4) AND s.sold_at >= ?5 AND s.sold_at < ?6";
constexpr const char* kSalesAscending =
    "SELECT s.number, a.key, a.name, s.instance_id, s.type, s.hosting, s.users, s.amount_cents, s.vendor_cents, "
    "s.sold_at, s.maintenance_from, s.maintenance_until, s.after_evaluation "
    "FROM app a JOIN sale s ON s.app_id = a.id WHERE a.vendor_id = ?1 AND (?2 = '' OR a.key = ?2) "
    "AND (?3 < 0 OR s.hosting = ?3) AND (?4 < 0 OR s.type = ?4) AND s.sold_at >= ?5 AND s.sold_at < ?6 "
    "ORDER BY s.number LIMIT ?7 OFFSET ?8";
constexpr const char* kSalesDescending =
    "SELECT s.number, a.key, a.name, s.instance_id, s.type, s.hosting, s.users, s.amount_cents, s.vendor_cents, "
    "s.sold_at, s.maintenance_from, s.maintenance_until, s.after_evaluation "
    "FROM app a JOIN sale s ON s.app_id = a.id WHERE a.vendor_id = ?1 AND (?2 = '' OR a.key = ?2) "
    "AND (?3 < 0 OR s.hosting = ?3) AND (?4 < 0 OR s.type = ?4) AND s.sold_at >= ?5 AND s.sold_at < ?6 "
    "ORDER BY s.number DESC LIMIT ?7 OFFSET ?8";

ports::LicenceRow licence_row_of(const Rows& rows) { return {.licence = licence_of(rows), .app_name = rows.string(8)}; }

domain::Sale sale_of(const Rows& rows) {
  return {.number = rows.integer(0),
          .app_key = rows.string(1),
          .app_name = rows.string(2),
          .instance_id = rows.string(3),
          .row = {.type = static_cast<domain::SaleType>(rows.integer(4)),
                  .hosting = static_cast<domain::Hosting>(rows.integer(5)),
                  .users = rows.integer(6),
                  .amount_cents = rows.integer(7),
                  .vendor_cents = rows.integer(8),
                  .sold_at = rows.integer(9),
                  .maintenance_from = rows.integer(10),
                  .maintenance_until = rows.integer(11),
                  .after_evaluation = rows.integer(12) != 0}};
}

}  // namespace

Result<ports::Page<ports::LicenceRow>> report_licences(Connection& connection, std::int64_t vendor_id,
                                                       const ports::ReportQuery& query) {
  ports::Page<ports::LicenceRow> page;
  const std::string key = query.app_key.value_or("");
  const std::int64_t hosting = number_or_any(query.hosting);
  const std::int64_t type = number_or_any(query.licence_type);
  const std::int64_t active = number_or_any(query.active);
  Transaction snapshot(connection, Transaction::Mode::read);
  {
    Rows rows =
        connection.query(kCountLicences, vendor_id, key, hosting, type, query.from, until(query), active, query.now);
    if (rows.next()) page.total = rows.natural(0);
  }
  {
    Rows rows =
        connection.query(query.descending ? kLicencesDescending : kLicencesAscending, vendor_id, key, hosting, type,
                         query.from, until(query), active, query.now, query.slice.limit, query.slice.offset);
    while (rows.next()) page.rows.push_back(licence_row_of(rows));
  }
  if (auto read = snapshot.commit(); !read) return read.error();
  return page;
}

Result<ports::Page<domain::Sale>> report_sales(Connection& connection, std::int64_t vendor_id,
                                               const ports::ReportQuery& query) {
  ports::Page<domain::Sale> page;
  const std::string key = query.app_key.value_or("");
  const std::int64_t hosting = number_or_any(query.hosting);
  const std::int64_t type = number_or_any(query.sale_type);
  Transaction snapshot(connection, Transaction::Mode::read);
  {
    Rows rows = connection.query(kCountSales, vendor_id, key, hosting, type, query.from, until(query));
    if (rows.next()) page.total = rows.natural(0);
  }
  {
    Rows rows = connection.query(query.descending ? kSalesDescending : kSalesAscending, vendor_id, key, hosting, type,
                                 query.from, until(query), query.slice.limit, query.slice.offset);
    while (rows.next()) page.rows.push_back(sale_of(rows));
  }
  if (auto read = snapshot.commit(); !read) return read.error();
  return page;
}

Result<std::vector<ports::SalesMonth>> report_sales_by_month(Connection& connection, std::int64_t vendor_id,
                                                             const ports::ReportQuery& query) {
  std::map<std::pair<std::int64_t, domain::Hosting>, ports::SalesMonth> months;
  {
    // By day: a month is the domain's to tell.
    Rows rows = connection.query(
        "SELECT s.sold_at / 86400000 AS day, s.hosting, sum(CASE s.type WHEN 0 THEN 1 ELSE 0 END), "
        "sum(s.after_evaluation), sum(CASE s.type WHEN 1 THEN 1 ELSE 0 END), sum(s.amount_cents), sum(s.vendor_cents) "
        "FROM app a JOIN sale s ON s.app_id = a.id WHERE a.vendor_id = ?1 AND (?2 = '' OR a.key = ?2) "
        "AND s.sold_at >= ?3 AND s.sold_at < ?4 GROUP BY s.sold_at / 86400000, s.hosting",
        vendor_id, query.app_key.value_or(""), query.from, until(query));
    while (rows.next()) {
      const std::int64_t month = domain::month_of(rows.integer(0) * kMsPerDay);
      const auto hosting = static_cast<domain::Hosting>(rows.integer(1));
      ports::SalesMonth& sum = months[{month, hosting}];
      sum.month = month;
      sum.hosting = hosting;
      sum.first_sales += rows.integer(2);
      sum.converted += rows.integer(3);
      sum.renewals += rows.integer(4);
      sum.amount_cents += rows.integer(5);
      sum.vendor_cents += rows.integer(6);
    }
  }
  if (auto read = connection.take_error(); !read) return read.error();
  std::vector<ports::SalesMonth> in_order;
  in_order.reserve(months.size());
  for (const auto& [key, month] : months) in_order.push_back(month);
  return in_order;
}

}  // namespace souk::storage
