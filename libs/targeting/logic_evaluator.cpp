#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "targeting/coercion.hpp"
#include "targeting/logic_node.hpp"
#include "targeting/murmur_hash.hpp"
#include "targeting/sem_ver.hpp"

namespace souk::targeting {
namespace {

std::string_view view(const json::value& text) { return {text.get_string().data(), text.get_string().size()}; }

std::size_t size_of(const json::value& value) {
  std::size_t size = 1;
  if (value.is_array()) {
    for (const json::value& element : value.get_array()) size += size_of(element);
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.get_object()) size += size_of(member);
  }
  return size;
}

// The member, or the element, that one part of a path names; null if there is none.
const json::value* step_into(const json::value& at, std::string_view part) {
  if (at.is_object()) return at.get_object().if_contains(part);
  if (!at.is_array()) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (error != std::errc() || end != part.data() + part.size()) return nullptr;
  return at.get_array().if_contains(index);
}

const json::value* find(const json::value& data, std::string_view path) {
  const json::value* at = &data;
  while (at != nullptr) {
    const std::size_t dot = path.find('.');
    at = step_into(*at, path.substr(0, dot));
    if (dot == std::string_view::npos) return at;
    path.remove_prefix(dot + 1);
  }
  return nullptr;
}

// As JavaScript's slice of characters: of code points, here.
std::string substring(const std::string& text, double from, std::optional<double> length) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) starts.push_back(i);
  }
  const auto count = static_cast<double>(starts.size());
  starts.push_back(text.size());
  double first = std::isnan(from) ? 0 : std::trunc(from);
  if (first < 0) first = std::max(0.0, count + first);
  first = std::min(first, count);
  double last = count;
  if (length && *length < 0) last = count + std::trunc(*length);
  if (length && *length >= 0) last = std::min(count, first + std::trunc(*length));
  if (length && std::isnan(*length)) last = first;
  if (last <= first) return {};
  const std::size_t begin = starts[static_cast<std::size_t>(first)];
  return text.substr(begin, starts[static_cast<std::size_t>(last)] - begin);
}

}  // namespace

class Logic::Evaluator {
 public:
  explicit Evaluator(const LogicLimits& limits) : limits_(limits) {}

  bool out_of_steps() const { return steps_ > limits_.steps; }

  json::value evaluate(const Node& node, const json::value& data) {
    if (!spend(1)) return nullptr;
    switch (node.op) {
      case Operator::literal:
        return node.literal;
      case Operator::list:
        return all_of(node, data);
      case Operator::var:
        return var(node, data);
      case Operator::missing:
        return missing(node, data);
      case Operator::missing_some:
        return missing_some(node, data);
      case Operator::conditional:
        return conditional(node, data);
      case Operator::disjunction:
        return first_that(node, data, true);
      case Operator::conjunction:
        return first_that(node, data, false);
      case Operator::map:
      case Operator::filter:
      case Operator::all:
      case Operator::none:
      case Operator::some:
        return on_each(node, data);
      case Operator::reduce:
        return reduce(node, data);
      case Operator::fractional:
        return fractional(node, data);
      default:
        return on_values(node.op, all_of(node, data));
    }
  }

 private:
  // False when there is nothing left to spend; every operator is null from then on.
  bool spend(std::size_t steps) {
    steps_ = out_of_steps() ? steps_ : steps_ + steps;
    return !out_of_steps();
  }

  json::value part(const Node& node, std::size_t index, const json::value& data) {
    return index < node.parts.size() ? evaluate(node.parts[index], data) : json::value();
  }

  json::array all_of(const Node& node, const json::value& data) {
    json::array values;
    values.reserve(node.parts.size());
    for (const Node& each : node.parts) values.push_back(evaluate(each, data));
    return values;
  }

  json::value copied(const json::value& value) {
    if (!value.is_array() && !value.is_object()) return value;
    return spend(size_of(value)) ? value : json::value();
  }

  json::value var(const Node& node, const json::value& data) {
    const json::value path = part(node, 0, data);
    const bool all = path.is_null() || (path.is_string() && path.get_string().empty());
    if (all) return copied(data);
    const json::value* found = nullptr;
    if (path.is_string()) {
      found = find(data, view(path));
    } else if (path.is_number()) {
      found = find(data, to_text(path));
    }
    if (found == nullptr || found->is_null()) return part(node, 1, data);
    return copied(*found);
  }

  static bool is_missing(const json::value& key, const json::value& data) {
    const json::value* found = find(data, to_text(key));
    return found == nullptr || found->is_null() || (found->is_string() && found->get_string().empty());
  }

  json::value missing(const Node& node, const json::value& data) {
    const json::array given = all_of(node, data);
    const bool in_a_list = !given.empty() && given.front().is_array();
    json::array gone;
    for (const json::value& key : in_a_list ? given.front().get_array() : given) {
      if (is_missing(key, data)) gone.push_back(key);
    }
    return gone;
  }

