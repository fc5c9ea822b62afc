#pragma once

#include "http/handler.hpp"
#include "ports/clock.hpp"
#include "profiler/cpu_profiler.hpp"

namespace souk::console {

http::Handler post_profile(profiler::CpuProfiler& profiler, ports::Clock& clock);

}  // namespace souk::console
