// Load as the drills plan it and account for it. Open loop: operations start when the arrival process says so, whether
// or not earlier ones have been answered, and latency counts from the intended start.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/histogram.hpp"
#include "domain/time.hpp"

namespace souk::domain {

enum class UserKind : std::uint8_t {
  shopper,            // browses, searches, looks at app pages
  in_product,         // installs and upgrades apps from inside the product; may report failures as events
  renewing_customer,  // renews licences
  phone_home,         // posts its events, then asks for the latest version of each of its apps
};
inline constexpr std::array<std::string_view, 4> kUserKindNames{"shopper", "in-product", "renewing-customer",
                                                                "phone-home"};

enum class ArrivalKind : std::uint8_t { poisson, constant };

// Day and night: the rate swings around its mean as a sine with the period of a day, up to 1 + swing times the mean at
// the peak and down to 1 - swing half a day from it. The day begins when the load begins.
struct DailyCurve {
  static constexpr double kMostSwing = 0.95;  // there is always somebody awake
  double swing = 0;                           // 0 = day and night are alike
  Nanos peak = std::chrono::hours(14);        // time of the day
};

// Arrivals of sessions (each plans one or more operations). With `ramp` > 0 the rate moves linearly to `rate_per_s`
// over that time, from whatever it was.
struct Arrivals {
  ArrivalKind kind = ArrivalKind::poisson;
  double rate_per_s = 0;  // the mean over a day
  Nanos ramp{0};
  DailyCurve daily{};  // a class keeps its own: a change of rate does not change it
};

struct UserClass {
  std::string name;  // unique in the workload, "installers"
  UserKind kind = UserKind::shopper;
  Arrivals arrivals;
  Nanos timeout = std::chrono::milliseconds(500);  // per attempt
  unsigned attempts = 3;                           // first try included
  Nanos backoff = std::chrono::milliseconds(50);   // before the second try; doubles, full jitter
  unsigned apps_per_agent = 6;                     // phone-home: latest-version questions per session
  unsigned events_per_agent = 24;                  // phone-home: events posted per session, in one batch
  unsigned events_per_failure = 1;                 // in-product: events reported for each failed attempt
  double upgrade_share = 0.3;                      // in-product: upgrades among installs and upgrades
};

// Planned = ok + error + timeout + shed + dropped + in_flight, always.
struct Accounting {
  std::uint64_t planned = 0;
  std::uint64_t ok = 0;
  std::uint64_t error = 0;
  std::uint64_t timeout = 0;
  std::uint64_t shed = 0;
  std::uint64_t dropped = 0;    // the generator had no room to start it (its own bound on sessions)
  std::uint64_t in_flight = 0;  // not ended yet
  std::uint64_t attempts = 0;   // tries sent, retries included
  bool closes() const { return planned == ok + error + timeout + shed + dropped + in_flight; }
  void add(const Accounting& other);
};

// Operations by name: "install", "upgrade", "renewal" (the core three), "app-page", "browse", "search",
// "latest-version", "post-events", "failure-report".
bool is_core_operation(std::string_view operation);

// One operation in one window, filed under the window of the *intended* start.
struct OperationWindow {
  Accounting accounting;
  Histogram latency;  // ok operations, from the intended start
};

struct LoadWindow {
  Instant start;  // as long as the run's resolution, a second in most drills
  std::map<std::string, OperationWindow, std::less<>> operations;
  std::uint64_t visits = 0;           // users that came in this window and have left since
  std::uint64_t visits_affected = 0;  // of them, those for whom an operation did not end well
};

// How late the generator itself was: actual minus intended start of sessions.
struct Lateness {
  Histogram histogram;
  bool within(Nanos p99_bound) const { return histogram.count() == 0 || histogram.quantile(0.99) <= p99_bound; }
};

}  // namespace souk::domain
