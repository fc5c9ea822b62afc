// Everything secret: slow password hashes, random tokens, and what is kept of a token.
#pragma once

#include <string>
#include <string_view>

#include "domain/password_hash.hpp"
#include "domain/result.hpp"
#include "ports/request_context.hpp"
#include "ports/task.hpp"

namespace souk::ports {

class PasswordVault {
 public:
  virtual ~PasswordVault() = default;

  // Whether `password` is the one behind `kept`. A password that was found right a short while ago is found right at
  // once; every other answer takes as long as the hash is meant to take. Never blocks the caller's thread. Errors:
  // overloaded (too many wait), deadline_exceeded, unavailable (closing).
  virtual Task<Result<bool>> matches(RequestContext context, std::string login, std::string password,
                                     domain::PasswordHash kept) = 0;
  // With a salt of its own. Errors: as above.
  virtual Task<Result<domain::PasswordHash>> hash(RequestContext context, std::string password) = 0;

  // 32 letters and digits that nobody can guess.
  virtual std::string random_token() = 0;
  // What a store keeps of a token: enough to know it again, not enough to use it (SHA-256, in hexadecimal).
  virtual std::string digest(std::string_view token) const = 0;
};

}  // namespace souk::ports
