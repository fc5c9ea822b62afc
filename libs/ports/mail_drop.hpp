// Where e-mails go: live a folder that somebody else sends from.
#pragma once

#include <string>

#include "domain/result.hpp"
#include "ports/task.hpp"

namespace souk::ports {

class MailDrop {
 public:
  virtual ~MailDrop() = default;
  // Durable when it returns. The same name again replaces the message by itself: a repeated delivery is none. Errors:
  // no_space, io; then there is no such message, or the whole of it.
  virtual Task<Result<void>> deliver(std::string name, std::string text) = 0;
};

}  // namespace souk::ports
