// Beast's request parser writing straight into a Request, whose strings are reused from request to request. Internal to
// the server.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <boost/optional.hpp>
#include <cstdint>
#include <string>

#include "http/handler.hpp"
#include "http/request_head.hpp"

namespace souk::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  // Replaces the method, headers and body of `request` and all of `head`. No limit on the body until body_limit() sets
  // the route's.
  RequestParser(Request& request, RequestHead& head, std::uint32_t header_bytes);

  void discard_body() { discard_ = true; }

 private:
  using Text = boost::beast::string_view;
  using Code = boost::beast::error_code;
  void on_request_impl(boost::beast::http::verb verb, Text method, Text target, int version, Code& error) override;
  void on_response_impl(int, Text, int, Code&) override {}
  void on_field_impl(boost::beast::http::field field, Text name, Text value, Code& error) override;
  void on_header_impl(Code& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code& error) override;
  std::size_t on_body_impl(Text body, Code& error) override;
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t remaining, Text body, Code& error) override;
  void on_finish_impl(Code&) override {}

  void note(boost::beast::http::field field, Text value);

  Request& request_;
  RequestHead& head_;
  std::size_t fields_ = 0;  // headers so far; the elements behind them are leftovers of the last request
  bool in_trailer_ = false;
  bool discard_ = false;
};

}  // namespace souk::http
