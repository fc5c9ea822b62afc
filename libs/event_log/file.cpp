#include "event_log/file.hpp"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace souk::event_log {
namespace {

constexpr mode_t kMode = 0644;

bool means_no_room(int error_number) {
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EROFS || error_number == EFBIG;
}

}  // namespace

Error system_error(std::string_view what, const std::filesystem::path& path, int error_number) {
  const std::string reason = std::generic_category().message(error_number);
  if (means_no_room(error_number)) {
    return fail(Errc::no_space,
                fmt::format("cannot {} {}: {}; free space or make the disk writable", what, path.string(), reason));
  }
  return fail(Errc::io, fmt::format("cannot {} {}: {}", what, path.string(), reason));
}

File::File(int descriptor, std::filesystem::path path) : descriptor_(descriptor), path_(std::move(path)) {}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<File> File::open(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, kMode);
  if (descriptor < 0) return system_error("open", path, errno);
  return File(descriptor, path);
}

Result<std::uint64_t> File::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return system_error("look at", path_, errno);
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::size_t> File::read_at(char* into, std::size_t bytes, std::uint64_t offset) const {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t got = ::pread(descriptor_, into + done, bytes - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read", path_, errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Result<void> File::write_at(std::string_view bytes, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t put =
        ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return system_error("write", path_, errno);
    done += static_cast<std::size_t>(put);
  }
  return {};
}

Result<void> File::sync_data() {
  if (::fdatasync(descriptor_) != 0) return system_error("sync", path_, errno);
  return {};
}

Result<void> File::truncate(std::uint64_t bytes) {
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) return system_error("truncate", path_, errno);
  return {};
}

Result<void> File::rename_to(const std::filesystem::path& path) {
  if (::rename(path_.c_str(), path.c_str()) != 0) return system_error("rename", path_, errno);
  path_ = path;
  return {};
}

Result<bool> File::try_lock() {
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  return system_error("lock", path_, errno);
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  Result<File> opened = File::open(folder, O_RDONLY | O_DIRECTORY);
  if (opened.has_error()) return opened.error();
  return opened->sync_data();
}

}  // namespace souk::event_log
