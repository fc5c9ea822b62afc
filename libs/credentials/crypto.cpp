#include "credentials/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <limits>
#include <stdexcept>

namespace souk::credentials {
namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// OpenSSL counts in int.
int length_of(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw std::runtime_error("too long");
  return static_cast<int>(text.size());
}

void expect(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("OpenSSL: ") + what + " failed");
}

}  // namespace

std::string pbkdf2(std::string_view password, std::string_view salt, std::uint32_t iterations, std::size_t bytes) {
  std::string key(bytes, '\0');
  const int done = PKCS5_PBKDF2_HMAC(password.data(), length_of(password), bytes_of(salt), length_of(salt),
                                     static_cast<int>(iterations), EVP_sha512(), length_of(key), bytes_of(key));
  expect(done == 1, "PBKDF2");
  return key;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int length = 0;
  const auto* const done =
      HMAC(EVP_sha256(), key.data(), length_of(key), bytes_of(text), text.size(), out.data(), &length);
  expect(done != nullptr, "HMAC");
  return {reinterpret_cast<const char*>(out.data()), length};
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int length = 0;
  expect(EVP_Digest(text.data(), text.size(), out.data(), &length, EVP_sha256(), nullptr) == 1, "SHA-256");
  return {reinterpret_cast<const char*>(out.data()), length};
}

std::string random_bytes(std::size_t bytes) {
  std::string random(bytes, '\0');
  expect(RAND_bytes(bytes_of(random), length_of(random)) == 1, "the random generator");
  return random;
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

}  // namespace souk::credentials
