#include "credentials/basic_auth.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace souk::credentials {
namespace {

constexpr std::size_t kMaxEncoded = 2'048;

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

std::optional<std::string> decode_base64(std::string_view text) {
  const std::size_t padding = text.ends_with("==") ? 2 : (text.ends_with('=') ? 1 : 0);
  const std::string_view digits = text.substr(0, text.size() - padding);
  // OpenSSL forgives white space and counts the padding as bytes.
  if (text.empty() || text.size() % 4 != 0 || !std::all_of(digits.begin(), digits.end(), is_base64)) return {};
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (length < 0) return {};
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

bool is_basic(std::string_view scheme) {
  constexpr std::string_view kBasic = "basic";
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  return std::equal(scheme.begin(), scheme.end(), kBasic.begin(), kBasic.end(), same);
}

}  // namespace

std::optional<BasicLogin> parse_basic_auth(std::string_view authorization) {
  const std::size_t space = authorization.find(' ');
  if (space == std::string_view::npos || !is_basic(authorization.substr(0, space))) return {};
  std::string_view encoded = authorization.substr(space);
  encoded.remove_prefix(std::min(encoded.find_first_not_of(' '), encoded.size()));
  if (encoded.size() > kMaxEncoded) return {};
  const std::optional<std::string> decoded = decode_base64(encoded);
  if (!decoded) return {};
  const std::size_t colon = decoded->find(':');
  if (colon == std::string::npos) return {};
  return BasicLogin{.name = decoded->substr(0, colon), .password = decoded->substr(colon + 1)};
}

}  // namespace souk::credentials
