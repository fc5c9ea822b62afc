// The worker cluster as its controllers see it.
#pragma once

#include <cstddef>

namespace souk::ports {

class WorkerCluster {
 public:
  virtual ~WorkerCluster() = default;
  // Starts workers, or asks surplus ones to finish what they hold and leave. Returns at once.
  virtual void scale_to(std::size_t workers) = 0;
  virtual std::size_t running() const = 0;
};

}  // namespace souk::ports
