#include "http/request_parser.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace souk::http {
namespace {

namespace beast = boost::beast;

// A body's storage grows as it arrives: what a client declares is not yet worth memory.
constexpr std::uint64_t kFirstReserve = 64UL * 1024;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

RequestParser::RequestParser(Request& request, RequestHead& head, std::uint32_t header_bytes)
    : request_(request), head_(head) {
  header_limit(header_bytes);
  body_limit(boost::none);
  eager(false);
  request_.body.clear();
  head_.hosts = 0;
  head_.expectation = Expectation::none;
  head_.has_transfer_encoding = false;
  head_.only_chunked = true;
  head_.body_length.reset();
}

void RequestParser::on_request_impl(beast::http::verb, Text method, Text target, int version, Code&) {
  request_.method.assign(method.data(), method.size());
  head_.target.assign(target.data(), target.size());
  head_.http11 = version >= 11;
}

void RequestParser::on_field_impl(beast::http::field field, Text name, Text value, Code&) {
  if (in_trailer_) return;
  if (fields_ == request_.headers.size()) request_.headers.emplace_back();
  auto& [key, text] = request_.headers[fields_++];
  key.resize(name.size());
  std::transform(name.begin(), name.end(), key.begin(), lower);
  text.assign(value.data(), value.size());
  note(field, value);
}

void RequestParser::note(beast::http::field field, Text value) {
  if (field == beast::http::field::host) {
    ++head_.hosts;
  } else if (field == beast::http::field::expect) {
    const bool known = beast::iequals(value, "100-continue") && head_.expectation != Expectation::unknown;
    head_.expectation = known ? Expectation::continue_100 : Expectation::unknown;
  } else if (field == beast::http::field::transfer_encoding) {
    head_.has_transfer_encoding = true;
    head_.only_chunked = head_.only_chunked && beast::iequals(value, "chunked");
  }
}

void RequestParser::on_header_impl(Code&) {
  in_trailer_ = true;
  request_.headers.resize(fields_);
  const boost::optional<std::uint64_t> length = content_length();
  if (length) head_.body_length = *length;
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) {
  if (length && !discard_) request_.body.reserve(static_cast<std::size_t>(std::min(*length, kFirstReserve)));
}

std::size_t RequestParser::on_body_impl(Text body, Code&) {
  if (!discard_) request_.body.append(body.data(), body.size());
  return body.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text body, Code& error) {
  return on_body_impl(body, error);
}

}  // namespace souk::http
