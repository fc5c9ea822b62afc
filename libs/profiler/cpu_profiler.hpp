// A CPU profile of this process on demand: a hundred times in each second of CPU time, whichever thread uses it, the
// stack of that thread is noted (gperftools, a SIGPROF timer). Needs no rights. Without a profile under way there is no
// timer and no signal.
#pragma once

#include <atomic>
#include <string>

#include "domain/result.hpp"
#include "profiler/folded.hpp"

namespace souk::profiler {

class CpuProfiler {
 public:
  // A profile under way. Ends with it.
  class Run {
   public:
    Run(Run&& other) noexcept;
    Run& operator=(Run&&) = delete;
    ~Run();

    // Ends it and returns what was noted, for fold(). Once. Errors: io.
    Result<std::string> finish();

   private:
    friend class CpuProfiler;
    Run(CpuProfiler& profiler, int file) : profiler_(&profiler), file_(file) {}
    void end();

    CpuProfiler* profiler_;
    int file_;  // in memory: a full disk is no reason to see nothing
  };

  // Begins sampling. Errors: conflict (a profile is under way), io.
  Result<Run> start();

 private:
  std::atomic<bool> running_{false};
};

// The stacks with the names of their functions. Reads the symbols of the whole program: takes a moment. Errors:
// corrupt, io.
Result<Folded> fold(const std::string& samples);

}  // namespace souk::profiler
