#include "domain/component.hpp"

#include <algorithm>

namespace souk::domain {
namespace {

template <std::size_t N>
std::optional<std::size_t> index_in(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

std::optional<Component> find_component(std::string_view key) {
  const auto index = index_in(kComponentKeys, key);
  if (!index) return std::nullopt;
  return static_cast<Component>(*index);
}

std::optional<ComponentState> find_component_state(std::string_view name) {
  const auto index = index_in(kComponentStateNames, name);
  if (!index) return std::nullopt;
  return static_cast<ComponentState>(*index);
}

Slo default_slo(Component component) {
  Slo slo;
  switch (component) {
    case Component::listing_management:
    case Component::submissions:
    case Component::evaluations_purchases:
    case Component::notifications:
    case Component::private_listings:
    case Component::reporting:
    case Component::vendor_management:
    case Component::vendor_home:
      slo.latency = std::chrono::seconds(1);
      break;
    case Component::listings:
    case Component::pricing:
    case Component::categories:
    case Component::install_cloud:
    case Component::install_server:
    case Component::search:
      break;
  }
  return slo;
}

}  // namespace souk::domain
