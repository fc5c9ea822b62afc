// CRC-32C (Castagnoli polynomial, RFC 3720 appendix B.4), the checksum of the journal's headers and records.
#pragma once

#include <cstdint>
#include <string_view>

namespace souk::event_log {

// The checksum of `bytes`, continuing from `seed`, which is the checksum of the bytes before them (0 = none). Uses the
// processor's own instruction where there is one.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed = 0);

// The same by table, on any processor.
std::uint32_t crc32c_by_table(std::string_view bytes, std::uint32_t seed = 0);

}  // namespace souk::event_log
