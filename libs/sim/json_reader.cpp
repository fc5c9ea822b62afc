#include "sim/json_reader.hpp"

#include <algorithm>
#include <cmath>

namespace souk::sim {
namespace {

constexpr double kMaxUs = 3.6e9;  // an hour: what takes longer is a mistake, not a service time

}  // namespace

JsonReader::JsonReader(const boost::json::value& value, std::string path, Result<void>& outcome)
    : object_(value.if_object()), path_(std::move(path)), outcome_(outcome) {
  if (object_ == nullptr) complain("", "must be an object");
}

JsonReader JsonReader::object(const std::string& name) {
  static const boost::json::value none;
  const boost::json::value* value = take(name);
  return {value != nullptr ? *value : none, path_.empty() ? name : path_ + "." + name, outcome_};
}

std::vector<JsonReader> JsonReader::objects(const std::string& name) {
  std::vector<JsonReader> readers;
  const boost::json::value* value = take(name);
  if (value == nullptr) return readers;
  if (!value->is_array()) {
    complain(name, "must be an array of objects");
    return readers;
  }
  const std::string place = path_.empty() ? name : path_ + "." + name;
  for (const boost::json::value& member : value->get_array()) {
    readers.emplace_back(member, place + "[" + std::to_string(readers.size()) + "]", outcome_);
  }
  return readers;
}

void JsonReader::read(const std::string& name, Nanos& into) {
  if (const boost::json::value* value = take(name + "_us")) read_us(*value, name + "_us", into);
}

void JsonReader::read(const std::string& name, ServiceTime& into) {
  JsonReader time = object(name);
  const boost::json::value* value = time.take("quantiles_us");
  if (value == nullptr) return;
  const boost::json::array* quantiles = value->if_array();
  if (quantiles == nullptr || quantiles->size() != into.at.size()) {
    return time.complain("quantiles_us", "must be an array of " + std::to_string(into.at.size()) + " numbers");
  }
  for (std::size_t i = 0; i < into.at.size(); ++i) {
    time.read_us((*quantiles)[i], "quantiles_us[" + std::to_string(i) + "]", into.at[i]);
  }
  time.expect_no_more();
}

void JsonReader::read(const std::string& name, bool& into) {
  const boost::json::value* value = take(name);
  if (value == nullptr) return;
  if (!value->is_bool()) return complain(name, "must be true or false");
  into = value->get_bool();
}

void JsonReader::read(const std::string& name, std::string& into) {
  const boost::json::value* value = take(name);
  if (value == nullptr) return;
  if (!value->is_string()) return complain(name, "must be a text");
  into = std::string(value->get_string());
}

void JsonReader::read(const std::string& name, unsigned& into) {
  const boost::json::value* value = take(name);
  if (value == nullptr) return;
  boost::system::error_code wrong;
  const auto number = value->to_number<unsigned>(wrong);
  if (wrong) return complain(name, "must be a whole number, not negative");
  into = number;
}

void JsonReader::read(const std::string& name, double& into) {
  const boost::json::value* value = take(name);
  if (value == nullptr) return;
  boost::system::error_code wrong;
  const auto number = value->to_number<double>(wrong);
  if (wrong) return complain(name, "must be a number");
  into = number;
}

void JsonReader::read_us(const boost::json::value& value, const std::string& name, Nanos& into) {
  boost::system::error_code wrong;
  const auto us = value.to_number<double>(wrong);
  if (wrong) return complain(name, "must be a number");
  if (std::abs(us) > kMaxUs) return complain(name, "is longer than an hour");
  into = Nanos{std::llround(us * 1e3)};
}

void JsonReader::expect_no_more() {
  if (!outcome_) return;
  for (const auto& member : *object_) {
    const std::string name(member.key());
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) return complain(name, "is unknown");
  }
}

void JsonReader::complain(const std::string& name, const std::string& what) {
  if (!outcome_) return;
  const std::string place = path_.empty() || name.empty() ? path_ + name : path_ + "." + name;
  outcome_ = fail(Errc::invalid_argument, (place.empty() ? "the model" : place) + ": " + what);
}

const boost::json::value* JsonReader::take(const std::string& name) {
  if (!outcome_) return nullptr;
  known_.push_back(name);
  const boost::json::value* value = object_->if_contains(name);
  if (value == nullptr) complain(name, "is missing");
  return value;
}

}  // namespace souk::sim
