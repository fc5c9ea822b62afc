// Lists and searches, and what a search's quality is judged by.
#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "sim/memory_database.hpp"

namespace souk::sim {
namespace {

using Apps = std::vector<std::uint32_t>;

constexpr std::size_t kMostFound = 8'192;

Apps page_of(const Apps& apps, const ports::AppQuery& query) {
  const std::size_t first = std::min(query.offset, apps.size());
  const std::size_t count = std::min(query.limit, apps.size() - first);
  const auto begin = apps.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

const Apps& listed(const CatalogueIndex& catalogue, const AppRanking& ranking, ports::AppOrder order,
                   std::uint32_t category) {
  if (order == ports::AppOrder::newest) return catalogue.newest_first(category);
  if (order == ports::AppOrder::added) return catalogue.last_added_first(category);
  if (order == ports::AppOrder::name) return catalogue.by_name(category);
  return ranking.apps(category);
}

void sort_by(Apps& apps, ports::AppOrder order, const CatalogueIndex& catalogue, const AppRanking& ranking) {
  std::sort(apps.begin(), apps.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (order == ports::AppOrder::newest) return catalogue.is_newer(a, b);
    if (order == ports::AppOrder::added) return catalogue.is_added_later(a, b);
    if (order == ports::AppOrder::name) return catalogue.is_before_by_name(a, b);
    return ranking.is_before(a, b);
  });
}

bool is_by_amount(ports::AppOrder order) {
  return order == ports::AppOrder::trending || order == ports::AppOrder::top_selling;
}

}  // namespace

bool MemoryDatabase::is_wanted(std::uint32_t app, const ports::AppQuery& query) const {
  if (query.top_vendors && !catalogue_->vendor(catalogue_->vendor_of(app)).top_vendor) return false;
  if (query.cost == ports::Cost::any) return true;
  return (catalogue_->app(app).price_cents_usd == 0) == (query.cost == ports::Cost::free);
}

std::vector<domain::SearchCandidate> MemoryDatabase::candidates_of(std::span<const AppSearch::Hit> hits) const {
  std::vector<domain::SearchCandidate> candidates;
  candidates.reserve(hits.size());
  for (const auto& [app, relevance] : hits) {
    domain::SearchCandidate candidate{.app_id = catalogue_->app(app).id,
                                      .text = relevance,
                                      .active = analytics_.active(app),
                                      .reported_at = analytics_.reported_at(app),
                                      .stars = catalogue_->app(app).stars,
                                      .released_at = catalogue_->latest(app).released_at};
    if (app < snapshot_.installs.size()) candidate.in_snapshot = snapshot_.installs[app];
    candidates.push_back(candidate);
  }
  return candidates;
}

void MemoryDatabase::sort_by_tier_if_too_many(std::vector<AppSearch::Hit>& hits) const {
  if (hits.size() <= domain::kMostCandidates) return;
  const auto tier = [this](const AppSearch::Hit& hit) {
    return std::tuple(domain::search_tier(catalogue_->app(hit.app).base_installs), hit.app);
  };
  std::sort(hits.begin(), hits.end(), [&tier](const auto& a, const auto& b) { return tier(a) < tier(b); });
}

std::vector<std::uint32_t> MemoryDatabase::in_order_of_relevance(std::vector<AppSearch::Hit> hits,
                                                                 const domain::SearchPolicy& policy) const {
  sort_by_tier_if_too_many(hits);
  const std::size_t ranked = std::min(hits.size(), domain::kMostCandidates);
  Apps apps;
  apps.reserve(hits.size());
  for (const std::int64_t id : domain::rank(candidates_of(std::span(hits).first(ranked)), policy)) {
    apps.push_back(catalogue_->app_of_id(id));
  }
  for (std::size_t i = ranked; i < hits.size(); ++i) apps.push_back(hits[i].app);
  return apps;
}

std::vector<std::int64_t> MemoryDatabase::earned(std::int64_t first_day, std::int64_t last_day) const {
  std::vector<std::int64_t> cents(catalogue_->app_count());
  for (auto day = earned_.lower_bound({first_day, 0}); day != earned_.end() && day->first.first <= last_day; ++day) {
    cents[day->first.second] += day->second;
  }
  return cents;
}

std::vector<std::uint32_t> MemoryDatabase::by_amount(std::vector<std::uint32_t> apps,
                                                     const ports::AppQuery& query) const {
  const std::int64_t today = day_of(query.policy.now);
  const std::vector<std::int64_t> amounts = query.order == ports::AppOrder::trending
                                                ? analytics_.gained(today + 1 - ports::kTrendingDays, today)
                                                : earned(today + 1 - ports::kTopSellingDays, today);
  std::erase_if(apps, [&amounts](std::uint32_t app) { return amounts[app] <= 0; });
  std::sort(apps.begin(), apps.end(), [&amounts](std::uint32_t a, std::uint32_t b) {
    return std::tuple(-amounts[a], a) < std::tuple(-amounts[b], b);
  });
  return apps;
}

std::vector<AppSearch::Hit> MemoryDatabase::hits_of(const ports::AppQuery& query, std::uint32_t category) const {
  std::vector<AppSearch::Hit> hits = catalogue_->search().find(query.text);
  std::erase_if(hits, [&](const AppSearch::Hit& hit) {
    const bool elsewhere = category != catalogue_->all_categories() && catalogue_->category_of(hit.app) != category;
    return elsewhere || !is_wanted(hit.app, query);
  });
  return hits;
}

const MemoryDatabase::Found& MemoryDatabase::found_by_text(const ports::AppQuery& query, std::uint32_t category) const {
  std::string key = query.text;
  const std::size_t parts[] = {category, query.offset, query.limit, static_cast<std::size_t>(query.cost),
                               query.top_vendors ? 1U : 0U};
  for (const std::size_t part : parts) key.append(1, '\0').append(std::to_string(part));
  if (const auto known = found_.find(key); known != found_.end()) return known->second;

  std::vector<AppSearch::Hit> hits = hits_of(query, category);
  const std::size_t first = std::min(query.offset, hits.size());
  const std::size_t last = std::min(first + query.limit, hits.size());
  std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(last), hits.end(),
                    [](const AppSearch::Hit& a, const AppSearch::Hit& b) {
                      return a.relevance != b.relevance ? a.relevance > b.relevance : a.app < b.app;
                    });
  Found found{.page = {}, .total = hits.size()};
  for (std::size_t i = first; i < last; ++i) found.page.push_back(hits[i].app);
  if (found_.size() >= kMostFound) found_.clear();
  return found_.emplace(std::move(key), std::move(found)).first->second;
}

