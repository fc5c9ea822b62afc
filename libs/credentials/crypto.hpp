// The few functions of OpenSSL that souk uses, with strings of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace souk::credentials {

// PBKDF2-HMAC-SHA512 (RFC 8018). `iterations` > 0. Throws std::runtime_error if the library fails.
std::string pbkdf2(std::string_view password, std::string_view salt, std::uint32_t iterations, std::size_t bytes);
std::string hmac_sha256(std::string_view key, std::string_view text);
std::string sha256(std::string_view text);
// From the system's generator, seeded by the kernel. Throws std::runtime_error if it cannot be.
std::string random_bytes(std::size_t bytes);
// In a time that depends on the lengths alone.
bool equal(std::string_view a, std::string_view b);

std::string to_hex(std::string_view bytes);

}  // namespace souk::credentials
