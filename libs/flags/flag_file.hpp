// flags.json: one object, a member per flag with its value as JSON (true, 1024, "batched"). A flag that is not there
// has its default. Text in, text out; the store does the reading and writing.
#pragma once

#include <string>
#include <string_view>

#include "domain/flag.hpp"

namespace souk::flags {

std::string to_json(const domain::FlagValues& values);
// Errors: corrupt naming `file` and line and column of what is no JSON, or the member that is no flag, or
// has a value that its flag does not take (with what is allowed).
Result<domain::FlagValues> from_json(std::string_view text, const std::string& file);

// One line of flags-audit.jsonl, newline included.
std::string to_audit_line(const domain::FlagChange& change);

}  // namespace souk::flags
