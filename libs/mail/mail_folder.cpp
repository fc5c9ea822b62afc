#include "mail/mail_folder.hpp"

#include <system_error>
#include <utility>

#include "flags/durable_file.hpp"

namespace souk::mail {

Result<MailFolder> MailFolder::open(std::filesystem::path folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    const bool full = error == std::errc::no_space_on_device || error == std::errc::read_only_file_system;
    return fail(full ? Errc::no_space : Errc::io,
                "cannot make the mail folder " + folder.string() + ": " + error.message());
  }
  return MailFolder(std::move(folder));
}

Task<Result<void>> MailFolder::deliver(std::string name, std::string text) {
  // Names with a leading dot are not taken for messages, and a left-over one is overwritten.
  const std::filesystem::path unfinished = folder_ / ("." + name);
  const Result<void> written = flags::write_synced(unfinished, text);
  if (!written) co_return written.error();
  co_return flags::replace(unfinished, folder_ / name);
}

}  // namespace souk::mail
