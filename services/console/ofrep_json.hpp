// OFREP's documents (OpenFeature Remote Evaluation Protocol 0.3): the context that comes in, the evaluations that go
// out.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "domain/result.hpp"
#include "http/handler.hpp"
#include "targeting/definition.hpp"

namespace souk::console {

// What is wrong with a request, as {"errorCode", "errorDetails"} and, for one flag, "key".
struct OfrepError {
  std::string code;  // "PARSE_ERROR", "INVALID_CONTEXT", ...
  std::string details;
};

// The member "context" of the body; none is an empty one, as the web client sends it. PARSE_ERROR: the body is no JSON
// object. INVALID_CONTEXT: the context is none, or its targetingKey no text.
boost::system::result<boost::json::object, OfrepError> parse_context(const http::Request& request);

boost::json::object to_json(const OfrepError& error);

// One evaluation, good or not. Metadata of the set is joined to the flag's, which wins.
boost::json::object evaluation_json(const targeting::Definition& flag, const boost::json::object& set_metadata,
                                    const boost::json::object& context, UnixMs now);
// All flags, by name.
boost::json::array evaluations_json(const targeting::DefinitionSet& set, const boost::json::object& context,
                                    UnixMs now);

// A strong entity tag, quotes included.
std::string etag_of(std::string_view text);
// Whether If-None-Match names the tag (RFC 9110, section 13.1.2: compared weakly).
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace souk::console
