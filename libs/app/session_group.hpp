// Structured concurrency for a session: start several tasks together and go on when all have ended.
#pragma once

#include <vector>

#include "ports/task.hpp"

namespace souk::app {

// Runs the tasks at once on the caller's executor. An exception in one is a broken invariant and leaves through the
// executor. If the caller is cancelled it returns early; the tasks run on and must not refer to its frame.
Task<void> run_all(std::vector<Task<void>> tasks);

}  // namespace souk::app
