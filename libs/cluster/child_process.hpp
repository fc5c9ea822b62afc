// A child process: started with its output in a file, watched without blocking, always reaped.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"

namespace souk::cluster {

class ChildProcess {
 public:
  // Starts `arguments` (the first is the program's path); stdout and stderr go to the end of `log_path`, stdin is
  // empty. The child gets SIGTERM when its parent dies. Errors: io, naming the program.
  static Result<ChildProcess> start(const std::vector<std::string>& arguments, const std::string& log_path);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  // Kills a child that still runs, and reaps it.
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  void signal(int number);
  // The wait status once it has ended (waitpid(2)), nothing while it runs.
  std::optional<int> poll();

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_ = -1;
  std::optional<int> ended_;
};

}  // namespace souk::cluster
