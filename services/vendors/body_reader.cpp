#include "services/vendors/body_reader.hpp"

#include <cmath>
#include <utility>

namespace souk::vendors {

namespace json = boost::json;

const json::value* BodyReader::find(std::string_view name) {
  known_.emplace(name);
  return object_.if_contains(name);
}

void BodyReader::complain(std::string_view name, std::string message) {
  mistakes_.push_back({path_ + std::string(name), std::move(message)});
}

std::optional<std::string> BodyReader::text(std::string_view name) {
  const json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const json::string* text = value->if_string()) return std::string(*text);
  complain(name, "must be a string");
  return std::nullopt;
}

std::optional<std::int64_t> BodyReader::integer(std::string_view name) {
  const json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const std::int64_t* number = value->if_int64()) return *number;
  complain(name, "must be a whole number");
  return std::nullopt;
}

std::optional<bool> BodyReader::boolean(std::string_view name) {
  const json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const bool* truth = value->if_bool()) return *truth;
  complain(name, "must be true or false");
  return std::nullopt;
}

std::optional<std::int64_t> BodyReader::dollars(std::string_view name) {
  constexpr double kMax = 10'000'000;
  const json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  double amount = -1;
  if (value->is_number()) amount = value->to_number<double>();
  const double cents = std::round(amount * 100);
  if (amount >= 0 && amount <= kMax && std::abs(cents - amount * 100) < 1e-6 * std::max(1.0, cents)) {
    return static_cast<std::int64_t>(cents);
  }
  complain(name, "must be an amount in US dollars, from 0 to 10,000,000, in whole cents");
  return std::nullopt;
}

const json::object* BodyReader::object(std::string_view name) {
  const json::value* value = find(name);
  if (value == nullptr) return nullptr;
  if (const json::object* inner = value->if_object()) return inner;
  complain(name, "must be an object");
  return nullptr;
}

const json::array* BodyReader::array(std::string_view name) {
  const json::value* value = find(name);
  if (value == nullptr) return nullptr;
  if (const json::array* inner = value->if_array()) return inner;
  complain(name, "must be an array");
  return nullptr;
}

void BodyReader::expect_no_more() {
  for (const auto& member : object_) {
    if (!known_.contains(std::string_view(member.key()))) complain(member.key(), "is not a member of this body");
  }
}

}  // namespace souk::vendors
