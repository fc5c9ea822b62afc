#include "storage/app_search.hpp"

#include <unordered_map>
#include <utility>

#include "storage/search_expression.hpp"
#include "storage/search_row.hpp"

namespace souk::storage {
namespace {

static_assert((std::int64_t{1} << kSearchRowBits) - 1 == 1'099'511'627'775);  // in kAppOfRow

// The columns of a candidate behind its text's measure, and where they come from.
constexpr const char* kFacts =
    ", c.active, c.reported_at, p.app_id IS NOT NULL, p.installs, a.stars, a.latest_released_at, a.base_installs ";
constexpr const char* kJoins = " JOIN app_counter c ON c.app_id = a.id LEFT JOIN search_snapshot p ON p.app_id = a.id ";

using InstallsOfRecord = std::unordered_map<std::int64_t, std::int64_t>;  // by app; looked up, never iterated

// Beyond those that apps had from the start.
InstallsOfRecord read_installs_of_record(Connection& connection) {
  InstallsOfRecord installs;
  Rows rows = connection.query("SELECT app_id, sum(installed) FROM installation GROUP BY app_id");
  while (rows.next()) installs.emplace(rows.integer(0), rows.integer(1));
  return installs;
}

void add_installs_of_record(const InstallsOfRecord& installs, std::vector<domain::SearchCandidate>& candidates) {
  for (domain::SearchCandidate& candidate : candidates) {
    const auto found = installs.find(candidate.app_id);
    if (found != installs.end()) candidate.of_record += found->second;
  }
}

domain::SearchSnapshot read_snapshot(Connection& connection) {
  Rows rows = connection.query("SELECT taken_at, apps, installs, confirmed_share FROM search_snapshot_taken");
  if (!rows.next()) return {};
  return {.taken_at = rows.integer(0),
          .apps = rows.natural(1),
          .installs = rows.integer(2),
          .confirmed_share = rows.real(3)};
}

}  // namespace

SearchText::SearchText(const Connection& connection, std::string_view text, std::string_view in_category)
    : expression(connection.dialect() == Dialect::sqlite ? search_expression(text, in_category) : words_query(text)),
      category(in_category) {}

std::vector<domain::SearchCandidate> find_candidates(Connection& connection, const SearchText& text, ports::Cost cost,
                                                     bool top_vendors) {
  static const std::string in_sqlite = std::string("SELECT a.id, -bm25(app_search, 10.0, 5.0, 1.0, 3.0, 1.0, 0.0)") +
                                       kFacts + "FROM app_search s JOIN app a ON a.id = " + kAppOfRow + kJoins +
                                       "WHERE app_search MATCH ?1 AND ?3 = ?3" + kOnlyWanted +
                                       " ORDER BY s.rowid LIMIT ?2";
  static const std::string in_postgres =
      std::string("SELECT a.id, ts_rank('{0.1, 0.3, 0.5, 1}'::real[], s.document, to_tsquery('simple', ?1))") + kFacts +
      "FROM app_search s JOIN app a ON a.id = s.app_id" + kJoins +
      "WHERE s.document @@ to_tsquery('simple', ?1) AND (?3 = '' OR a.category = ?3)" + kOnlyWanted +
      " ORDER BY s.tier_row LIMIT ?2";
  const std::string& sql = connection.dialect() == Dialect::sqlite ? in_sqlite : in_postgres;
  std::vector<domain::SearchCandidate> candidates;
  constexpr int kUnused = 0;  // ?4 to ?6
  Rows rows = connection.query(sql.c_str(), text.expression, domain::kMostCandidates, text.category, kUnused, kUnused,
                               kUnused, cost_number(cost), top_vendors ? 1 : 0);
  while (rows.next()) {
    domain::SearchCandidate candidate{.app_id = rows.integer(0),
                                      .text = rows.real(1),
                                      .active = rows.integer(2),
                                      .reported_at = rows.integer(3),
                                      .of_record = rows.integer(8),
                                      .stars = rows.real(6),
                                      .released_at = rows.integer(7)};
    if (rows.integer(4) != 0) candidate.in_snapshot = rows.integer(5);
    candidates.push_back(candidate);
  }
  return candidates;
}

Result<ports::SearchFindings> read_search_findings(Connection& connection, const std::vector<std::string>& texts) {
  ports::SearchFindings findings;
  Transaction transaction(connection, Transaction::Mode::read);
  findings.snapshot = read_snapshot(connection);
  const InstallsOfRecord installs = read_installs_of_record(connection);
  for (const std::string& text : texts) {
    const SearchText sought(connection, text, {});
    std::vector<domain::SearchCandidate> candidates;
    if (!sought.expression.empty()) candidates = find_candidates(connection, sought, ports::Cost::any, false);
    add_installs_of_record(installs, candidates);
    findings.candidates.push_back(std::move(candidates));
  }
  if (auto read = transaction.commit(); !read) return read.error();
  return findings;
}

Result<domain::SearchSnapshot> write_search_snapshot(Connection& connection, const domain::SnapshotRequest& request) {
  domain::ConfirmedInstalls installs;
  domain::SearchSnapshot snapshot{.taken_at = request.now};
  {
    Rows rows = connection.query(
        "SELECT coalesce(sum(active), 0), coalesce(sum(CASE WHEN reported_at >= ?1 THEN active END), 0), count(*) "
        "FROM app_counter",
        request.reported_since);
    if (rows.next()) {
      installs = {.counted = rows.integer(0), .confirmed = rows.integer(1)};
      snapshot.apps = rows.natural(2);
    }
  }
  if (const std::string refusal = domain::snapshot_refusal(request, installs); !refusal.empty()) {
    return fail(Errc::conflict, refusal);
  }
  snapshot.installs = installs.counted;
  snapshot.confirmed_share = installs.share();
  connection.run("DELETE FROM search_snapshot");
  connection.run("INSERT INTO search_snapshot SELECT app_id, active FROM app_counter");
  connection.run(
      "INSERT INTO search_snapshot_taken VALUES (1, ?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET "
      "taken_at = excluded.taken_at, apps = excluded.apps, installs = excluded.installs, "
      "confirmed_share = excluded.confirmed_share",
      snapshot.taken_at, snapshot.apps, snapshot.installs, snapshot.confirmed_share);
  return snapshot;
}

}  // namespace souk::storage
