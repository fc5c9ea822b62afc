// flags.json: a flagd definition file with a flag for each of souk's. Text in, text out; the store does the reading and
// writing.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "domain/flag.hpp"

namespace souk::flags {

boost::json::value to_value(const domain::FlagValue& value);
// None if it is neither a switch nor a whole number nor a text.
std::optional<domain::FlagValue> from_value(const boost::json::value& value);

// A file with every flag at these values.
std::string to_definitions(const domain::FlagValues& values);
// The same text, but for what makes `value` the default of `flag`: its defaultVariant, and a variant for a number that
// has none. A flag that is not there is added, one that is DISABLED is enabled. `text` is a definition file that
// FlagRules::read() took.
std::string with_default(std::string_view text, domain::Flag flag, const domain::FlagValue& value);

// The same text, but for what gives `value` to `percent` of those who ask and `otherwise` to the rest: a rule in place
// of any other. 0 and 100: no rule.
std::string with_share(std::string_view text, domain::Flag flag, const domain::FlagValue& value,
                       const domain::FlagValue& otherwise, unsigned percent);

// One line of flags-audit.jsonl, newline included.
std::string to_audit_line(const domain::FlagChange& change);

}  // namespace souk::flags
