#include "profiler/sampled_stacks.hpp"

#include <chrono>
#include <cstring>
#include <optional>

namespace souk::profiler {
namespace {

constexpr std::uint64_t kHeaderWords = 3;  // behind the first two words
constexpr std::uint64_t kDeepest = 1'024;  // frames; the library stops long before

class Words {
 public:
  explicit Words(std::string_view bytes) : bytes_(bytes) {}
  std::optional<std::uint64_t> next() {
    std::uint64_t word = 0;
    if (bytes_.size() < sizeof word) return std::nullopt;
    std::memcpy(&word, bytes_.data(), sizeof word);
    bytes_.remove_prefix(sizeof word);
    return word;
  }

 private:
  std::string_view bytes_;
};

Error broken(const char* where) { return fail(Errc::corrupt, std::string("the CPU profile is damaged: ") + where); }

}  // namespace

// Header: 0, 3, version, period in microseconds, 0. Then stacks: samples, depth, addresses. Then 0, 1, 0, and as text
// what is mapped where, which is not needed here: the process that was sampled is this one.
Result<SampledStacks> parse_samples(std::string_view bytes) {
  Words words(bytes);
  const auto first = words.next(), header = words.next(), version = words.next(), period = words.next();
  const auto padding = words.next();
  if (!padding || *first != 0 || *header != kHeaderWords || *version != 0) return broken("no header of version 0");
  SampledStacks result;
  result.period = std::chrono::microseconds(*period);
  while (true) {
    const auto samples = words.next(), depth = words.next();
    if (!depth || *depth == 0 || *depth > kDeepest) return broken("a stack without an end");
    SampledStack stack{.samples = *samples, .addresses = {}};
    for (std::uint64_t i = 0; i < *depth; ++i) {
      const auto address = words.next();
      if (!address) return broken("it ends within a stack");
      stack.addresses.push_back(*address);
    }
    if (stack.samples == 0 && stack.addresses == std::vector<std::uint64_t>{0}) return result;
    result.stacks.push_back(std::move(stack));
  }
}

}  // namespace souk::profiler
