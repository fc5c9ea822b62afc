// Where events wait for the workers: in a journal of their own, or in a table of the store that the shop works on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace souk::domain {

enum class EventQueue : std::uint8_t { journal, table };
inline constexpr std::array<std::string_view, 2> kEventQueueNames{"journal", "table"};
constexpr std::string_view to_string(EventQueue queue) { return kEventQueueNames[static_cast<std::size_t>(queue)]; }

}  // namespace souk::domain
