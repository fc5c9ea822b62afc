// A retry budget (the idea of Finagle's and gRPC's): retries may be at most a share of the requests of the last few
// seconds, plus a small reserve so that a quiet client can still retry. When most requests fail, retries then add a
// tenth to the load instead of multiplying it.
#pragma once

#include <array>
#include <cstdint>

#include "domain/sub_windows.hpp"
#include "domain/time.hpp"

namespace souk::domain {

class RetryBudget {
 public:
  static constexpr std::size_t kSubWindows = 10;

  struct Settings {
    double ratio = 0.1;                      // retries allowed per request
    double reserve_per_s = 1;                // retries allowed per second whatever the requests
    Nanos window = std::chrono::seconds(5);  // what counts as recent
  };

  explicit RetryBudget(Settings settings) : settings_(settings), windows_(settings.window, kSubWindows) {}

  // A first attempt was made. Retries are not requests: they earn nothing.
  void on_request(Instant now);
  // Takes one retry out of the budget; false: it is used up, give up instead.
  bool try_spend(Instant now);
  // Retries that could be spent now.
  std::uint64_t available(Instant now);

  std::uint64_t refused() const { return refused_; }  // so far

 private:
  struct Counts {
    std::uint64_t requests = 0;
    std::uint64_t retries = 0;
  };
  std::size_t advance(Instant now);

  Settings settings_;
  SubWindows windows_;
  std::array<Counts, kSubWindows> slots_{};
  Counts total_;
  std::uint64_t refused_ = 0;
};

}  // namespace souk::domain
