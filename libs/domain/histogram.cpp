#include "domain/histogram.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>

namespace souk::domain {
namespace {

constexpr std::uint64_t kLinearUs = 2'048;  // one bucket per microsecond below
constexpr std::uint64_t kPerPowerOfTwo = 1'024;
constexpr int kLinearBits = 11;  // log2(kLinearUs)
constexpr double kTicksPerHalfDistance = 5;

double as_ms(std::uint64_t us) { return static_cast<double>(us) / 1'000.0; }

template <class... Values>
void append_line(std::string& out, const char* format, Values... values) {
  std::array<char, 160> line{};
  const int length = std::snprintf(line.data(), line.size(), format, values...);
  if (length > 0) out.append(line.data(), std::min(static_cast<std::size_t>(length), line.size() - 1));
}

// The distance to 100% is cut in half again and again, with the same number of ticks in each half: the percentile
// iteration of HdrHistogram. Fractions, not percent.
double next_level(double level) {
  const double halvings = std::floor(std::log2(1.0 / (1.0 - level))) + 1;
  return level + 1.0 / (kTicksPerHalfDistance * std::exp2(halvings));
}

}  // namespace

std::uint32_t Histogram::index_of(std::uint64_t us) {
  if (us < kLinearUs) return static_cast<std::uint32_t>(us);
  const int exponent = static_cast<int>(std::bit_width(us)) - 1;
  const int shift = exponent - (kLinearBits - 1);
  const auto power = static_cast<std::uint64_t>(exponent - kLinearBits);
  return static_cast<std::uint32_t>(kLinearUs + power * kPerPowerOfTwo + (us >> shift) - kPerPowerOfTwo);
}

std::uint64_t Histogram::upper_us(std::uint32_t index) {
  if (index < kLinearUs) return index;
  const std::uint64_t power = (index - kLinearUs) / kPerPowerOfTwo;
  const std::uint64_t slot = (index - kLinearUs) % kPerPowerOfTwo + kPerPowerOfTwo;
  return ((slot + 1) << (power + 1)) - 1;
}

// The finest bucket at the upper end of the coarse one, so that upper_us() bounds what is in it. Below kLinearUs the
// buckets of a power of two are fewer than above: they are joined less, for the same share of the value.
std::uint32_t Histogram::coarse_index(std::uint32_t index, int halvings) {
  const int bits = index < kLinearUs ? std::bit_width(index) : kLinearBits;
  const int joined = halvings - (kLinearBits - bits);
  return joined <= 0 ? index : index | ((1U << joined) - 1);
}

void Histogram::coarsen(std::size_t most_buckets) {
  for (int halvings = 1; cells_.size() > most_buckets && halvings < kLinearBits; ++halvings) {
    std::vector<Cell> joined;
    for (const Cell& cell : cells_) {
      const std::uint32_t index = coarse_index(cell.index(), halvings);
      if (!joined.empty() && joined.back().index() == index) {
        joined.back().add(cell.count());
      } else {
        joined.emplace_back(index, cell.count());
      }
    }
    cells_ = std::move(joined);
  }
  cells_.shrink_to_fit();
}

void Histogram::add_to_cell(std::uint32_t index, std::uint64_t count) {
  const auto at = std::lower_bound(cells_.begin(), cells_.end(), index,
                                   [](const Cell& cell, std::uint32_t wanted) { return cell.index() < wanted; });
  if (at != cells_.end() && at->index() == index) {
    at->add(count);
  } else {
    cells_.insert(at, Cell{index, count});
  }
}

void Histogram::record(Nanos value, std::uint64_t count) {
  if (count == 0) return;
  const Nanos clamped = std::clamp(value, Nanos{0}, Nanos{kMax});
  // Rounded up, so that a bucket's upper bound is never below a value in it.
  add_to_cell(index_of(static_cast<std::uint64_t>((clamped.count() + 999) / 1'000)), count);
  count_ += count;
  const double ms = to_ms(clamped);
  sum_ms_ += ms * static_cast<double>(count);
  sum_squares_ms_ += ms * ms * static_cast<double>(count);
  max_ = std::max(max_, clamped);
  min_ = std::min(min_, clamped);
}

void Histogram::merge(const Histogram& other) {
  std::vector<Cell> merged;
  merged.reserve(cells_.size() + other.cells_.size());
  auto mine = cells_.begin();
  for (const Cell& theirs : other.cells_) {
    while (mine != cells_.end() && mine->index() < theirs.index()) merged.push_back(*mine++);
    merged.push_back(theirs);
    if (mine != cells_.end() && mine->index() == theirs.index()) merged.back().add((mine++)->count());
  }
  merged.insert(merged.end(), mine, cells_.end());
  cells_ = std::move(merged);
  count_ += other.count_;
  sum_ms_ += other.sum_ms_;
  sum_squares_ms_ += other.sum_squares_ms_;
  max_ = std::max(max_, other.max_);
  min_ = std::min(min_, other.min_);
}

void Histogram::clear() { *this = Histogram(); }

double Histogram::mean_ms() const { return count_ == 0 ? 0.0 : sum_ms_ / static_cast<double>(count_); }

double Histogram::stddev_ms() const {
  if (count_ == 0) return 0;
  const double mean = mean_ms();
  return std::sqrt(std::max(0.0, sum_squares_ms_ / static_cast<double>(count_) - mean * mean));
}

Nanos Histogram::quantile(double q) const {
  if (count_ == 0) return Nanos{0};
  // A hair below the product, so that 0.07 of 100 values is the 7th although 0.07 * 100 rounds to just above 7.
  const double wanted = std::clamp(q, 0.0, 1.0) * static_cast<double>(count_) * (1 - 1e-12);
  std::uint64_t seen = 0;
  for (const Cell& cell : cells_) {
    seen += cell.count();
    if (static_cast<double>(seen) >= wanted) {
      return std::min(max_, Nanos{std::chrono::microseconds(upper_us(cell.index()))});
    }
  }
  return max_;
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> out;
  out.reserve(cells_.size());
  for (const Cell& cell : cells_) out.push_back({std::chrono::microseconds(upper_us(cell.index())), cell.count()});
  return out;
}

std::string Histogram::to_hgrm() const {
  std::string out;
  append_line(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
  std::uint64_t seen = 0;
  double level = 0;
  for (const Cell& cell : cells_) {
    seen += cell.count();
    const double reached = static_cast<double>(seen) / static_cast<double>(count_);
    const double value_ms = std::min(to_ms(max_), as_ms(upper_us(cell.index())));
    while (level <= reached && level < 1.0) {
      append_line(out, "%12.3f %14.12f %10llu %14.2f\n", value_ms, level, static_cast<unsigned long long>(seen),
                  1.0 / (1.0 - level));
      // Once every value is counted there is nothing left to tell between here and 100%.
      if (seen == count_) break;
      level = next_level(level);
    }
  }
  if (count_ > 0) {
    append_line(out, "%12.3f %14.12f %10llu %14s\n", to_ms(max_), 1.0, static_cast<unsigned long long>(count_), "inf");
  }
  append_line(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", mean_ms(), stddev_ms());
  append_line(out, "#[Max     = %12.3f, Total count    = %12llu]\n", to_ms(max_),
              static_cast<unsigned long long>(count_));
  const unsigned powers = static_cast<unsigned>(
      std::bit_width(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(kMax).count())));
  append_line(out, "#[Buckets = %12u, SubBuckets     = %12u]\n", powers - (kLinearBits - 1),
              static_cast<unsigned>(kLinearUs));
  return out;
}

}  // namespace souk::domain
