// What JavaScript makes of a value where it wants another kind, which is what JsonLogic's operators are defined by
// (ECMA-262, "Abstract Operations"). Texts are compared by their UTF-8 bytes.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

namespace souk::targeting {

namespace json = boost::json;

bool is_truthy(const json::value& value);
// ToNumber; NaN for what is no number.
double to_number(const json::value& value);
// parseFloat: the number that the text begins with. NaN without one.
double parse_float(const json::value& value);
// ToString; an element of a list that is null is an empty text.
std::string to_text(const json::value& value);
// A whole number stays one; what JSON cannot say (NaN, infinity) is null.
json::value number_value(double number);

bool is_strictly_equal(const json::value& a, const json::value& b);  // ===
bool is_loosely_equal(const json::value& a, const json::value& b);   // ==
// a < b; none if they have no order.
std::optional<bool> is_less(const json::value& a, const json::value& b);

}  // namespace souk::targeting
