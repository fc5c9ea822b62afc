#include "http/server_timing.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace souk::http {
namespace {

// By hand: printing a double costs more than everything else in here.
void append_metric(std::string_view name, Nanos spent, std::string& out) {
  const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(0, spent.count() / 1'000));
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, us / 1'000).ptr;
  const std::uint64_t rest = us % 1'000;
  out += name;
  out += ";dur=";
  out.append(digits, end);
  out += '.';
  for (const std::uint64_t unit : {std::uint64_t{100}, std::uint64_t{10}, std::uint64_t{1}}) {
    out += static_cast<char>('0' + rest / unit % 10);
  }
}

}  // namespace

void append_server_timing(const domain::PhaseTimes& times, Nanos total, std::string& out) {
  out += "Server-Timing: ";
  for (std::size_t i = 0; i < domain::kRequestPhaseCount; ++i) {
    const auto phase = static_cast<domain::RequestPhase>(i);
    if (!times.has(phase)) continue;
    append_metric(to_string(phase), times.of(phase), out);
    out += ", ";
  }
  append_metric("total", total, out);
  out += "\r\n";
}

}  // namespace souk::http
