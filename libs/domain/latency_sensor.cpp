#include "domain/latency_sensor.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace souk::domain {
namespace {

constexpr std::uint64_t kLinear = 32;  // buckets to a power of two; below this value every microsecond has its own

}  // namespace

LatencySensor::LatencySensor(Nanos window) : windows_(window, kSubWindows), slots_(kSubWindows) {}

// Values below 32 us map to themselves. Above, the five bits behind the leading one choose among 32 buckets.
std::size_t LatencySensor::bucket_of(Nanos latency) {
  const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(0, latency.count() / 1'000));
  if (us < kLinear) return us;
  const auto power = static_cast<std::size_t>(std::bit_width(us)) - 6;  // how far to shift to keep six bits
  const std::size_t bucket = kLinear * (power + 1) + (us >> power) - kLinear;
  return std::min(bucket, kBuckets - 1);
}

Nanos LatencySensor::upper_end(std::size_t bucket) {
  if (bucket < kLinear) return std::chrono::microseconds(bucket + 1);
  const std::size_t power = bucket / kLinear - 1;
  const std::uint64_t mantissa = kLinear + bucket % kLinear;
  return std::chrono::microseconds((mantissa + 1) << power);
}

std::size_t LatencySensor::advance(Instant now) {
  return windows_.advance(now, [this](std::size_t slot) {
    Counts& leaving = slots_[slot];
    for (std::size_t i = 0; i < kBuckets; ++i) {
      total_[i] -= leaving[i];
      count_ -= leaving[i];
    }
    leaving.fill(0);
  });
}

void LatencySensor::record(Nanos latency, Instant now) {
  const std::size_t slot = advance(now);
  const std::size_t bucket = bucket_of(latency);
  ++slots_[slot][bucket];
  ++total_[bucket];
  ++count_;
}

Nanos LatencySensor::quantile(double q, Instant now) {
  advance(now);
  if (count_ == 0) return Nanos{0};
  const double wanted = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_));
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(wanted));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += total_[bucket];
    if (seen >= rank) return upper_end(bucket);
  }
  return upper_end(kBuckets - 1);
}

std::uint64_t LatencySensor::count(Instant now) {
  advance(now);
  return count_;
}

}  // namespace souk::domain
