// Browsing and searching. First the identities of the page's apps are found in narrow tables, then only those apps are
// read.
#include <array>
#include <cctype>

#include "storage/market_reads.hpp"

namespace souk::storage {
namespace {

constexpr std::size_t kOrders = 4;
constexpr std::size_t kMaxWords = 16;

// The statement for one combination of filter and order; ?1 category, ?2 search expression, ?3 limit, ?4 offset.
std::string ids_sql(bool by_text, bool by_category, ports::AppOrder order) {
  std::string sql = "SELECT a.id FROM ";
  sql += by_text ? "app_search s JOIN app a ON a.id = s.rowid" : "app a";
  if (order == ports::AppOrder::active_installs) {
    sql += " JOIN app_counter c ON c.app_id = a.id JOIN app_rank r ON r.app_id = a.id";
  }
  sql += " WHERE ";
  sql += by_category ? "a.category = ?1" : "?1 = ''";
  sql += by_text ? " AND app_search MATCH ?2" : " AND ?2 = ''";
  switch (order) {
    case ports::AppOrder::relevance:
      sql += " ORDER BY bm25(app_search, 10.0, 5.0, 1.0, 3.0), a.id";
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
  }
  sql += " LIMIT ?3 OFFSET ?4";
  return sql;
}

std::string count_sql(bool by_text, bool by_category) {
  std::string sql = "SELECT count(*) FROM ";
  if (by_text && by_category) {
    sql += "app_search s JOIN app a ON a.id = s.rowid WHERE a.category = ?1 AND app_search MATCH ?2";
  } else if (by_text) {
    sql += "app_search WHERE ?1 = '' AND app_search MATCH ?2";
  } else {
    sql += by_category ? "app WHERE category = ?1 AND ?2 = ''" : "app WHERE ?1 = '' AND ?2 = ''";
  }
  return sql;
}

struct ListSql {
  std::array<std::string, kOrders> ids;
  std::string count;
};

ListSql list_sql(bool by_text, bool by_category) {
  ListSql sql;
  for (std::size_t order = 0; order < kOrders; ++order) {
    sql.ids[order] = ids_sql(by_text, by_category, static_cast<ports::AppOrder>(order));
  }
  sql.count = count_sql(by_text, by_category);
  return sql;
}

const ListSql& sql_for(bool by_text, bool by_category) {
  static const std::array<ListSql, 4> all{list_sql(false, false), list_sql(false, true), list_sql(true, false),
                                          list_sql(true, true)};
  return all[(by_text ? 2U : 0U) + (by_category ? 1U : 0U)];
}

// The user's words as an FTS5 expression: each must occur, at least as a beginning. Whatever is not a letter or a digit
// separates words, so the expression's own syntax cannot be reached. Empty without words.
std::string search_expression(std::string_view text) {
  std::string expression;
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool part_of_word = std::isalnum(byte) != 0 || byte >= 0x80;
    if (part_of_word && !inside) {
      if (++words > kMaxWords) break;
      expression += expression.empty() ? "\"" : " \"";
    }
    if (!part_of_word && inside) expression += "\"*";
    if (part_of_word) expression += c;
    inside = part_of_word;
  }
  if (inside) expression += "\"*";
  return expression;
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
  if (query.order == ports::AppOrder::relevance && query.text.empty()) {
    return fail(Errc::invalid_argument, "order by relevance needs a text to search for");
  }
  const std::string expression = search_expression(query.text);
  ports::AppList list;
  if (!query.text.empty() && expression.empty()) return list;  // nothing but punctuation: nothing can match
  const ListSql& sql = sql_for(!query.text.empty(), !query.category.empty());
  Transaction snapshot(connection, Transaction::Mode::read);
  {
    Rows rows = connection.query(sql.count.c_str(), query.category, expression);
    if (rows.next()) list.total = rows.natural(0);
  }
  std::vector<std::int64_t> ids;
  {
    const std::string& ids_statement = sql.ids[static_cast<std::size_t>(query.order)];
    Rows rows = connection.query(ids_statement.c_str(), query.category, expression, query.limit, query.offset);
    while (rows.next()) ids.push_back(rows.integer(0));
  }
  for (const std::int64_t id : ids) list.apps.push_back(read_summary(connection, id));
  if (auto read = snapshot.commit(); !read) return read.error();
  return list;
}

}  // namespace souk::storage