  json::value missing_some(const Node& node, const json::value& data) {
    const double wanted = to_number(part(node, 0, data));
    const json::value keys = part(node, 1, data);
    if (!keys.is_array()) return json::array();
    json::array gone;
    for (const json::value& key : keys.get_array()) {
      if (is_missing(key, data)) gone.push_back(key);
    }
    const auto there = static_cast<double>(keys.get_array().size() - gone.size());
    return there >= wanted ? json::array() : gone;
  }

  json::value conditional(const Node& node, const json::value& data) {
    std::size_t i = 0;
    for (; i + 1 < node.parts.size(); i += 2) {
      if (is_truthy(evaluate(node.parts[i], data))) return evaluate(node.parts[i + 1], data);
    }
    return part(node, i, data);
  }

  json::value first_that(const Node& node, const json::value& data, bool truth) {
    json::value last;
    for (const Node& each : node.parts) {
      last = evaluate(each, data);
      if (is_truthy(last) == truth) break;
    }
    return last;
  }

  json::value on_each(const Node& node, const json::value& data) {
    const json::value given = part(node, 0, data);
    json::array results;
    std::size_t held = 0;
    if (given.is_array() && node.parts.size() > 1) {
      for (const json::value& element : given.get_array()) {
        json::value result = evaluate(node.parts[1], element);
        if (out_of_steps()) return nullptr;
        const bool holds = is_truthy(result);
        if (holds) ++held;
        if (node.op == Operator::map) results.push_back(std::move(result));
        if (node.op == Operator::filter && holds) results.push_back(copied(element));
      }
    }
    const std::size_t count = given.is_array() ? given.get_array().size() : 0;
    if (node.op == Operator::all) return count > 0 && held == count;
    if (node.op == Operator::none) return held == 0;
    if (node.op == Operator::some) return held > 0;
    return results;
  }

  json::value reduce(const Node& node, const json::value& data) {
    const json::value given = part(node, 0, data);
    json::value sum = part(node, 2, data);
    if (!given.is_array() || node.parts.size() < 2) return sum;
    for (const json::value& element : given.get_array()) {
      if (!spend(size_of(sum) + size_of(element))) return nullptr;
      sum = evaluate(node.parts[1], json::object{{"current", element}, {"accumulator", std::move(sum)}});
    }
    return sum;
  }

  // A share of all users by their hash: the same user is always in the same bucket, whatever the others are.
  json::value fractional(const Node& node, const json::value& data) {
    constexpr std::int64_t kMostWeight = std::numeric_limits<std::int32_t>::max();
    std::size_t first_bucket = 0;
    std::string user;
    const json::value first = part(node, 0, data);
    if (first.is_string()) {
      user = std::string(view(first));
      first_bucket = 1;
    } else {
      const json::value* key = find(data, "targetingKey");
      const json::value* flag = find(data, "$flagd.flagKey");
      if (key == nullptr || !key->is_string()) return nullptr;
      if (flag != nullptr && flag->is_string()) user = std::string(view(*flag));
      user += view(*key);
    }
    struct Bucket {
      json::value variant;
      std::int64_t weight;
    };
    std::vector<Bucket> buckets;
    std::int64_t total = 0;
    for (std::size_t i = first_bucket; i < node.parts.size(); ++i) {
      json::value given = i == 0 ? first : evaluate(node.parts[i], data);
      if (!given.is_array() || given.get_array().empty() || given.get_array().size() > 2) return nullptr;
      std::int64_t weight = 1;
      if (given.get_array().size() == 2) {
        const std::optional<std::int64_t> whole = whole_number(given.get_array()[1]);
        if (!whole) return nullptr;
        weight = std::max<std::int64_t>(0, *whole);
      }
      if (weight > kMostWeight - total) return nullptr;
      total += weight;
      buckets.push_back({std::move(given.get_array()[0]), weight});
    }
    if (total == 0) return nullptr;
    const auto bucket =
        static_cast<std::int64_t>((std::uint64_t{murmur3_32(user)} * static_cast<std::uint64_t>(total)) >> 32U);
    std::int64_t end = 0;
    for (Bucket& each : buckets) {
      end += each.weight;
      if (bucket < end) return std::move(each.variant);
    }
    return nullptr;
  }

  static std::optional<std::int64_t> whole_number(const json::value& value) {
    if (!value.is_number()) return std::nullopt;
    const double number = to_number(value);
    if (number != std::trunc(number) || std::abs(number) > 1e15) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }

