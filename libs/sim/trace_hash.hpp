// A running hash of what happened, to compare two runs by. Not for security: a multiply and a rotation a number, the
// mixing step of MurmurHash3 (Appleby, public domain).
#pragma once

#include <bit>
#include <cstdint>

namespace souk::sim {

class TraceHash {
 public:
  void mix(std::uint64_t number) {
    number *= 0x87c37b91114253d5ULL;
    number = std::rotl(number, 31) * 0x4cf5ad432745937fULL;
    hash_ = std::rotl(hash_ ^ number, 27) * 5 + 0x52dce729ULL;
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0x736f756bULL;
};

}  // namespace souk::sim
