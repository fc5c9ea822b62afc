#include "services/calibration/wal_watch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace souk::calibration {
namespace {

constexpr std::size_t kFrames = 16;
constexpr std::size_t kBackfilled = 96;

}  // namespace

WalWatch::~WalWatch() {
  if (file_ >= 0) ::close(file_);
}

Result<void> WalWatch::open(const std::filesystem::path& database) {
  const std::string path = database.string() + "-shm";
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) return fail(Errc::io, "cannot read '" + path + "': " + std::strerror(errno));
  return {};
}

WalWatch::Reading WalWatch::read() const {
  std::array<char, kBackfilled + sizeof(std::uint32_t)> head{};
  Reading reading;
  if (::pread(file_, head.data(), head.size(), 0) != static_cast<ssize_t>(head.size())) return reading;
  std::memcpy(&reading.frames, head.data() + kFrames, sizeof reading.frames);
  std::memcpy(&reading.backfilled, head.data() + kBackfilled, sizeof reading.backfilled);
  return reading;
}

}  // namespace souk::calibration
