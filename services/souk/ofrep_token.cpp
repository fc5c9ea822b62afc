#include "services/souk/ofrep_token.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace souk {
namespace {

constexpr std::size_t kShortest = 16;

}  // namespace

bool is_loopback(const std::string& address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  return !error && parsed.is_loopback();
}

Result<std::string> ofrep_token(const std::string& folder, ports::PasswordVault& vault) {
  const std::filesystem::path file = std::filesystem::path(folder) / "ofrep-token";
  const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0) {
    const std::string line = vault.random_token() + "\n";
    const bool whole = ::write(made, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    const bool synced = ::fsync(made) == 0;
    ::close(made);
    if (!whole || !synced) {
      std::filesystem::remove(file);
      return fail(Errc::io, "cannot write " + file.string());
    }
  } else if (errno != EEXIST) {
    return fail(Errc::io, "cannot make " + file.string() + ": " + std::generic_category().message(errno));
  }
  std::string token;
  if (!std::getline(std::ifstream(file) >> std::ws, token)) return fail(Errc::io, "cannot read " + file.string());
  if (token.size() < kShortest) return fail(Errc::corrupt, file.string() + ": a token has 16 bytes or more");
  return token;
}

}  // namespace souk
