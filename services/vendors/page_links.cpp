#include "services/vendors/page_links.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/marketplace/addon_json.hpp"
#include "services/marketplace/answer.hpp"

namespace souk::vendors {
namespace {

constexpr std::size_t kMaxOffset = 1'000'000;

}  // namespace

Result<ports::Slice> read_slice(const http::Request& request, std::size_t max_limit, std::size_t otherwise) {
  const auto offset = marketplace::number_query(request, "offset", 0, kMaxOffset, 0);
  if (!offset) return offset.error();
  const auto limit = marketplace::number_query(request, "limit", 1, max_limit, otherwise);
  if (!limit) return limit.error();
  return ports::Slice{.offset = *offset, .limit = *limit};
}

boost::json::object page_links(const std::string& path, ports::Slice slice, std::uint64_t total,
                               const std::vector<std::pair<std::string, std::string>>& kept) {
  const auto href = [&](std::size_t offset) {
    std::string out = fmt::format("{}?offset={}&limit={}", path, offset, slice.limit);
    for (const auto& [name, value] : kept) out += "&" + name + "=" + marketplace::url_escape(value);
    return marketplace::link(out);
  };
  boost::json::object links;
  links["self"] = href(slice.offset);
  if (slice.offset + slice.limit < total) links["next"] = href(slice.offset + slice.limit);
  if (slice.offset > 0) links["prev"] = href(slice.offset - std::min(slice.offset, slice.limit));
  return links;
}

}  // namespace souk::vendors
