// A password as a store keeps it, and the logins of the demo vendors.
#pragma once

#include <cstdint>
#include <string>

namespace souk::domain {

// PBKDF2 with HMAC-SHA-512 (RFC 8018). Salt and hash are bytes.
struct PasswordHash {
  std::string salt;
  std::uint32_t iterations = 0;
  std::string hash;
  friend bool operator==(const PasswordHash&, const PasswordHash&) = default;
};

// OWASP's password storage cheat sheet for PBKDF2-HMAC-SHA512.
inline constexpr std::uint32_t kPasswordIterations = 210'000;
inline constexpr std::size_t kPasswordHashBytes = 32;
inline constexpr std::size_t kMinPasswordBytes = 8;
inline constexpr std::size_t kMaxPasswordBytes = 200;

// Every vendor of a generated catalogue can log in as "vendor-<id>" with this password until it sets one of its own.
// Not a secret: it is documented, and guards invented data.
inline constexpr const char* kDemoPassword = "souk-demo";
std::string demo_login(std::int64_t vendor_id);
// Of kDemoPassword. A constant, because a hash for each of thousands of vendors would take minutes to fill a store.
PasswordHash demo_password_hash();

}  // namespace souk::domain
