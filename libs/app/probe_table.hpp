// Which component is probed how. A component without a line is not probed: the status page says unknown. A feature
// that arrives adds its line, and the call to ports::MarketplaceClient that its users make.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "domain/component.hpp"
#include "ports/marketplace_client.hpp"

namespace souk::app {

// What the probes ask for: a few apps of the catalogue. Without any, nothing is probed.
struct ProbeSubjects {
  std::vector<std::string> app_keys;
  std::string category;
  std::string search_text;
  std::int64_t vendor = 0;  // who comes for the vendors' components
};

// For apps of which the first is of `category` and `vendor`. What is searched for is a word of its key, which is in its
// text.
ProbeSubjects probe_subjects(std::vector<std::string> app_keys, std::string category, std::int64_t vendor);
inline constexpr std::size_t kProbedApps = 20;  // enough

// One probe: what it may use, and which one of its kind it is.
struct ProbeCall {
  ports::MarketplaceClient& client;
  const ProbeSubjects& subjects;
  std::uint64_t number;  // counts up
  std::string run;       // tells processes apart that share a data folder
  Instant deadline;

  // Another app each time, so that no cached page answers in the shop's stead.
  const std::string& app_key() const { return subjects.app_keys[number % subjects.app_keys.size()]; }
};

struct Probe {
  domain::Component component;
  // True: answered as it should be. A coroutine over the port that users have; ends by the deadline.
  Task<bool> (*ask)(ProbeCall call);
};

std::span<const Probe> probe_table();

}  // namespace souk::app
