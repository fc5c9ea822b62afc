// Browsing and searching. First the identities of the page's apps are found in narrow tables, then only those apps are
// read.
#include <algorithm>
#include <array>

#include "storage/app_search.hpp"
#include "storage/market_reads.hpp"
#include "storage/search_expression.hpp"

namespace souk::storage {
namespace {

static_assert(static_cast<int>(domain::EventType::installed) == 1 &&
              static_cast<int>(domain::EventType::uninstalled) == 2);  // below and in the index daily_installs

constexpr const char* kGained =
    " JOIN (SELECT app_id, sum(CASE type WHEN 1 THEN count ELSE -count END) AS amount FROM daily_rollup "
    "WHERE type IN (1, 2) AND day BETWEEN ?3 AND ?4 GROUP BY app_id) t ON t.app_id = a.id";
constexpr const char* kEarned =
    " JOIN (SELECT app_id, sum(cents) AS amount FROM daily_revenue WHERE day BETWEEN ?3 AND ?4 GROUP BY app_id) t "
    "ON t.app_id = a.id";

bool is_by_amount(ports::AppOrder order) {
  return order == ports::AppOrder::trending || order == ports::AppOrder::top_selling;
}

struct Kind {
  Dialect dialect;
  bool by_text;
  bool by_category;
};

// For one combination of filter and order: ?1 category, ?2 search expression (which narrows to the category too), ?3
// and ?4 first and last day, ?5 limit, ?6 offset, ?7 and ?8 as in kOnlyWanted.
std::string from_sql(const Kind& kind, ports::AppOrder order, bool counting) {
  const auto& [dialect, by_text, by_category] = kind;
  const bool sqlite = dialect == Dialect::sqlite;
  std::string sql;
  const char* facts = counting && sqlite ? " INDEXED BY app_facts" : "";
  const char* app = sqlite ? kAppOfRow : "s.app_id";
  if (by_text) sql.append("app_search s JOIN app a").append(facts).append(" ON a.id = ").append(app);
  if (!by_text) sql.append("app a");
  if (order == ports::AppOrder::active_installs) {
    sql += " JOIN app_counter c ON c.app_id = a.id JOIN app_rank r ON r.app_id = a.id";
  }
  if (order == ports::AppOrder::trending) sql += kGained;
  if (order == ports::AppOrder::top_selling) sql += kEarned;
  sql += " WHERE ";
  if (by_text && sqlite) {
    sql += "app_search MATCH ?2";
  } else if (by_text) {
    sql += "s.document @@ to_tsquery('simple', ?2) AND (?1 = '' OR a.category = ?1)";
  } else {
    sql += by_category ? "a.category = ?1" : "?1 = ''";
  }
  if (is_by_amount(order)) sql += " AND t.amount > 0";
  return sql + kOnlyWanted;
}

std::string ids_sql(const Kind& kind, ports::AppOrder order) {
  std::string sql = "SELECT a.id FROM " + from_sql(kind, order, false);
  switch (order) {
    case ports::AppOrder::relevance:  // those that are not ranked, see app_search.hpp
      sql += !kind.by_text                     ? " ORDER BY a.id"
             : kind.dialect == Dialect::sqlite ? " ORDER BY s.rowid"
                                               : " ORDER BY s.tier_row";
      break;
    case ports::AppOrder::active_installs:
      sql += " ORDER BY c.active DESC, r.score DESC, a.id";
      break;
    case ports::AppOrder::newest:
      sql += " ORDER BY a.latest_released_at DESC, a.id";
      break;
    case ports::AppOrder::name:
      sql += " ORDER BY a.name, a.id";
      break;
    case ports::AppOrder::added:
      sql += " ORDER BY a.first_released_at DESC, a.id";
      break;
    case ports::AppOrder::trending:
    case ports::AppOrder::top_selling:
      sql += " ORDER BY t.amount DESC, a.id";
      break;
  }
  return sql + " LIMIT ?5 OFFSET ?6";
}

struct ListSql {
  std::array<std::string, ports::kAppOrderCount> ids;
  std::array<std::string, ports::kAppOrderCount> count;
};

ListSql list_sql(const Kind& kind) {
  ListSql sql;
  for (std::size_t i = 0; i < ports::kAppOrderCount; ++i) {
    const auto order = static_cast<ports::AppOrder>(i);
    sql.ids[i] = ids_sql(kind, order);
    // A count has no order: what only serves the order need not be joined.
    const auto counted = is_by_amount(order) ? order : ports::AppOrder::name;
    sql.count[i] = "SELECT count(*) FROM " + from_sql(kind, counted, true);
  }
  return sql;
}

// Every kind's, by number.
std::array<ListSql, 8> all_sql() {
  std::array<ListSql, 8> all;
  for (unsigned number = 0; number < all.size(); ++number) {
    const Dialect dialect = (number & 4U) != 0 ? Dialect::postgres : Dialect::sqlite;
    all[number] = list_sql({dialect, (number & 2U) != 0, (number & 1U) != 0});
  }
  return all;
}

const ListSql& sql_for(const Kind& kind) {
  static const std::array<ListSql, 8> all = all_sql();
  return all[(kind.dialect == Dialect::postgres ? 4U : 0U) + (kind.by_text ? 2U : 0U) + (kind.by_category ? 1U : 0U)];
}

// What the statements of one query are given.
struct Asked {
  const ports::AppQuery& query;
  Dialect dialect;
  SearchText sought;
  std::int64_t first_day = 0, last_day = 0;

