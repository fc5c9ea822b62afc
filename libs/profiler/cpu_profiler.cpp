#include "profiler/cpu_profiler.hpp"

#include <gperftools/profiler.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "profiler/sampled_stacks.hpp"
#include "profiler/symbols.hpp"

namespace souk::profiler {
namespace {

Error system_error(const char* doing) {
  return fail(Errc::io, std::string("cannot ") + doing + ": " + std::strerror(errno));
}

Result<std::string> read_whole(int file) {
  std::string bytes;
  std::array<char, 65'536> block{};
  while (true) {
    const ssize_t count = ::pread(file, block.data(), block.size(), static_cast<off_t>(bytes.size()));
    if (count < 0) return system_error("read the CPU profile");
    if (count == 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(count));
  }
}

class Names {
 public:
  explicit Names(Symbols& symbols) : symbols_(symbols) {}
  const std::string& of(std::uint64_t address) {
    const auto [known, is_new] = names_.try_emplace(address);
    if (is_new) known->second = symbols_.name(address);
    return known->second;
  }

 private:
  Symbols& symbols_;
  std::unordered_map<std::uint64_t, std::string> names_;
};

// From the outermost frame to the innermost. A return address may belong to the next function already: the call ends
// one byte before.
std::string joined(const SampledStack& stack, Names& names) {
  std::string text;
  for (std::size_t i = stack.addresses.size(); i-- > 0;) {
    text += names.of(i == 0 ? stack.addresses[0] : stack.addresses[i] - 1);
    if (i > 0) text += ';';
  }
  return text;
}

}  // namespace

Result<CpuProfiler::Run> CpuProfiler::start() {
  if (running_.exchange(true)) {
    return fail(Errc::conflict, "a profile is under way, and there is one at a time: try again when it has ended");
  }
  Run run(*this, ::memfd_create("souk-profile", MFD_CLOEXEC));
  if (run.file_ < 0) return system_error("make room for a CPU profile");
  const std::string path = "/proc/self/fd/" + std::to_string(run.file_);
  if (ProfilerStart(path.c_str()) == 0) return system_error("start the CPU profile");
  return run;
}

CpuProfiler::Run::Run(Run&& other) noexcept
    : profiler_(std::exchange(other.profiler_, nullptr)), file_(std::exchange(other.file_, -1)) {}

CpuProfiler::Run::~Run() {
  end();
  if (file_ >= 0) ::close(file_);
}

void CpuProfiler::Run::end() {
  if (profiler_ == nullptr) return;
  ProfilerStop();
  std::exchange(profiler_, nullptr)->running_ = false;
}

Result<std::string> CpuProfiler::Run::finish() {
  end();
  return read_whole(file_);
}

Result<Folded> fold(const std::string& samples) {
  const Result<SampledStacks> sampled = parse_samples(samples);
  if (!sampled) return sampled.error();
  Result<Symbols> symbols = Symbols::of_this_process();
  if (!symbols) return symbols.error();
  Names names(*symbols);
  Folded folded;
  for (const SampledStack& stack : sampled->stacks) folded[joined(stack, names)] += stack.samples;
  return folded;
}

}  // namespace souk::profiler
