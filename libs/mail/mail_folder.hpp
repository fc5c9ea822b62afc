// A folder of e-mails, one file each, for whatever sends them from there (a mail transfer agent's pick-up folder).
#pragma once

#include <filesystem>
#include <string>

#include "ports/mail_drop.hpp"

namespace souk::mail {

class MailFolder final : public ports::MailDrop {
 public:
  // Makes the folder if need be. Errors: no_space, io; each names it.
  static Result<MailFolder> open(std::filesystem::path folder);

  // Writes beside the folder's messages and renames, so that a reader sees a message whole or not at all. Blocks for
  // two syncs. `name` is a plain file name.
  Task<Result<void>> deliver(std::string name, std::string text) override;

 private:
  explicit MailFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
};

}  // namespace souk::mail
