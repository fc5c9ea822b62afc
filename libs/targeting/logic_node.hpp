// A compiled rule: a tree of operators, the texts of which were looked up once.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "targeting/logic.hpp"

namespace souk::targeting {

enum class Operator : std::uint8_t {
  literal,  // a value that stands for itself
  list,     // a list of rules
  var,
  missing,
  missing_some,
  conditional,
  loosely_equal,
  strictly_equal,
  loosely_unequal,
  strictly_unequal,
  negation,
  truth,
  disjunction,
  conjunction,
  greater,
  greater_or_equal,
  less,
  less_or_equal,
  max,
  min,
  sum,
  difference,
  product,
  quotient,
  remainder,
  map,
  reduce,
  filter,
  all,
  none,
  some,
  merge,
  contains,
  concatenation,
  substring,
  log,
  fractional,
  sem_ver,
  starts_with,
  ends_with,
};

struct OperatorName {
  std::string_view name;
  Operator op;
};
inline constexpr std::array<OperatorName, 39> kOperatorNames{{
    {"var", Operator::var},
    {"missing", Operator::missing},
    {"missing_some", Operator::missing_some},
    {"if", Operator::conditional},
    {"?:", Operator::conditional},
    {"==", Operator::loosely_equal},
    {"===", Operator::strictly_equal},
    {"!=", Operator::loosely_unequal},
    {"!==", Operator::strictly_unequal},
    {"!", Operator::negation},
    {"!!", Operator::truth},
    {"or", Operator::disjunction},
    {"and", Operator::conjunction},
    {">", Operator::greater},
    {">=", Operator::greater_or_equal},
    {"<", Operator::less},
    {"<=", Operator::less_or_equal},
    {"max", Operator::max},
    {"min", Operator::min},
    {"+", Operator::sum},
    {"-", Operator::difference},
    {"*", Operator::product},
    {"/", Operator::quotient},
    {"%", Operator::remainder},
    {"map", Operator::map},
    {"reduce", Operator::reduce},
    {"filter", Operator::filter},
    {"all", Operator::all},
    {"none", Operator::none},
    {"some", Operator::some},
    {"merge", Operator::merge},
    {"in", Operator::contains},
    {"cat", Operator::concatenation},
    {"substr", Operator::substring},
    {"log", Operator::log},
    {"fractional", Operator::fractional},
    {"sem_ver", Operator::sem_ver},
    {"starts_with", Operator::starts_with},
    {"ends_with", Operator::ends_with},
}};

struct Logic::Node {
  Operator op = Operator::literal;
  json::value literal;      // of literal
  std::vector<Node> parts;  // arguments, or elements of a list
};

}  // namespace souk::targeting
