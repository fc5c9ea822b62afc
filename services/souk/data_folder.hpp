// What lies where in a data folder, and how an empty one is filled.
//   souk.db (+ -wal, -shm)  the store        journal/  the event log
//   flags.json, flags-audit.jsonl            souk.json where the running souk answers
//   mail/                   e-mails to vendors
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "domain/catalogue.hpp"
#include "domain/result.hpp"
#include "ports/clock.hpp"

namespace souk {

std::string database_path(const std::string& folder);
std::string journal_path(const std::string& folder);
std::string mail_path(const std::string& folder);

// Holds <folder>/lock while it lives: one process at a time writes a data folder.
class FolderLock {
 public:
  // Makes the folder if needed. Errors: conflict (another process has it), no_space, io; each names the folder.
  static Result<FolderLock> acquire(const std::string& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

// Errors besides FolderLock's: conflict (the folder holds a catalogue already).
// `progress` is told from time to time how many of the apps are written.
Result<void> store_catalogue(const std::string& folder, const domain::Catalogue& catalogue, ports::Clock& clock,
                             const std::function<void(std::size_t)>& progress = {});

}  // namespace souk
