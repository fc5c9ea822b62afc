#include "flags/durable_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace souk::flags {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  Descriptor(const fs::path& file, int flags) : fd_(::open(file.c_str(), flags | O_CLOEXEC, 0644)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

Error failed(std::string_view what, const fs::path& file) {
  const int code = errno;
  const bool full = code == ENOSPC || code == EDQUOT || code == EROFS || code == EFBIG;
  return fail(full ? Errc::no_space : Errc::io,
              fmt::format("cannot {} {}: {}", what, file.string(), std::generic_category().message(code)));
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Where the last complete line before `end` ends; -1 with errno on an error.
off_t end_of_last_line(int fd, off_t end) {
  char block[4096];
  while (end > 0) {
    const auto size = static_cast<std::size_t>(std::min<off_t>(end, sizeof(block)));
    const off_t start = end - static_cast<off_t>(size);
    const ssize_t read = ::pread(fd, block, size, start);
    if (read < 0) return -1;
    const std::size_t newline = std::string_view(block, static_cast<std::size_t>(read)).rfind('\n');
    if (newline != std::string_view::npos) return start + static_cast<off_t>(newline) + 1;
    end = start;
  }
  return 0;
}

}  // namespace

Result<std::optional<std::string>> read_file(const fs::path& file) {
  const Descriptor descriptor(file, O_RDONLY);
  if (!descriptor.is_open()) {
    if (errno == ENOENT) return std::optional<std::string>();
    return failed("open", file);
  }
  std::string text;
  char block[4096];
  for (;;) {
    const ssize_t size = ::read(descriptor.get(), block, sizeof(block));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return failed("read", file);
    if (size == 0) return std::optional<std::string>(std::move(text));
    text.append(block, static_cast<std::size_t>(size));
  }
}

Result<void> write_synced(const fs::path& file, std::string_view text) {
  const Descriptor descriptor(file, O_WRONLY | O_CREAT | O_TRUNC);
  if (!descriptor.is_open()) return failed("create", file);
  if (!write_all(descriptor.get(), text)) return failed("write", file);
  if (::fsync(descriptor.get()) != 0) return failed("sync", file);
  return {};
}

Result<void> replace(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return failed("replace", to);
  const Descriptor folder(to.parent_path(), O_RDONLY | O_DIRECTORY);
  if (!folder.is_open()) return failed("open", to.parent_path());
  if (::fsync(folder.get()) != 0) return failed("sync", to.parent_path());
  return {};
}

Result<std::uint64_t> append_line(const fs::path& file, std::string_view line) {
  const Descriptor descriptor(file, O_RDWR | O_CREAT | O_APPEND);
  if (!descriptor.is_open()) return failed("open", file);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return failed("read", file);
  const off_t end = end_of_last_line(descriptor.get(), status.st_size);
  if (end < 0) return failed("read", file);
  if (end < status.st_size && ::ftruncate(descriptor.get(), end) != 0) return failed("mend", file);
  if (!write_all(descriptor.get(), line) || ::fsync(descriptor.get()) != 0) {
    const Error error = failed("write", file);
    truncate(file, static_cast<std::uint64_t>(end));
    return error;
  }
  return static_cast<std::uint64_t>(end);
}

void truncate(const fs::path& file, std::uint64_t length) {
  std::error_code ignored;
  fs::resize_file(file, length, ignored);
}

}  // namespace souk::flags
