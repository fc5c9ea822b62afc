// What the endpoints share: contexts, JSON answers, numbers in queries, dates, escaping.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "http/handler.hpp"
#include "ports/request_context.hpp"
#include "ports/request_trace.hpp"

namespace souk::marketplace {

ports::RequestContext context_of(const http::Request& request);

// From here to the end of the scope the answer is made: each endpoint has one of these once the store has spoken.
class MakingAnswer {
 public:
  explicit MakingAnswer(const http::Request& request) : timer_(request.trace, domain::RequestPhase::serialise) {}

 private:
  ports::PhaseTimer timer_;
};

http::Response json_answer(const boost::json::value& body, int status = 200);
http::Response html_answer(std::string body);

// The query parameter `name` as a whole number, `otherwise` if absent. Errors: invalid_argument naming it.
Result<std::size_t> number_query(const http::Request& request, std::string_view name, std::size_t min, std::size_t max,
                                 std::size_t otherwise);

// "2020-03-05" and "2020-03-05T10:15:30.250Z".
std::string iso_date(UnixMs at);
std::string iso_time(UnixMs at);

// Percent-encodes everything but letters, digits and "-._~": one path segment or query value.
std::string url_escape(std::string_view text);
// For text and for attribute values in quotes.
std::string html_escape(std::string_view text);

// 2550 -> "25.50"
std::string dollars(std::int64_t cents);

}  // namespace souk::marketplace
