#include "sim/app_search.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>

#include "domain/search_words.hpp"
#include "sim/interned_names.hpp"

namespace souk::sim {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Calls visit(word in lower case) for each word of the text.
template <class Visit>
void for_each_word(std::string_view text, std::size_t most, Visit visit) {
  for (const std::string_view found : domain::words_of(text, most)) {
    std::string word(found);
    std::transform(word.begin(), word.end(), word.begin(), lower);
    visit(word);
  }
}

// Adjacent hits of one app become one.
void merge_same_app(std::vector<AppSearch::Hit>& hits) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (kept > 0 && hits[kept - 1].app == hits[i].app) {
      hits[kept - 1].relevance += hits[i].relevance;
    } else {
      hits[kept++] = hits[i];
    }
  }
  hits.resize(kept);
}

// Only apps in both, with the relevance of both.
void keep_common(std::vector<AppSearch::Hit>& hits, const std::vector<AppSearch::Hit>& others) {
  std::size_t kept = 0;
  auto other = others.begin();
  for (const AppSearch::Hit& hit : hits) {
    while (other != others.end() && other->app < hit.app) ++other;
    if (other == others.end()) break;
    if (other->app == hit.app) hits[kept++] = {.app = hit.app, .relevance = hit.relevance + other->relevance};
  }
  hits.resize(kept);
}

}  // namespace

AppSearch::AppSearch(const std::vector<Fields>& apps) : apps_(apps.size()) {
  constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  InternedNames names;
  for (std::uint32_t app = 0; app < apps.size(); ++app) {
    const auto add = [&](std::string_view text, double weight) {
      for_each_word(text, kAll, [&](const std::string& word) {
        const std::uint32_t number = names.intern(word);
        if (number == words_.size()) words_.push_back({.text = word, .apps = {}});
        std::vector<Hit>& hits = words_[number].apps;
        if (hits.empty() || hits.back().app != app) hits.push_back({.app = app});
        hits.back().relevance += weight;
      });
    };
    add(apps[app].name, 10);
    add(apps[app].summary, 5);
    add(apps[app].description, 1);
    add(apps[app].vendor, 3);
    add(apps[app].release_notes, 1);
  }
  std::sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) { return a.text < b.text; });
}

std::vector<AppSearch::Hit> AppSearch::find_beginning(std::string_view beginning) const {
  const auto before = [](const Word& word, std::string_view text) { return word.text < text; };
  auto word = std::lower_bound(words_.begin(), words_.end(), beginning, before);
  std::vector<Hit> hits;
  std::size_t words = 0;
  const bool whole = beginning.size() < domain::kShortestBeginning;
  for (; word != words_.end() && word->text.starts_with(beginning); ++word, ++words) {
    if (whole && word->text != beginning) break;
    hits.insert(hits.end(), word->apps.begin(), word->apps.end());
  }
  if (words > 1) {
    // Stable, so that sums of the same app are always added up in the same order.
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.app < b.app; });
    merge_same_app(hits);
  }
  // Rare words say more, and repeating a word says less each time, as in BM25; without its logarithm, which differs in
  // its last bits between machines.
  const auto found = static_cast<double>(hits.size());
  const double rarity = (static_cast<double>(apps_) + 1) / (found + 1);
  for (Hit& hit : hits) hit.relevance = rarity * hit.relevance / (hit.relevance + 1.2);
  return hits;
}

std::vector<AppSearch::Hit> AppSearch::find(std::string_view text) const {
  std::vector<Hit> hits;
  std::size_t words = 0;
  for_each_word(text, domain::kMostSearchWords, [&](const std::string& word) {
    if (++words == 1) {
      hits = find_beginning(word);
    } else if (!hits.empty()) {
      keep_common(hits, find_beginning(word));
    }
  });
  return hits;
}

}  // namespace souk::sim
