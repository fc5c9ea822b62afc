// A slice of something longer.
#pragma once

#include <cstddef>

namespace souk::ports {

struct Slice {
  std::size_t offset = 0;
  std::size_t limit = 10;
};

}  // namespace souk::ports
