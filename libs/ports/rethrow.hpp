// The completion handler of a task that nobody waits for.
#pragma once

#include <exception>

namespace souk {

// What such a task throws is a broken invariant: it leaves through the executor's run().
inline void rethrow(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

}  // namespace souk
