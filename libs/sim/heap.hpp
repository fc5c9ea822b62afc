// A garbage-collected heap, as a service on a managed runtime has it. Requests allocate; when the heap is full, a
// collection stops every core, for a time proportional to what lives, because what lives is what it has to copy. So
// the share of time lost to collections is
//
//   pause / interval = live * pause_per_byte * allocation_rate / (size - live)
//
// and grows without bound as what lives approaches the size of the heap. (Jones, Hosking and Moss, "The Garbage
// Collection Handbook", 2012, section 4.1: cost of a copying collection ~ L, space gained ~ M - L, cost per byte
// allocated ~ 1 / (M/L - 1).)
#pragma once

#include <cstdint>

#include "domain/time.hpp"
#include "sim/cores.hpp"

namespace souk::sim {

class Heap {
 public:
  struct Options {
    std::uint64_t size = 512UL * 1024 * 1024;  // bytes
    std::uint64_t resident = 0;                // lives from the start to the end: caches, code, tables
    Nanos pause_base{0};                       // of a collection that finds nothing alive
    double pause_ns_per_byte = 1;              // of what lives; about 1 GB/s is copied
  };

  // What one request allocates; it lives until this is destroyed, and is garbage from then on.
  class Allocation {
   public:
    Allocation(Heap& heap, std::uint64_t bytes) : heap_(&heap), bytes_(bytes) {}
    Allocation(Allocation&& other) noexcept;
    Allocation& operator=(Allocation&&) = delete;
    ~Allocation();

   private:
    Heap* heap_;
    std::uint64_t bytes_;
  };

  Heap(Cores& cores, const Options& options) : cores_(cores), options_(options), used_(options.resident) {}
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // May stop the cores first. A heap that is full of what lives collects each time and gives anyway: the machine of the
  // model does not end with an error, it only gets nothing else done.
  Allocation allocate(std::uint64_t bytes);

  std::uint64_t used() const { return used_; }  // what lives and what is garbage
  std::uint64_t live() const { return options_.resident + in_requests_; }
  std::uint64_t collections() const { return collections_; }
  Nanos paused() const { return paused_; }  // so far

 private:
  void collect();

  Cores& cores_;
  const Options options_;
  std::uint64_t used_;
  std::uint64_t in_requests_ = 0;
  std::uint64_t collections_ = 0;
  Nanos paused_{0};
};

}  // namespace souk::sim
