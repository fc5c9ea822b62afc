// An open file as a value: positioned reads and writes, sync, truncate, lock. Every error names the path; a disk that
// is full or read-only is Errc::no_space, everything else Errc::io.
#pragma once

#include <fcntl.h>

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "domain/result.hpp"

namespace souk::event_log {

// The error for `error_number` (an errno) met while doing `what` to `path`.
Error system_error(std::string_view what, const std::filesystem::path& path, int error_number);

class File {
 public:
  // `flags` as for open(2); O_CLOEXEC is added.
  static Result<File> open(const std::filesystem::path& path, int flags);

  File() = default;
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  const std::filesystem::path& path() const { return path_; }
  bool is_open() const { return descriptor_ >= 0; }

  Result<std::uint64_t> size() const;
  // Bytes read into `into`: fewer than `bytes` only at the end of the file.
  Result<std::size_t> read_at(char* into, std::size_t bytes, std::uint64_t offset) const;
  // All of `bytes`, or an error after which any part of them may have been written.
  Result<void> write_at(std::string_view bytes, std::uint64_t offset);
  // Data and the size needed to read it are on the disk when this returns.
  Result<void> sync_data();
  Result<void> truncate(std::uint64_t bytes);
  // Moves the file to `path` in the same folder, replacing what is there.
  Result<void> rename_to(const std::filesystem::path& path);
  // An exclusive lock that ends with this object or the process; never waits. False: another holder has it.
  Result<bool> try_lock();

 private:
  File(int descriptor, std::filesystem::path path);

  int descriptor_ = -1;
  std::filesystem::path path_;
};

// Makes creations, renames and removals in `folder` durable.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace souk::event_log
