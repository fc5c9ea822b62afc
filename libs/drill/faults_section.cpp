#include <charconv>
#include <string>

#include "drill/keys.hpp"
#include "drill/sections.hpp"
#include "drill/values.hpp"

namespace souk::drill {
namespace {

using domain::DiskFault;

constexpr double kSlowest = 1e6;
constexpr Nanos kLongestDelay = std::chrono::minutes(1);

Error not_a_disk_fault(const std::string& text) {
  return fail(Errc::invalid_argument, "\"" + text + "\" is no fault of a disk: ok, full, slow 10x or stall 2s");
}

Result<DiskFault> parse_disk(const std::string& text) {
  const std::size_t space = text.find(' ');
  const std::string word = text.substr(0, space);
  std::string rest = space == std::string::npos ? std::string() : text.substr(space + 1);
  if (rest.empty() && word == "ok") return DiskFault{};
  if (rest.empty() && word == "full") return DiskFault{.kind = DiskFault::Kind::full};
  if (word == "slow" && rest.ends_with('x')) {
    rest.pop_back();
    double factor = 0;
    const auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), factor);
    if (code == std::errc{} && end == rest.data() + rest.size() && factor > 0 && factor <= kSlowest) {
      return DiskFault{.kind = DiskFault::Kind::slow, .factor = factor};
    }
  }
  if (word == "stall" && !rest.empty()) {
    const Result<Nanos> time = parse_time(rest, kLongestWait);
    if (!time) return time.error();
    return DiskFault{.kind = DiskFault::Kind::stall, .time = *time};
  }
  return not_a_disk_fault(text);
}

void read_disk(MapReader& map, domain::Faults& faults, Mistakes& mistakes) {
  const auto text = map.text("disk");
  if (!text) return;
  const Result<DiskFault> disk = parse_disk(*text);
  if (disk) {
    faults.disk = *disk;
  } else {
    mistakes.add(map.mark("disk"), "disk: " + disk.error().detail);
  }
}

void read_network(const YAML::Node& node, domain::Faults& faults, Mistakes& mistakes) {
  faults.network.emplace();
  if (node.IsScalar() && node.Scalar() == "ok") return;
  MapReader map(node, "network", kNetworkKeys, mistakes);
  if (!map.is_map()) return;
  map.read_share("loss", faults.network->loss);
  map.read_share("repeat", faults.network->repeat);
  map.read("delay", faults.network->delay);
  if (faults.network->delay > kLongestDelay) mistakes.add(map.mark("delay"), "delay: has to be at most 1m");
  if (const auto cut = map.choice("cut", domain::kCutNames)) faults.network->cut = static_cast<domain::Cut>(*cut);
}

}  // namespace

void read_faults(const YAML::Node& node, domain::Faults& faults, Mistakes& mistakes) {
  MapReader map(node, "faults", kFaultKeys, mistakes);
  if (!map.is_map()) return;
  read_disk(map, faults, mistakes);
  if (const auto network = map.child("network")) read_network(*network, faults, mistakes);
  if (!map.has("disk") && !map.has("network")) {
    mistakes.add(node.Mark(), "faults: nothing is broken or healed", "name disk, network or both");
  }
}

}  // namespace souk::drill
