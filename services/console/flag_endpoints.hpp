#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>

#include "http/handler.hpp"
#include "ports/flags.hpp"
#include "services/console/ofrep_stream.hpp"

namespace souk::console {

// What the endpoints of flags work on; it outlives them.
struct FlagPorts {
  ports::Flags& flags;
  ports::FlagAdmin& admin;
  RulesSource rules;
  std::function<std::string()> problem;  // of the file, that is; empty: none
};

http::Handler list_flags(const FlagPorts& ports);
http::Handler get_flag(const FlagPorts& ports);
http::Handler put_flag(const FlagPorts& ports);

// The refusal of a change that cannot be taken back and was not confirmed; none if it may go on. `body`: of the
// request, which says {"confirm": true} if it is meant.
std::optional<http::Response> ask_back(const FlagPorts& ports, domain::Flag flag, const domain::FlagValue& value,
                                       const boost::json::object& body);

// Of the body's members "flag" or a path, and "value": a text, a switch or a number. invalid_argument.
Result<domain::FlagValue> value_member(domain::Flag flag, const boost::json::object& body);
std::string text_member(const boost::json::object& body, std::string_view name, std::string_view otherwise);

}  // namespace souk::console
