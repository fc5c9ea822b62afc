// What `souk top` shows of two readings of a running souk: who holds and who waits for each shared resource.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "domain/status.hpp"

namespace souk {

struct TopLine {
  std::string text;
  bool strong = false;  // shown in bold where that is possible
};

struct TopStyle {
  std::size_t columns = 100;  // characters; bars take what the figures leave of them
  bool blocks = true;         // bars of block characters; false: of "#"
};

// Rates are those between the readings; without `before`, or after a restart in between, there are none.
std::vector<TopLine> top_frame(const std::optional<domain::ServiceStatus>& before, const domain::ServiceStatus& now,
                               const TopStyle& style);

}  // namespace souk