  // Operators that look at nothing but the values of their arguments.
  json::value on_values(Operator op, json::array values) {
    const auto at = [&values](std::size_t index) { return index < values.size() ? values[index] : json::value(); };
    switch (op) {
      case Operator::loosely_equal:
        return is_loosely_equal(at(0), at(1));
      case Operator::strictly_equal:
        return is_strictly_equal(at(0), at(1));
      case Operator::loosely_unequal:
        return !is_loosely_equal(at(0), at(1));
      case Operator::strictly_unequal:
        return !is_strictly_equal(at(0), at(1));
      case Operator::negation:
        return !is_truthy(at(0));
      case Operator::truth:
        return is_truthy(at(0));
      case Operator::greater:
        return is_less(at(1), at(0)).value_or(false);
      case Operator::greater_or_equal:
        return !is_less(at(0), at(1)).value_or(true);
      case Operator::less:
        return is_less(at(0), at(1)).value_or(false) && (values.size() < 3 || is_less(at(1), at(2)).value_or(false));
      case Operator::less_or_equal:
        return !is_less(at(1), at(0)).value_or(true) && (values.size() < 3 || !is_less(at(2), at(1)).value_or(true));
      case Operator::max:
      case Operator::min:
        return extreme(op, values);
      case Operator::sum:
      case Operator::product:
        return total(op, values);
      case Operator::difference:
        return number_value(values.size() > 1 ? to_number(at(0)) - to_number(at(1)) : -to_number(at(0)));
      case Operator::quotient:
        return number_value(to_number(at(0)) / to_number(at(1)));
      case Operator::remainder:
        return number_value(std::fmod(to_number(at(0)), to_number(at(1))));
      case Operator::merge:
        return merge(std::move(values));
      case Operator::contains:
        return contains(at(0), at(1));
      case Operator::concatenation:
        return concatenation(values);
      case Operator::substring:
        return limited(substring(to_text(at(0)), to_number(at(1)),
                                 values.size() > 2 ? std::optional(to_number(at(2))) : std::nullopt));
      case Operator::log:
        return at(0);
      case Operator::sem_ver:
        return sem_ver(values);
      case Operator::starts_with:
      case Operator::ends_with:
        return affix(op, values);
      default:
        return nullptr;
    }
  }

  static json::value extreme(Operator op, const json::array& values) {
    if (values.empty()) return nullptr;
    double found = to_number(values.front());
    for (const json::value& value : values) {
      const double number = to_number(value);
      if (std::isnan(number)) return nullptr;
      found = op == Operator::max ? std::max(found, number) : std::min(found, number);
    }
    return number_value(found);
  }

  static json::value total(Operator op, const json::array& values) {
    // The reference implementation multiplies pairs: what has no partner stays what it is.
    if (op == Operator::product && values.size() == 1) return values.front();
    double total = op == Operator::sum ? 0 : 1;
    for (const json::value& value : values) {
      const double number = parse_float(value);
      total = op == Operator::sum ? total + number : total * number;
    }
    return values.empty() && op == Operator::product ? json::value() : number_value(total);
  }

  json::value merge(json::array values) {
    json::array all;
    for (json::value& value : values) {
      if (!value.is_array()) {
        all.push_back(std::move(value));
        continue;
      }
      if (!spend(value.get_array().size())) return nullptr;
      for (json::value& element : value.get_array()) all.push_back(std::move(element));
    }
    return all;
  }

  static json::value contains(const json::value& wanted, const json::value& where) {
    // Nothing is in an empty text, not even another one: the reference implementation looks into what is truthy.
    if (where.is_string()) {
      return !view(where).empty() && view(where).find(to_text(wanted)) != std::string_view::npos;
    }
    if (!where.is_array()) return false;
    return std::any_of(where.get_array().begin(), where.get_array().end(),
                       [&wanted](const json::value& each) { return is_strictly_equal(each, wanted); });
  }

  json::value concatenation(const json::array& values) {
    std::string text;
    for (const json::value& value : values) {
      if (!value.is_null()) text += to_text(value);
      if (text.size() > limits_.text) return nullptr;
    }
    return json::value(text);
  }

  json::value limited(const std::string& text) const {
    return text.size() <= limits_.text ? json::value(text) : json::value();
  }

  static bool are_texts(const json::array& values, std::size_t count) {
    return values.size() == count &&
           std::all_of(values.begin(), values.end(), [](const json::value& each) { return each.is_string(); });
  }

  static json::value sem_ver(const json::array& values) {
    if (!are_texts(values, 3)) return nullptr;
    const std::optional<bool> holds = compare_versions(view(values[0]), view(values[1]), view(values[2]));
    return holds ? json::value(*holds) : json::value();
  }

  static json::value affix(Operator op, const json::array& values) {
    if (!are_texts(values, 2)) return nullptr;
    return op == Operator::starts_with ? view(values[0]).starts_with(view(values[1]))
                                       : view(values[0]).ends_with(view(values[1]));
  }

  const LogicLimits& limits_;
  std::size_t steps_ = 0;
};

Logic::Outcome Logic::evaluate(const json::value& data) const {
  Evaluator evaluator(limits_);
  json::value value = evaluator.evaluate(*root_, data);
  if (evaluator.out_of_steps()) return {.value = nullptr, .out_of_steps = true};
  return {.value = std::move(value), .out_of_steps = false};
}

}  // namespace souk::targeting
