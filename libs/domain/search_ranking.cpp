#include "domain/search_ranking.hpp"

#include <algorithm>

namespace souk::domain {
namespace {

constexpr double kTextWeight = 1;
constexpr double kInstallsWeight = 1;
constexpr double kStarsWeight = 0.25;
constexpr double kRecencyWeight = 0.25;
constexpr double kHalfInstalls = 500;
constexpr double kMostStars = 4;
constexpr double kHalfAgeMs = 90.0 * static_cast<double>(kMsPerDay);

struct Scored {
  std::int64_t app_id = 0;
  double score = 0;
};

// The order by `score_of`, equal scores by number.
template <class ScoreOf>
std::vector<std::int64_t> in_order(std::span<const SearchCandidate> candidates, ScoreOf score_of) {
  std::vector<Scored> scored;
  scored.reserve(candidates.size());
  for (const SearchCandidate& candidate : candidates) scored.push_back({candidate.app_id, score_of(candidate)});
  std::sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) {
    return a.score != b.score ? a.score > b.score : a.app_id < b.app_id;
  });
  std::vector<std::int64_t> order;
  order.reserve(scored.size());
  for (const Scored& one : scored) order.push_back(one.app_id);
  return order;
}

double best_text_of(std::span<const SearchCandidate> candidates) {
  double best = 0;
  for (const SearchCandidate& candidate : candidates) best = std::max(best, candidate.text);
  return best;
}

}  // namespace

std::int64_t installs_under(const SearchPolicy& policy, const SearchCandidate& candidate) {
  if (policy.ranking == SearchRanking::text_only) return 0;
  if (policy.ranking == SearchRanking::snapshot && candidate.in_snapshot) return *candidate.in_snapshot;
  return candidate.reported_at >= policy.reported_since ? candidate.active : 0;
}

double search_score(const SearchCandidate& candidate, double best_text, std::int64_t installs, UnixMs now) {
  const double text = best_text > 0 ? candidate.text / best_text : 0;
  const auto used_by = static_cast<double>(std::max<std::int64_t>(0, installs));
  const auto age = static_cast<double>(std::max<UnixMs>(0, now - candidate.released_at));
  return kTextWeight * text + kInstallsWeight * (used_by / (used_by + kHalfInstalls)) +
         kStarsWeight * (candidate.stars / kMostStars) + kRecencyWeight * (kHalfAgeMs / (kHalfAgeMs + age));
}

std::vector<std::int64_t> rank(std::span<const SearchCandidate> candidates, const SearchPolicy& policy) {
  if (policy.ranking == SearchRanking::text_only) {
    return in_order(candidates, [](const SearchCandidate& c) { return c.text; });
  }
  const double best = best_text_of(candidates);
  return in_order(candidates, [&policy, best](const SearchCandidate& c) {
    return search_score(c, best, installs_under(policy, c), policy.now);
  });
}

std::vector<std::int64_t> rank_by_record(std::span<const SearchCandidate> candidates, UnixMs now) {
  const double best = best_text_of(candidates);
  return in_order(candidates,
                  [best, now](const SearchCandidate& c) { return search_score(c, best, c.of_record, now); });
}

}  // namespace souk::domain
