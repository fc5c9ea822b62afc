// The tables of docs/flags.md.
#pragma once

#include <string>

namespace souk::domain {

// Markdown: what each flag does and degrades and whose it is, and how to prove each.
std::string flag_tables();

}  // namespace souk::domain
