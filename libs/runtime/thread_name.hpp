#pragma once

#include <string>

namespace souk::runtime {

// Names the calling thread for debuggers, perf and top (15 characters at most; longer names are cut).
void name_this_thread(const std::string& name);

}  // namespace souk::runtime
