// The mail folder in memory: what was delivered, by name. Part of the data folder, so a crash does not take it.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "ports/mail_drop.hpp"

namespace souk::sim {

class MemoryMail final : public ports::MailDrop {
 public:
  Task<Result<void>> deliver(std::string name, std::string text) override {
    messages_.insert_or_assign(std::move(name), std::move(text));
    co_return Result<void>();
  }
  const std::map<std::string, std::string>& messages() const { return messages_; }

 private:
  std::map<std::string, std::string> messages_;
};

}  // namespace souk::sim
