// GET /rest/2/addons?text=&category=&filter=&offset=&limit=
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <optional>
#include <utility>

#include "http/problem.hpp"
#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"
#include "services/marketplace/endpoints.hpp"

namespace souk::marketplace {
namespace {

constexpr std::size_t kDefaultLimit = 10;
constexpr std::size_t kMaxLimit = 50;
constexpr std::size_t kMaxOffset = 1'000'000;

struct Question {
  std::string text;
  std::string category;
  std::string filter;
  ports::AppOrder order = ports::AppOrder::active_installs;
  std::size_t offset = 0;
  std::size_t limit = kDefaultLimit;
};

// The filters of REST v2 that are orders; the editorial ones (featured, ...) have no counterpart here.
std::optional<ports::AppOrder> order_of(std::string_view filter) {
  if (filter.empty() || filter == "popular") return ports::AppOrder::active_installs;
  if (filter == "recent" || filter == "new") return ports::AppOrder::newest;
  if (filter == "name") return ports::AppOrder::name;
  return std::nullopt;
}

Result<Question> read_question(const http::Request& request) {
  Question question;
  question.text = request.query("text").value_or("");
  question.category = request.query("category").value_or("");
  question.filter = request.query("filter").value_or("");
  const auto order = order_of(question.filter);
  if (!order) return fail(Errc::invalid_argument, "filter must be one of popular, recent, new, name");
  if (!question.text.empty() && !question.filter.empty())
    return fail(Errc::invalid_argument, "filter and text exclude each other: a search is ordered by relevance");
  question.order = *order;
  const auto offset = number_query(request, "offset", 0, kMaxOffset, 0);
  if (!offset) return offset.error();
  const auto limit = number_query(request, "limit", 1, kMaxLimit, kDefaultLimit);
  if (!limit) return limit.error();
  question.offset = *offset;
  question.limit = *limit;
  return question;
}

std::string href(const Question& question, std::size_t offset) {
  std::string out = fmt::format("/rest/2/addons?offset={}&limit={}", offset, question.limit);
  if (!question.text.empty()) out += "&text=" + url_escape(question.text);
  if (!question.category.empty()) out += "&category=" + url_escape(question.category);
  if (!question.filter.empty()) out += "&filter=" + url_escape(question.filter);
  return out;
}

boost::json::object links(const Question& question, std::uint64_t total) {
  boost::json::object links;
  links["self"] = link(href(question, question.offset));
  if (question.offset + question.limit < total) links["next"] = link(href(question, question.offset + question.limit));
  if (question.offset > 0)
    links["prev"] = link(href(question, question.offset - std::min(question.offset, question.limit)));
  return links;
}

Task<Result<ports::AppList>> ask(app::Shop& shop, const http::Request& request, const Question& question) {
  if (question.text.empty())
    return shop.browse(context_of(request), question.category, question.order, question.offset, question.limit);
  return shop.search(context_of(request), question.text, question.category, question.offset, question.limit);
}

}  // namespace

Task<http::Response> list_addons(app::Shop& shop, http::Request& request) {
  const auto question = read_question(request);
  if (!question) co_return http::problem(question.error());
  auto asking = ask(shop, request, *question);
  const auto list = co_await std::move(asking);
  const MakingAnswer making(request);
  if (!list) co_return http::problem(list.error());

  const auto counts = shop.counts();
  boost::json::array addons;
  addons.reserve(list->apps.size());
  for (const auto& app : list->apps) addons.push_back(addon_json(app, counts));
  boost::json::object body;
  body["_links"] = links(*question, list->total);
  body["_embedded"] = boost::json::object{{"addons", std::move(addons)}};
  body["count"] = list->total;
  co_return json_answer(std::move(body));
}

}  // namespace souk::marketplace
