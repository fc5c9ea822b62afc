#include "services/souk/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "storage/sqlite_database.hpp"

namespace souk {
namespace {

Errc code_of(int error) { return error == ENOSPC || error == EROFS || error == EDQUOT ? Errc::no_space : Errc::io; }

}  // namespace

std::string database_path(const std::string& folder) { return (std::filesystem::path(folder) / "souk.db").string(); }

std::string journal_path(const std::string& folder) { return (std::filesystem::path(folder) / "journal").string(); }

std::string mail_path(const std::string& folder) { return (std::filesystem::path(folder) / "mail").string(); }

Result<FolderLock> FolderLock::acquire(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return fail(code_of(error.value()),
                "cannot make the data folder '" + folder + "': " + error.message() + "; name another with --data");
  }
  const std::string path = (std::filesystem::path(folder) / "lock").string();
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) {
    return fail(code_of(errno), "cannot write in the data folder '" + folder + "': " + std::strerror(errno) +
                                    "; name another with --data");
  }
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return fail(Errc::conflict,
                "another souk runs on the data folder '" + folder + "'; stop it, or name another folder with --data");
  }
  return FolderLock(fd);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> store_catalogue(const std::string& folder, const domain::Catalogue& catalogue, ports::Clock& clock,
                             const std::function<void(std::size_t)>& progress) {
  const Result<FolderLock> lock = FolderLock::acquire(folder);
  if (lock.has_error()) return lock.error();
  storage::SqliteOptions options;
  options.path = database_path(folder);
  options.pool_connections = 1;
  Result<std::unique_ptr<storage::SqliteDatabase>> database = storage::SqliteDatabase::open(options, clock);
  if (database.has_error()) return database.error();
  const Result<void> loaded = (*database)->load_catalogue(catalogue, progress);
  if (loaded.has_error() && loaded.error().code == Errc::conflict) {
    return fail(Errc::conflict, "the data folder '" + folder + "' holds a catalogue already; name another with --data");
  }
  return loaded;
}

}  // namespace souk
