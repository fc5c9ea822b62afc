// In which order a search shows what it found. The stores find candidates by their text; the order is decided here, so
// that it is the same in every store and in every world.
//
// score = text + installs + stars + recency, each part from 0 to its weight:
//   text      t / max t of the candidates                  weight 1    BM25 has another scale for every query
//   installs  I / (I + 500)                                weight 1    500 is where the market's large apps begin
//   stars     s / 4                                        weight 0.25
//   recency   90 d / (90 d + age of the latest version)    weight 0.25
// Adding saturated evidence that does not depend on the query to a text score, x / (x + k) where more is better and
// k / (k + x) where less is better: Craswell, Robertson, Zaragoza, Taylor, "Relevance Weighting for Query Independent
// Evidence", SIGIR 2005. Why saturated: the tenth thousand of installs says less than the first. Why these weights: a
// name that fits and an app that many use weigh the same; stars and recency decide among equals. Only IEEE divisions,
// no logarithms, so that the order is the same on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "domain/time.hpp"

namespace souk::domain {

// Where the ranking takes active installs from: the flag search-ranking.
enum class SearchRanking : std::uint8_t {
  live,       // counts as they are now: with incomplete analytics they are wrong, and so is the ranking
  snapshot,   // the stored snapshot, taken when counts were good; live for apps that are not in it
  text_only,  // nothing but the text
};
inline constexpr std::array<std::string_view, 3> kSearchRankingNames{"live", "snapshot", "text-only"};
constexpr std::string_view to_string(SearchRanking r) { return kSearchRankingNames[static_cast<std::size_t>(r)]; }

struct SearchPolicy {
  SearchRanking ranking = SearchRanking::live;
  UnixMs now = 0;  // ages are counted from here
  // An app counts as installed only if an instance has reported it since (by the time of the event). Live counts of
  // apps that nobody reported read 0: analytics that fell behind cannot tell "nobody uses it" from "nobody has told us
  // yet".
  UnixMs reported_since = 0;
};

struct SearchCandidate {
  std::int64_t app_id = 0;
  double text = 0;                            // how well the text fits, >= 0
  std::int64_t active = 0;                    // installs as counted from analytics events
  UnixMs reported_at = 0;                     // when the latest event that was applied happened
  std::optional<std::int64_t> in_snapshot{};  // installs in the stored snapshot
  std::int64_t of_record = 0;                 // installs of record; only filled in where quality is measured
  double stars = 0;                           // 0 to 4
  UnixMs released_at = 0;
};

// What the policy takes an app's installs for.
std::int64_t installs_under(const SearchPolicy& policy, const SearchCandidate& candidate);

// `best_text`: of all candidates, > 0 unless all are 0.
double search_score(const SearchCandidate& candidate, double best_text, std::int64_t installs, UnixMs now);

// Best first; apps with equal scores by number.
std::vector<std::int64_t> rank(std::span<const SearchCandidate> candidates, const SearchPolicy& policy);
// The order if the counts were those of record.
std::vector<std::int64_t> rank_by_record(std::span<const SearchCandidate> candidates, UnixMs now);

// Common words find more apps than can be ranked while somebody waits. A store then ranks the first of the order of
// (tier, app) only, as many as kMostCandidates, and lists the others behind them in that order: postings in the order
// of a static quality, cut off (Manning, Raghavan, Schuetze, "Introduction to Information Retrieval", 2008,
// section 7.1.4). The tier halves with the installs that an app had when it was listed: 0 for those with 2^20 and more,
// 20 for none.
inline constexpr std::size_t kMostCandidates = 1'000;
inline constexpr std::int64_t kSearchTiers = 21;
constexpr std::int64_t search_tier(std::int64_t installs) {
  std::int64_t tier = kSearchTiers - 1;
  for (; tier > 0 && installs > 0; installs /= 2) --tier;
  return tier;
}

}  // namespace souk::domain
