#include "storage/sqlite_error.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <string>

namespace souk::storage {
namespace {

bool is_no_space(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EROFS || system_error == EFBIG;
}

Errc errc_of(int code, int system_error) {
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_READONLY:
      return Errc::no_space;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return is_no_space(system_error) ? Errc::no_space : Errc::io;
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Errc::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Errc::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Errc::unavailable;
    default:
      return Errc::internal;
  }
}

}  // namespace

Error sqlite_error(sqlite3* database, int code, std::string_view doing) {
  const int system_error = database != nullptr ? sqlite3_system_errno(database) : 0;
  std::string detail(doing);
  detail.append(": ").append(database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
  if ((code & 0xff) == SQLITE_BUSY) detail.append("; is another process using the data file?");
  return fail(errc_of(code, system_error), std::move(detail));
}

}  // namespace souk::storage
