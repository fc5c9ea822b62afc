#include "services/marketplace/list_query.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

#include "services/marketplace/answer.hpp"

namespace souk::marketplace {
namespace {

constexpr std::size_t kDefaultLimit = 10;
constexpr std::size_t kMaxLimit = 50;
constexpr std::size_t kMaxOffset = 1'000'000;

struct Filter {
  std::string_view name;
  ports::AppOrder order;
  bool top_vendors = false;
};

// Those of REST v2 that have a counterpart here, under its names; top-selling is what its pages call top-grossing.
constexpr std::array<Filter, 8> kFilters{{{"popular", ports::AppOrder::active_installs},
                                          {"trending", ports::AppOrder::trending},
                                          {"new", ports::AppOrder::added},
                                          {"recent", ports::AppOrder::newest},
                                          {"top-selling", ports::AppOrder::top_selling},
                                          {"top-grossing", ports::AppOrder::top_selling},
                                          {"top-vendor", ports::AppOrder::active_installs, true},
                                          {"name", ports::AppOrder::name}}};

struct NamedCost {
  std::string_view name;
  ports::Cost cost;
};
constexpr std::array<NamedCost, 2> kCosts{{{"free", ports::Cost::free}, {"paid", ports::Cost::paid}}};

struct NamedHosting {
  std::string_view name;
};
constexpr std::array<NamedHosting, 4> kHostings{{{"any"}, {"cloud"}, {"server"}, {"datacenter"}}};

// The choice that the parameter names; null if the parameter is absent or empty.
template <class Choice>
Result<const Choice*> read_choice(const http::Request& request, std::string_view parameter,
                                  std::span<const Choice> choices) {
  const std::string_view given = request.query(parameter).value_or("");
  if (given.empty()) return static_cast<const Choice*>(nullptr);
  std::string allowed;
  for (const Choice& choice : choices) {
    if (choice.name == given) return &choice;
    allowed.append(allowed.empty() ? "" : ", ").append(choice.name);
  }
  return fail(Errc::invalid_argument, fmt::format("{} must be one of {}", parameter, allowed));
}

void add(std::string& url, std::string_view parameter, std::string_view value) {
  if (!value.empty()) url.append("&").append(parameter).append("=").append(url_escape(value));
}

}  // namespace

Result<ListQuery> read_list_query(const http::Request& request) {
  ListQuery query;
  query.apps.text = request.query("text").value_or("");
  query.apps.category = request.query("category").value_or("");
  if (!query.apps.text.empty()) query.apps.order = ports::AppOrder::relevance;

  const auto filter = read_choice<Filter>(request, "filter", kFilters);
  if (!filter) return filter.error();
  if (*filter != nullptr) {
    query.filter = (*filter)->name;
    query.apps.order = (*filter)->order;
    query.apps.top_vendors = (*filter)->top_vendors;
  }
  const auto cost = read_choice<NamedCost>(request, "cost", kCosts);
  if (!cost) return cost.error();
  if (*cost != nullptr) {
    query.cost = (*cost)->name;
    query.apps.cost = (*cost)->cost;
  }
  // Every app is sold for every hosting, so none is left out.
  const auto hosting = read_choice<NamedHosting>(request, "hosting", kHostings);
  if (!hosting) return hosting.error();
  if (*hosting != nullptr) query.hosting = (*hosting)->name;

  const auto offset = number_query(request, "offset", 0, kMaxOffset, 0);
  if (!offset) return offset.error();
  const auto limit = number_query(request, "limit", 1, kMaxLimit, kDefaultLimit);
  if (!limit) return limit.error();
  query.apps.offset = *offset;
  query.apps.limit = *limit;
  return query;
}

std::string href_of(const ListQuery& query, std::size_t offset) {
  std::string url = fmt::format("/rest/2/addons?offset={}&limit={}", offset, query.apps.limit);
  add(url, "text", query.apps.text);
  add(url, "category", query.apps.category);
  add(url, "cost", query.cost);
  add(url, "hosting", query.hosting);
  add(url, "filter", query.filter);
  return url;
}

}  // namespace souk::marketplace
