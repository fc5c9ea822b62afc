#include "credentials/secret.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace souk::credentials {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path, const std::string& variable) {
  std::error_code error;
  const fs::perms perms = fs::status(path, error).permissions();
  std::ifstream in(path);
  if (error || !in) return fail(Errc::io, variable + " names " + path.string() + ", which cannot be read");
  constexpr fs::perms kOthers = fs::perms::others_read | fs::perms::others_write | fs::perms::group_write;
  if ((perms & kOthers) != fs::perms::none) {
    return fail(Errc::io, path.string() + " may be read or changed by others; chmod 600 it");
  }
  std::string line;
  std::getline(in, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace

Result<std::string> read_secret(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  const std::string in_file = name + "_FILE";
  const char* path = std::getenv(in_file.c_str());
  if (value != nullptr && path != nullptr) {
    return fail(Errc::invalid_argument, name + " and " + in_file + " are both set; unset one of them");
  }
  if (path != nullptr) return read_file(path, in_file);
  return std::string(value != nullptr ? value : "");
}

}  // namespace souk::credentials
