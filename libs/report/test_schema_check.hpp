// As much of JSON Schema as the schemas of results in docs/schema use: type, enum, properties, required,
// additionalProperties: false and items.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace souk::report {

inline bool has_type(const boost::json::value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  return type == "number" && value.is_number();
}

inline void check_type(const boost::json::value& value, const boost::json::value& type, const std::string& path,
                       std::vector<std::string>& mistakes) {
  bool fits = false;
  if (type.is_array()) {
    for (const auto& one : type.as_array()) fits = fits || has_type(value, one.as_string());
  } else {
    fits = has_type(value, type.as_string());
  }
  if (!fits) mistakes.push_back(path + " has another type");
}

inline void check_schema(const boost::json::value& value, const boost::json::object& schema, const std::string& path,
                         std::vector<std::string>& mistakes) {
  if (const auto* type = schema.if_contains("type")) check_type(value, *type, path, mistakes);
  if (const auto* allowed = schema.if_contains("enum")) {
    const auto& names = allowed->as_array();
    if (std::find(names.begin(), names.end(), value) == names.end()) mistakes.push_back(path + " is not in the enum");
  }
  if (const auto* items = schema.if_contains("items"); items != nullptr && value.is_array()) {
    for (const auto& item : value.as_array()) check_schema(item, items->as_object(), path + "[]", mistakes);
  }
  const auto* properties = schema.if_contains("properties");
  if (properties == nullptr || !value.is_object()) return;
  for (const auto& member : value.as_object()) {
    const auto* known = properties->as_object().if_contains(member.key());
    const std::string place = path + "." + std::string(member.key());
    if (known == nullptr) {
      mistakes.push_back(place + " is not in the schema");
    } else {
      check_schema(member.value(), known->as_object(), place, mistakes);
    }
  }
  if (const auto* required = schema.if_contains("required")) {
    for (const auto& name : required->as_array()) {
      if (!value.as_object().contains(name.as_string())) {
        mistakes.push_back(path + " lacks " + std::string(name.as_string().c_str()));
      }
    }
  }
}

// Where `value` is not as the schema in the file says; it is looked at as a reader gets it, from text. Throws if there
// is no schema.
inline std::vector<std::string> schema_mistakes(const boost::json::value& value, const std::string& schema_path) {
  std::ifstream file(schema_path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> mistakes;
  check_schema(boost::json::parse(boost::json::serialize(value)), boost::json::parse(text).as_object(), "it", mistakes);
  return mistakes;
}

}  // namespace souk::report
