// MurmurHash3 for x86, 32 bits (Austin Appleby, public domain; the algorithm by which flagd puts users into buckets).
#pragma once

#include <cstdint>
#include <string_view>

namespace souk::targeting {

std::uint32_t murmur3_32(std::string_view bytes, std::uint32_t seed = 0);

}  // namespace souk::targeting
