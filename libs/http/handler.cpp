#include "http/handler.hpp"

namespace souk::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::optional<std::string_view> first(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view Request::header(std::string_view name) const { return first(headers, name).value_or(""); }

std::string_view Request::path_parameter(std::string_view name) const {
  return first(path_parameters, name).value_or("");
}

std::optional<std::string_view> Request::query(std::string_view name) const { return first(query_parameters, name); }

}  // namespace souk::http
