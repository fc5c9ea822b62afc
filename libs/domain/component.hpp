// The fourteen components of the marketplace as the status page shows them, each with what it promises. Keys are for
// programs (settings, JSON, drill files), names for people.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/time.hpp"

namespace souk::domain {

enum class Component : std::uint8_t {
  listing_management,
  listings,
  pricing,
  submissions,
  categories,
  evaluations_purchases,
  install_cloud,
  install_server,
  notifications,
  private_listings,
  reporting,
  search,
  vendor_management,
  vendor_home,
};
inline constexpr std::size_t kComponentCount = 14;

inline constexpr std::array<std::string_view, kComponentCount> kComponentKeys{
    "listing-management", "listings",      "pricing",           "submissions",   "categories",
    "evaluations",        "install-cloud", "install-server",    "notifications", "private-listings",
    "reporting",          "search",        "vendor-management", "vendor-home"};
inline constexpr std::array<std::string_view, kComponentCount> kComponentNames{
    "App listing management",
    "App listings",
    "App pricing",
    "App submissions",
    "Category landing pages",
    "Evaluations and purchases",
    "In-product Marketplace and app installation (Cloud)",
    "In-product Marketplace and app installation (Server)",
    "Notifications",
    "Private listings",
    "Reporting APIs and dashboards",
    "Search",
    "Vendor management",
    "Vendor Home Page"};

constexpr std::size_t index_of(Component component) { return static_cast<std::size_t>(component); }
constexpr std::string_view key_of(Component component) { return kComponentKeys[index_of(component)]; }
constexpr std::string_view name_of(Component component) { return kComponentNames[index_of(component)]; }
std::optional<Component> find_component(std::string_view key);

template <class T>
using PerComponent = std::array<T, kComponentCount>;

// What a component promises, judged by its probes: `goodput` is the share of them that have to be answered well, and
// within `latency`.
struct Slo {
  double goodput = 0.9;
  Nanos latency = std::chrono::milliseconds(500);
};
// Until somebody sets others. 90% in a window of ten probes forgives one; installs are as patient as an in-product
// client, pages for vendors and purchases as a person.
Slo default_slo(Component component);

// In order of how bad it is; unknown says nothing, neither good nor bad.
enum class ComponentState : std::uint8_t { unknown, operational, degraded, partial_outage, major_outage };
inline constexpr std::array<std::string_view, 5> kComponentStateNames{"unknown", "operational", "degraded",
                                                                      "partial_outage", "major_outage"};
constexpr std::string_view to_string(ComponentState state) {
  return kComponentStateNames[static_cast<std::size_t>(state)];
}
std::optional<ComponentState> find_component_state(std::string_view name);
// Users notice: degraded or worse.
constexpr bool is_bad(ComponentState state) { return state >= ComponentState::degraded; }
constexpr ComponentState worse_of(ComponentState a, ComponentState b) { return a > b ? a : b; }

using ComponentStates = PerComponent<ComponentState>;

}  // namespace souk::domain
