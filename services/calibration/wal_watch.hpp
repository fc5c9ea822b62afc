// Reads from the store's WAL index how much of the log is written and how much of that is in the data file already: the
// pages a transaction wrote, and whether its commit did the checkpoint. The two numbers stand at fixed places (SQLite,
// "WAL-mode File Format", section 2.1: mxFrame at byte 16, nBackfill at byte 96 of the -shm file).
#pragma once

#include <cstdint>
#include <filesystem>

#include "domain/result.hpp"

namespace souk::calibration {

class WalWatch {
 public:
  struct Reading {
    std::uint32_t frames = 0;      // pages in the log
    std::uint32_t backfilled = 0;  // of them in the data file
  };
  WalWatch() = default;
  ~WalWatch();
  WalWatch(const WalWatch&) = delete;
  WalWatch& operator=(const WalWatch&) = delete;

  // `database` is open. Errors: io.
  Result<void> open(const std::filesystem::path& database);
  Reading read() const;

  // Of one transaction, from the readings around it. A log that was full and in the data file is begun anew.
  static std::uint32_t pages_written(const Reading& before, const Reading& after) {
    return after.frames >= before.frames ? after.frames - before.frames : after.frames;
  }
  static bool did_checkpoint(const Reading& before, const Reading& after) {
    return after.backfilled > 0 && (after.backfilled > before.backfilled || after.frames < before.frames);
  }

 private:
  int file_ = -1;
};

}  // namespace souk::calibration
