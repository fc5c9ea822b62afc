#include "targeting/murmur_hash.hpp"

#include <bit>
#include <cstddef>

namespace souk::targeting {
namespace {

constexpr std::uint32_t kFirst = 0xcc9e2d51;
constexpr std::uint32_t kSecond = 0x1b873593;

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]));
}

std::uint32_t scrambled(std::uint32_t block) { return std::rotl(block * kFirst, 15) * kSecond; }

}  // namespace

std::uint32_t murmur3_32(std::string_view bytes, std::uint32_t seed) {
  std::uint32_t hash = seed;
  const std::size_t whole = bytes.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4) {
    const std::uint32_t block =
        byte_at(bytes, i) | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2) << 16 | byte_at(bytes, i + 3) << 24;
    hash = std::rotl(hash ^ scrambled(block), 13) * 5 + 0xe6546b64;
  }
  std::uint32_t rest = 0;
  for (std::size_t i = bytes.size(); i > whole; --i) rest = rest << 8 | byte_at(bytes, i - 1);
  hash ^= scrambled(rest);  // of nothing: 0
  hash ^= static_cast<std::uint32_t>(bytes.size());
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return hash ^ hash >> 16;
}

}  // namespace souk::targeting
