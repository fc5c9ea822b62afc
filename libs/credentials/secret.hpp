// Passwords of servers, as they are handed to a program: in the environment, or in a file that it names. Never on a
// command line, which everybody on the machine can read.
#pragma once

#include <string>

#include "domain/result.hpp"

namespace souk::credentials {

// Of the variable `name`, or of the first line of the file that `name`_FILE names; empty if neither is set. Errors:
// invalid_argument (both are), io (the file cannot be read, or others than its owner may read it). No error repeats the
// secret.
Result<std::string> read_secret(const std::string& name);

}  // namespace souk::credentials
