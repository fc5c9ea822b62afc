// The few ways in which the flag store touches the disk. All names are paths; every error names the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace souk::flags {

// The whole file; nothing when there is none. Errors: io.
Result<std::optional<std::string>> read_file(const std::filesystem::path& file);

// Writes `text` to `file` (replacing what it held) and syncs it. Errors: no_space (disk full or read-only), io.
Result<void> write_synced(const std::filesystem::path& file, std::string_view text);

// Puts `from` in the place of `to` at once, and syncs the folder. Errors: no_space, io; then `to` is as it was, unless
// only the sync failed.
Result<void> replace(const std::filesystem::path& from, const std::filesystem::path& to);

// Adds `line` at the end of `file` (made if missing) and syncs it; an unfinished last line, left by a crash, is cut off
// first. Returns the length before `line`, for truncate(). On an error the file ends as it did. Errors: no_space, io.
Result<std::uint64_t> append_line(const std::filesystem::path& file, std::string_view line);

// Cuts `file` back to `length`; as well as possible, without an error.
void truncate(const std::filesystem::path& file, std::uint64_t length);

}  // namespace souk::flags
