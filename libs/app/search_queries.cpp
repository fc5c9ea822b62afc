#include "app/search_queries.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "domain/random.hpp"

namespace souk::app {
namespace {

constexpr std::uint64_t kSeed = 2020;
constexpr std::size_t kPages = 4;
constexpr std::size_t kPageSize = 50;
constexpr std::size_t kWordsPerPage = 10;
constexpr std::size_t kFindsMany = 2 * domain::kQualityDepth;

std::string in_lower_case(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

void add_words(const ports::AppList& page, domain::Random& random, std::vector<std::string>& words) {
  for (std::size_t i = 0; i < kWordsPerPage && !page.apps.empty(); ++i) {
    const std::string& name = page.apps[random.below(page.apps.size())].name;
    std::string word = in_lower_case(domain::query_word(name));
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
  }
}

}  // namespace

Task<Result<std::vector<std::string>>> choose_search_queries(ports::MarketStore& store, ports::RequestContext context) {
  domain::Random random(kSeed, "search.queries");
  std::vector<std::string> words;
  std::uint64_t total = 1;
  for (std::size_t page = 0; page <= kPages; ++page) {
    // The first one only tells how many there are.
    ports::AppQuery query{.text = {}, .category = {}, .order = ports::AppOrder::name};
    query.offset = page == 0 ? 0 : random.below(total);
    query.limit = page == 0 ? 1 : kPageSize;
    auto reading = store.list_apps(context, std::move(query));
    const Result<ports::AppList> list = co_await std::move(reading);
    if (!list) co_return list.error();
    if (list->total == 0) co_return words;
    total = list->total;
    if (page > 0) add_words(*list, random, words);
  }
  auto finding = store.search_findings(context, words);
  const Result<ports::SearchFindings> findings = co_await std::move(finding);
  if (!findings) co_return findings.error();
  std::vector<std::string> chosen;
  for (const std::size_t least : {kFindsMany, std::size_t{2}}) {
    for (std::size_t i = 0; i < words.size() && chosen.size() < kQualityQueries; ++i) {
      const std::size_t found = findings->candidates[i].size();
      const bool known = std::find(chosen.begin(), chosen.end(), words[i]) != chosen.end();
      if (found >= least && !known) chosen.push_back(words[i]);
    }
    if (!chosen.empty()) break;  // better few good ones
  }
  co_return chosen;
}

}  // namespace souk::app
