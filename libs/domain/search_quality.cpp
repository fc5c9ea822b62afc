#include "domain/search_quality.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "domain/search_words.hpp"

namespace souk::domain {
namespace {

// 1 / log2(place + 1) for the places 1 to 10: as numbers, because logarithms differ in their last bits.
constexpr std::array<double, kQualityDepth> kDiscounts{1.0,
                                                       0.6309297535714575,
                                                       0.5,
                                                       0.43067655807339306,
                                                       0.38685280723454163,
                                                       0.3562071871080222,
                                                       0.3333333333333333,
                                                       0.31546487678572877,
                                                       0.30102999566398120,
                                                       0.28906482631788784};

}  // namespace

std::optional<double> ndcg(std::span<const std::int64_t> shown, std::span<const std::int64_t> ideal) {
  const std::size_t depth = std::min(kQualityDepth, ideal.size());
  if (depth == 0) return std::nullopt;
  std::unordered_map<std::int64_t, double> gains;  // looked up, never iterated
  double best = 0;
  for (std::size_t place = 0; place < depth; ++place) {
    const auto gain = static_cast<double>(kQualityDepth - place);
    gains.emplace(ideal[place], gain);
    best += gain * kDiscounts[place];
  }
  double reached = 0;
  for (std::size_t place = 0; place < std::min(kQualityDepth, shown.size()); ++place) {
    const auto gain = gains.find(shown[place]);
    if (gain != gains.end()) reached += gain->second * kDiscounts[place];
  }
  return reached / best;
}

std::optional<double> search_quality(std::span<const SearchCandidate> candidates, const SearchPolicy& policy) {
  return ndcg(rank(candidates, policy), rank_by_record(candidates, policy.now));
}

std::string_view query_word(std::string_view name) {
  constexpr std::size_t kShortest = 4;
  std::string_view longest;
  for (const std::string_view word : words_of(name)) {
    if (word.size() > longest.size()) longest = word;
  }
  return longest.size() < kShortest ? std::string_view() : longest;
}

std::string snapshot_refusal(const SnapshotRequest& request, const ConfirmedInstalls& installs) {
  if (installs.share() >= request.min_confirmed_share) return {};
  const auto percent = [](double share) { return std::to_string(static_cast<int>(share * 100)) + "%"; };
  return "the counts are not good enough for a snapshot: only " + percent(installs.share()) +
         " of the installs are of apps that were reported in the window, " + percent(request.min_confirmed_share) +
         " are wanted";
}

}  // namespace souk::domain