  Asked(const Connection& connection, const ports::AppQuery& asked)
      : query(asked),
        dialect(connection.dialect()),
        sought(connection, asked.text, asked.category),
        last_day(day_of(asked.policy.now)) {
    const bool week = query.order == ports::AppOrder::trending;
    first_day = last_day + 1 - (week ? ports::kTrendingDays : ports::kTopSellingDays);
  }
  const ListSql& sql() const { return sql_for({dialect, !query.text.empty(), !query.category.empty()}); }
  bool wants_all() const { return query.cost == ports::Cost::any && !query.top_vendors; }
  Rows rows(Connection& connection, const std::string& statement, std::size_t limit, std::size_t offset) const {
    return connection.query(statement.c_str(), query.category, sought.expression, first_day, last_day, limit, offset,
                            cost_number(query.cost), query.top_vendors ? 1 : 0);
  }
};

std::uint64_t count_apps(Connection& connection, const Asked& asked) {
  // Without a condition of the apps themselves an index tells, and their wide rows need not be read.
  if (asked.wants_all() && !is_by_amount(asked.query.order)) {
    const char* by_text =
        asked.dialect == Dialect::sqlite
            ? "SELECT count(*) FROM app_search WHERE app_search MATCH ?2 AND ?1 = ?1"
            : "SELECT count(*) FROM app_search s WHERE s.document @@ to_tsquery('simple', ?2) AND (?1 = '' OR "
              "s.app_id IN (SELECT id FROM app WHERE category = ?1))";
    const char* sql = !asked.query.text.empty()      ? by_text
                      : asked.query.category.empty() ? "SELECT count(*) FROM app WHERE ?1 = ?2"
                                                     : "SELECT count(*) FROM app WHERE category = ?1 AND ?2 = ''";
    Rows rows = connection.query(sql, asked.query.category, asked.sought.expression);
    return rows.next() ? rows.natural(0) : 0;
  }
  Rows rows = asked.rows(connection, asked.sql().count[static_cast<std::size_t>(asked.query.order)], 0, 0);
  return rows.next() ? rows.natural(0) : 0;
}

// The first page of all: what the last app on it has is found in one narrow table, so that only apps with as much are
// joined and sorted, and not the whole catalogue. ?1 limit, ?2 offset, ?3 their sum less one.
std::vector<std::int64_t> most_installed(Connection& connection, std::size_t limit, std::size_t offset) {
  std::vector<std::int64_t> ids;
  Rows rows = connection.query(
      "SELECT c.app_id FROM app_counter c JOIN app_rank r ON r.app_id = c.app_id WHERE c.active >= coalesce("
      "(SELECT active FROM app_counter ORDER BY active DESC LIMIT 1 OFFSET ?3), -9223372036854775807) "
      "ORDER BY c.active DESC, r.score DESC, c.app_id LIMIT ?1 OFFSET ?2",
      limit, offset, limit + offset - 1);
  while (rows.next()) ids.push_back(rows.integer(0));
  return ids;
}

std::vector<std::int64_t> find_ids(Connection& connection, const Asked& asked, std::size_t limit, std::size_t offset) {
  const ports::AppQuery& query = asked.query;
  const bool everything = query.text.empty() && query.category.empty() && asked.wants_all();
  if (everything && query.order == ports::AppOrder::active_installs) return most_installed(connection, limit, offset);
  const std::string& statement = asked.sql().ids[static_cast<std::size_t>(asked.query.order)];
  std::vector<std::int64_t> ids;
  Rows rows = asked.rows(connection, statement, limit, offset);
  while (rows.next()) ids.push_back(rows.integer(0));
  return ids;
}

// The ranked ones first, behind them those of which there are too many to rank.
std::vector<std::int64_t> ranked_ids(Connection& connection, const Asked& asked) {
  const ports::AppQuery& query = asked.query;
  const std::size_t last = query.offset + query.limit;
  std::vector<std::int64_t> ids;
  if (query.offset < domain::kMostCandidates) {
    const auto candidates = find_candidates(connection, asked.sought, query.cost, query.top_vendors);
    const std::vector<std::int64_t> order = domain::rank(candidates, query.policy);
    for (std::size_t i = query.offset; i < std::min(last, order.size()); ++i) ids.push_back(order[i]);
  }
  if (last > domain::kMostCandidates) {
    const std::size_t offset = std::max(query.offset, domain::kMostCandidates);
    const auto rest = find_ids(connection, asked, last - offset, offset);
    ids.insert(ids.end(), rest.begin(), rest.end());
  }
  return ids;
}

ports::AppSummary read_summary(Connection& connection, std::int64_t id) {
  Rows rows = connection.query(
      "SELECT a.key, a.name, a.summary, a.vendor_id, v.name, a.category, a.stars, a.price_cents, c.active, "
      "c.downloads, a.latest_version FROM app a JOIN vendor v ON v.id = a.vendor_id "
      "JOIN app_counter c ON c.app_id = a.id WHERE a.id = ?1",
      id);
  if (!rows.next()) return {};
  return summary_of(rows);
}

}  // namespace

Result<ports::AppList> read_app_list(Connection& connection, const ports::AppQuery& query) {
  if (query.limit < 1 || query.limit > 50) return fail(Errc::invalid_argument, "limit must be 1 to 50");
  const bool by_relevance = query.order == ports::AppOrder::relevance;
  if (by_relevance && query.text.empty()) {
    return fail(Errc::invalid_argument, "order by relevance needs a text to search for");
  }
  const Asked asked(connection, query);
  ports::AppList list;
  if (!query.text.empty() && asked.sought.expression.empty())
    return list;  // nothing but punctuation: nothing can match
  Transaction snapshot(connection, Transaction::Mode::read);
  list.total = count_apps(connection, asked);
  const std::vector<std::int64_t> ids =
      by_relevance ? ranked_ids(connection, asked) : find_ids(connection, asked, query.limit, query.offset);
  for (const std::int64_t id : ids) list.apps.push_back(read_summary(connection, id));
  if (auto read = snapshot.commit(); !read) return read.error();
  return list;
}

}  // namespace souk::storage
