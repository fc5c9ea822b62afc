// A shared limit on retries: each first try earns a tenth of a retry, each retry costs a whole one, so that retries
// stay below 10% of requests however many operations fail. Savings are bounded: an hour of calm must not pay for a
// storm. (The idea of the retry budget in Finagle and in gRPC's retry throttling.)
#pragma once

namespace souk::app {

class RetryAllowance {
 public:
  static constexpr double kPerRequest = 0.1;
  static constexpr double kMostSaved = 100;

  void on_request() { saved_ = saved_ + kPerRequest < kMostSaved ? saved_ + kPerRequest : kMostSaved; }
  // Takes one retry if there is one to take.
  bool try_retry() {
    if (saved_ < 1) return false;
    saved_ -= 1;
    return true;
  }

 private:
  double saved_ = 0;
};

}  // namespace souk::app
