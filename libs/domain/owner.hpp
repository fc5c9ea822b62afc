// Who a unit of work belongs to. Every wait for a shared resource is billed to an owner, so that a report can say
// who held it and who waited. Core is the three that must never be degraded: installs, upgrades, renewals.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace souk::domain {

enum class Owner : unsigned char { core, browse, phone_home, analytics, outbox, ops };
inline constexpr std::size_t kOwnerCount = 6;
inline constexpr std::array<std::string_view, kOwnerCount> kOwnerNames{"core",      "browse", "phone_home",
                                                                       "analytics", "outbox", "ops"};
constexpr std::size_t index_of(Owner owner) { return static_cast<std::size_t>(owner); }
constexpr std::string_view to_string(Owner owner) { return kOwnerNames[index_of(owner)]; }

template <class T>
using PerOwner = std::array<T, kOwnerCount>;

}  // namespace souk::domain
