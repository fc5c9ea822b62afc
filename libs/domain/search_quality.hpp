// How good the order of a search is, against the order that it would have if every count were right.
//
// NDCG@k (normalised discounted cumulative gain): DCG@k = sum over the first k of gain / log2(place + 1), divided by
// the DCG of the ideal order: Jarvelin, Kekalainen, "Cumulated Gain-Based Evaluation of IR Techniques", ACM TOIS 20(4),
// 2002. The gain of an app is by its place in the ideal order: k for the first, k - 1 for the second, ... 1 for the
// k-th, none beyond. So 1 is the ideal order, and 0 none of its first k among the first k shown.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/search_ranking.hpp"

namespace souk::domain {

inline constexpr std::size_t kQualityDepth = 10;  // k: what fits on a page

// Both orders are of the same apps. None without apps.
std::optional<double> ndcg(std::span<const std::int64_t> shown, std::span<const std::int64_t> ideal);

// The quality of what the policy shows for one query.
std::optional<double> search_quality(std::span<const SearchCandidate> candidates, const SearchPolicy& policy);

// The word of an app's name that a query of the fixed set consists of: its longest, the first of those equally long.
// Nothing if it has none of four bytes or more.
std::string_view query_word(std::string_view name);

// A stored snapshot of the installs.
struct SearchSnapshot {
  UnixMs taken_at = 0;         // 0: there is none
  std::uint64_t apps = 0;      // in it
  std::int64_t installs = 0;   // sum
  double confirmed_share = 0;  // of the installs counted then, those of apps that were reported in the window
};

// Counts are good enough for a snapshot when at least this share of the installs was reported in the window.
inline constexpr double kConfirmedShare = 0.9;

struct SnapshotRequest {
  UnixMs now = 0;
  UnixMs reported_since = 0;
  double min_confirmed_share = kConfirmedShare;  // 0: take it whatever the counts are worth
};

// Of all apps: installs counted, and those of apps reported since.
struct ConfirmedInstalls {
  std::int64_t counted = 0;
  std::int64_t confirmed = 0;
  double share() const { return counted > 0 ? static_cast<double>(confirmed) / static_cast<double>(counted) : 1; }
};

// Why the snapshot must not be taken; empty if it may.
std::string snapshot_refusal(const SnapshotRequest& request, const ConfirmedInstalls& installs);

}  // namespace souk::domain
