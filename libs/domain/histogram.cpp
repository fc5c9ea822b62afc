#include "domain/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <sstream>

namespace souk::domain {

std::size_t Histogram::index_of(std::uint64_t us) {
  if (us < 2048) return us;
  const auto shift = static_cast<std::size_t>(std::bit_width(us)) - 11;
  return 1024 * shift + (us >> shift);
}
std::uint64_t Histogram::upper_us(std::size_t index) {
  if (index < 2048) return index;
  const std::size_t shift = index / 1024 - 1;
  const std::uint64_t base = index - 1024 * shift;
  return ((base + 1) << shift) - 1;
}
void Histogram::record(Nanos value, std::uint64_t count) {
  value = std::clamp(value, Nanos{0}, Nanos{kMax});
  const auto index = index_of(static_cast<std::uint64_t>(value.count()) / 1000);
  if (counts_.size() <= index) counts_.resize(index + 1);
  counts_[index] += count;
  count_ += count;
  const double ms = to_ms(value);
  sum_ms_ += ms * static_cast<double>(count);
  sum_squares_ms_ += ms * ms * static_cast<double>(count);
  max_ = std::max(max_, value);
  min_ = std::min(min_, value);
}
void Histogram::merge(const Histogram& other) {
  if (counts_.size() < other.counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ms_ += other.sum_ms_;
  sum_squares_ms_ += other.sum_squares_ms_;
  max_ = std::max(max_, other.max_);
  min_ = std::min(min_, other.min_);
}
void Histogram::clear() { *this = Histogram(); }
double Histogram::mean_ms() const { return count_ == 0 ? 0 : sum_ms_ / static_cast<double>(count_); }
double Histogram::stddev_ms() const {
  if (count_ == 0) return 0;
  return std::sqrt(std::max(0.0, sum_squares_ms_ / static_cast<double>(count_) - mean_ms() * mean_ms()));
}
Nanos Histogram::quantile(double q) const {
  if (count_ == 0) return Nanos{0};
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= rank) return std::chrono::microseconds(upper_us(i));
  }
  return max_;
}
std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> result;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] > 0) result.push_back({std::chrono::microseconds(upper_us(i)), counts_[i]});
  }
  return result;
}
std::string Histogram::to_hgrm() const {
  std::ostringstream out;
  out << "Value Percentile TotalCount 1/(1-Percentile)\n\n";
  for (const double q : {0.0, 0.5, 0.9, 0.99, 1.0}) out << to_ms(quantile(q)) << ' ' << q << ' ' << count_ << " 1.00\n";
  out << "#[Mean = " << mean_ms() << ", StdDeviation = " << stddev_ms() << "]\n";
  return out.str();
}

}  // namespace souk::domain
