#include "http/client_response_parser.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace souk::http {
namespace {

constexpr std::size_t kMaxLine = 4'096;  // a chunk's size with its extensions, or a trailer

Error malformed(std::string_view what) { return fail(Errc::corrupt, "malformed HTTP response: " + std::string(what)); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool contains_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view item = list.substr(0, comma);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    if (same(item, token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

// The whole of `text` as a number, or nothing.
template <class Number>
bool parse_number(std::string_view text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string_view ClientResponse::header(std::string_view name) const {
  std::string_view rest = head;
  std::size_t line_end = rest.find("\r\n");
  while (line_end != std::string_view::npos) {
    rest.remove_prefix(line_end + 2);
    line_end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, line_end);
    const std::size_t colon = line.find(':');
    if (colon == name.size() && same(line.substr(0, colon), name)) {
      std::string_view value = line.substr(colon + 1);
      while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
      while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
      return value;
    }
  }
  return {};
}

void ClientResponseParser::begin(bool to_head, bool discard_body, std::size_t max_body) {
  response_ = ClientResponse();
  line_.clear();
  left_ = 0;
  body_bytes_ = 0;
  max_body_ = max_body;
  state_ = State::head;
  to_head_ = to_head;
  discard_ = discard_body;
  started_ = false;
  keep_alive_ = false;
  excess_ = false;
}

Result<bool> ClientResponseParser::feed(std::string_view bytes) {
  started_ = started_ || !bytes.empty();
  while (!bytes.empty() && state_ != State::done) {
    const Result<void> taken = state_ == State::head ? feed_head(bytes) : feed_body(bytes);
    if (!taken) return taken.error();
  }
  excess_ = !bytes.empty();
  return state_ == State::done;
}

Result<void> ClientResponseParser::feed_head(std::string_view& bytes) {
  std::string& head = response_.head;
  const std::size_t before = head.size();
  head.append(bytes);
  const std::size_t end = head.find("\r\n\r\n", before < 3 ? 0 : before - 3);
  if (end == std::string::npos) {
    if (head.size() > kMaxHead) return fail(Errc::too_large, "response headers exceed 64 KiB");
    bytes = {};
    return {};
  }
  bytes.remove_prefix(end + 4 - before);
  head.resize(end + 4);
  return end_of_head();
}

Result<void> ClientResponseParser::end_of_head() {
  const std::string_view head = response_.head;
  // "HTTP/1.1 200 OK"
  if (head.size() < 13 || !head.starts_with("HTTP/1.") || head[8] != ' ') return malformed("status line");
  if (!parse_number(head.substr(9, 3), response_.status) || response_.status < 100) return malformed("status code");
  if (response_.status < 200 && response_.status != 101) {
    response_ = ClientResponse();
    return {};
  }
  const std::string_view connection = response_.header("connection");
  keep_alive_ = head[7] == '1' ? !contains_token(connection, "close") : contains_token(connection, "keep-alive");
  if (to_head_ || response_.status == 204 || response_.status == 304 || response_.status == 101) {
    state_ = State::done;
    return {};
  }
  const std::string_view encoding = response_.header("transfer-encoding");
  const std::string_view length = response_.header("content-length");
  if (contains_token(encoding, "chunked")) {
    state_ = State::chunk_size;
  } else if (!length.empty()) {
    if (!parse_number(length, left_)) return malformed("content-length");
    if (left_ > max_body_) return fail(Errc::too_large, "response body exceeds the client's limit");
    state_ = left_ == 0 ? State::done : State::fixed_body;
  } else {
    keep_alive_ = false;
    state_ = State::until_close;
  }
  return {};
}

Result<void> ClientResponseParser::keep(std::string_view body) {
  body_bytes_ += body.size();
  if (body_bytes_ > max_body_) return fail(Errc::too_large, "response body exceeds the client's limit");
  if (!discard_) response_.body.append(body);
  return {};
}

Result<void> ClientResponseParser::feed_body(std::string_view& bytes) {
  if (state_ == State::until_close) {
    const std::string_view all = std::exchange(bytes, std::string_view());
    return keep(all);
  }
  if (state_ == State::fixed_body || state_ == State::chunk_data) {
    const std::string_view part = bytes.substr(0, left_);
    bytes.remove_prefix(part.size());
    left_ -= part.size();
    if (left_ == 0) state_ = state_ == State::fixed_body ? State::done : State::chunk_end;
    return keep(part);
  }
  return feed_line(bytes);
}

Result<void> ClientResponseParser::feed_line(std::string_view& bytes) {
  const std::size_t newline = bytes.find('\n');
  line_.append(bytes.substr(0, newline));
  if (line_.size() > kMaxLine) return malformed("a line of the chunked body is too long");
  if (newline == std::string_view::npos) {
    bytes = {};
    return {};
  }
  bytes.remove_prefix(newline + 1);
  if (line_.empty() || line_.back() != '\r') return malformed("line end in the chunked body");
  line_.pop_back();
  Result<void> read = end_of_line();
  line_.clear();
  return read;
}

Result<void> ClientResponseParser::end_of_line() {
  if (state_ == State::chunk_end) {
    if (!line_.empty()) return malformed("chunk longer than its size");
    state_ = State::chunk_size;
  } else if (state_ == State::trailer) {
    if (line_.empty()) state_ = State::done;
  } else {
    const std::string_view size = std::string_view(line_).substr(0, line_.find_first_of("; \t"));
    if (!parse_number(size, left_, 16)) return malformed("chunk size");
    state_ = left_ == 0 ? State::trailer : State::chunk_data;
  }
  return {};
}

}  // namespace souk::http
