// What a search can be ranked by: the full text narrows, the domain ranks (domain/search_ranking.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/search_quality.hpp"
#include "ports/market_store.hpp"
#include "storage/connection.hpp"

namespace souk::storage {

// The app of a row `s` of the full-text table, and the condition of a row `a` of app that ?7 (cost_number) and ?8 (1:
// only apps of top vendors) make.
inline constexpr const char* kAppOfRow = "(s.rowid & 1099511627775)";
inline constexpr const char* kOnlyWanted =
    " AND (?7 = 0 OR (a.price_cents = 0) = (?7 = 1))"
    " AND (?8 = 0 OR a.vendor_id IN (SELECT id FROM vendor WHERE top_vendor = 1))";
// What a text and a category are searched by, as the connection's database takes it.
struct SearchText {
  SearchText(const Connection& connection, std::string_view text, std::string_view category);
  std::string expression;  // empty: nothing can match
  std::string category;    // empty: all; in SQLite's expression already
};
constexpr int cost_number(ports::Cost cost) { return static_cast<int>(cost); }

// The first domain::kMostCandidates in the order of tiers, inside the caller's transaction. Of the installs of record
// only those that predate the ledger are in them.
// The text's measure is BM25 (Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009) as
// FTS5 computes it, with the weights 10 for a word in the name, 5 in the summary, 3 in the vendor's name, 1 in the
// description and in the release notes of the latest version.
// PostgreSQL measures with ts_rank() and the same weights, description and release notes being one text: other numbers,
// and the same order where texts fit clearly better or worse.
std::vector<domain::SearchCandidate> find_candidates(Connection& connection, const SearchText& text, ports::Cost cost,
                                                     bool top_vendors);

// A read transaction of its own.
Result<ports::SearchFindings> read_search_findings(Connection& connection, const std::vector<std::string>& texts);

// Inside the caller's write transaction. conflict: domain::snapshot_refusal().
Result<domain::SearchSnapshot> write_search_snapshot(Connection& connection, const domain::SnapshotRequest& request);

}  // namespace souk::storage