std::vector<std::uint32_t> MemoryDatabase::found(const ports::AppQuery& query, std::uint32_t category) const {
  const AppRanking& ranking = analytics_.ranking();
  if (query.text.empty()) {
    Apps apps = listed(*catalogue_, ranking, query.order, category);
    std::erase_if(apps, [&](std::uint32_t app) { return !is_wanted(app, query); });
    return is_by_amount(query.order) ? by_amount(std::move(apps), query) : apps;
  }
  std::vector<AppSearch::Hit> hits = hits_of(query, category);
  if (query.order == ports::AppOrder::relevance) return in_order_of_relevance(std::move(hits), query.policy);
  Apps apps;
  for (const AppSearch::Hit& hit : hits) apps.push_back(hit.app);
  if (is_by_amount(query.order)) return by_amount(std::move(apps), query);
  sort_by(apps, query.order, *catalogue_, ranking);
  return apps;
}

Result<ports::AppList> MemoryDatabase::list_apps(const ports::AppQuery& query, Texts texts) const {
  if (query.limit < 1 || query.limit > 50) return fail(Errc::invalid_argument, "limit must be 1 to 50");
  if (query.order == ports::AppOrder::relevance && query.text.empty()) {
    return fail(Errc::invalid_argument, "order by relevance needs a text to search for");
  }
  ports::AppList list;
  const std::uint32_t category = catalogue_->find_category(query.category);
  if (category == CatalogueIndex::kNone) return list;
  const bool as_it_is = query.text.empty() && query.cost == ports::Cost::any && !query.top_vendors;
  Apps page;
  if (as_it_is && !is_by_amount(query.order)) {
    const Apps& apps = listed(*catalogue_, analytics_.ranking(), query.order, category);  // no copy of the whole list
    list.total = apps.size();
    page = page_of(apps, query);
  } else if (texts == Texts::none && query.order == ports::AppOrder::relevance) {
    const Found& by_text = found_by_text(query, category);
    list.total = by_text.total;
    page = by_text.page;
  } else {
    const Apps apps = found(query, category);
    list.total = apps.size();
    page = page_of(apps, query);
  }
  list.apps.reserve(page.size());
  for (const std::uint32_t app : page) summarize(app, texts, list.apps.emplace_back());
  return list;
}

ports::SearchFindings MemoryDatabase::search_findings(std::span<const std::string> texts) const {
  ports::SearchFindings findings{.candidates = {}, .snapshot = snapshot_.about};
  for (const std::string& text : texts) {
    std::vector<AppSearch::Hit> hits = catalogue_->search().find(text);
    sort_by_tier_if_too_many(hits);
    hits.resize(std::min(hits.size(), domain::kMostCandidates));
    std::vector<domain::SearchCandidate> candidates = candidates_of(hits);
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const std::uint32_t app = hits[i].app;
      candidates[i].of_record = catalogue_->app(app).base_installs + ledger_.installed(app);
    }
    findings.candidates.push_back(std::move(candidates));
  }
  return findings;
}

}  // namespace souk::sim
