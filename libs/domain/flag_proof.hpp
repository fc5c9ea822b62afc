// Who answers for a flag, and how to see that it does what it says: for the page of flags, and for whoever tests them.
#pragma once

#include <string_view>

#include "domain/flag.hpp"

namespace souk::domain {

struct FlagProof {
  Flag flag;
  std::string_view owner;   // whom to ask before it is changed
  std::string_view action;  // what to do on a running souk, in Markdown
  std::string_view effect;  // what is to be seen then
};

const FlagProof& proof_of(Flag flag);

}  // namespace souk::domain
