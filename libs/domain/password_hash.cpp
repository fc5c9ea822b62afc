#include "domain/password_hash.hpp"

#include <array>

namespace souk::domain {
namespace {

// PBKDF2-HMAC-SHA512 of "souk-demo" with the salt below, 210,000 rounds, 32 bytes.
constexpr std::array<unsigned char, kPasswordHashBytes> kDemoHash{
    0x29, 0x31, 0x16, 0x01, 0xe7, 0xfb, 0x6e, 0xf4, 0x97, 0xaa, 0xef, 0x51, 0xec, 0xe9, 0x4e, 0xca,
    0x47, 0x65, 0xfc, 0x08, 0xb0, 0x7f, 0xb4, 0x0d, 0x9b, 0x57, 0xa9, 0x59, 0xf2, 0x36, 0x35, 0xd5};

}  // namespace

std::string demo_login(std::int64_t vendor_id) { return "vendor-" + std::to_string(vendor_id); }

PasswordHash demo_password_hash() {
  PasswordHash made{.salt = "souk demo logins", .iterations = kPasswordIterations, .hash = {}};
  for (const unsigned char byte : kDemoHash) made.hash += static_cast<char>(byte);
  return made;
}

}  // namespace souk::domain
