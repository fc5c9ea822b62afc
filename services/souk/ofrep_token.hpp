// The token that OFREP's clients show to a souk that others than this machine can reach.
#pragma once

#include <string>

#include "domain/result.hpp"
#include "ports/password_vault.hpp"

namespace souk {

// False for anything that is no address of the loopback interface, names included.
bool is_loopback(const std::string& address);

// What the file `ofrep-token` in the data folder holds; made, for its owner's eyes only, if it is not there. Errors:
// io, corrupt (shorter than 16 bytes).
Result<std::string> ofrep_token(const std::string& folder, ports::PasswordVault& vault);

}  // namespace souk
