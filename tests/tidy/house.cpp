#include "tests/tidy/house.hpp"

namespace souk::tidy {

const std::vector<Module>& modules() {
  static const std::vector<Module> table{
      {"domain", {}},
      {"targeting", {"domain"}},  // pure, too: rules and definitions of flags
      {"ports", {"domain"}},
      {"app", {"domain", "ports"}},
      {"sim", {"domain", "ports", "app", "flags"}},
      {"runtime", {"domain", "ports", "app"}},
      // Adapters see the inner layers, and each other only where it is written here.
      {"cloudevents", {"domain", "ports"}},
      {"cluster", {"domain", "ports", "http", "incidents"}},   // speaks to the operator API
      {"credentials", {"domain", "ports", "app", "runtime"}},  // hashes on a thread of its own
      {"drill", {"domain", "ports", "app"}},
      {"event_log", {"domain", "ports"}},
      {"flags", {"domain", "ports", "targeting"}},
      {"http", {"domain", "ports"}},
      {"incidents", {"domain", "ports", "flags"}},              // whose durable file they share
      {"jetstream", {"domain", "ports", "event_log"}},          // queues and waits as the journal does
      {"load", {"domain", "ports", "app", "http", "runtime"}},  // a program's half: HTTP client, threads, clock
      {"mail", {"domain", "ports", "flags"}},                   // writes its files as the flags do
      {"metrics", {"domain", "ports"}},
      {"postgres", {"domain", "ports", "storage"}},  // another connection for the same stores
      {"profiler", {"domain"}},
      {"report", {"domain", "ports", "app"}},
      {"storage", {"domain", "ports", "event_log"}},  // whose queue in a table is waited for as the journal is
  };
  return table;
}

const std::vector<std::string_view>& test_helpers() {
  static const std::vector<std::string_view> folders{"tests", "runtime", "flags"};
  return folders;
}

const std::vector<OutsideHeaders>& outside_headers() {
  // An executor of the simulator must be enough to run the inner layers, so nothing that brings its own loop, clock,
  // threads or sockets.
  static const std::vector<std::string_view> loops{
      "boost/asio/io_context",   "boost/asio/thread",          "boost/asio/ip/",
      "boost/asio/steady_timer", "boost/asio/system_timer",    "boost/asio/basic_w",
      "boost/asio/high_res",     "boost/asio/signal_set",      "boost/asio/posix/",
      "boost/asio/local/",       "boost/asio/system_executor", "boost/asio/system_context"};
  static const std::vector<std::string_view> loops_and_machine = [] {
    auto barred = loops;
    for (const auto* header : {"thread", "random", "fstream", "iostream", "future", "unistd.h", "ctime", "time.h"}) {
      barred.emplace_back(header);
    }
    return barred;
  }();
  static const std::vector<OutsideHeaders> table{
      {"domain",
       {"boost/system/"},
       {"thread", "mutex", "shared_mutex", "condition_variable", "random", "fstream", "iostream", "filesystem",
        "future", "unistd.h", "ctime", "time.h"}},
      {"ports", {"boost/system/", "boost/asio/awaitable.hpp", "boost/asio/this_coro.hpp"}, {"thread", "random"}},
      {"app", {"boost/system/", "boost/asio/"}, loops_and_machine},
      // The simulator brings a loop of its own: virtual time and a real clock in one program would be two truths.
      {"sim", {"boost/system/", "boost/asio/", "boost/json"}, loops_and_machine},
  };
  return table;
}

const std::vector<BannedWords>& banned_words() {
  static const std::vector<std::string_view> inner{"steady_clock",
                                                   "system_clock",
                                                   "high_resolution_clock",
                                                   "this_thread",
                                                   "jthread",
                                                   "std::thread",
                                                   "steady_timer",
                                                   "random_device",
                                                   "mt19937",
                                                   "mt19937_64",
                                                   "default_random_engine",
                                                   "uniform_int_distribution",
                                                   "uniform_real_distribution",
                                                   "exponential_distribution",
                                                   "poisson_distribution",
                                                   "normal_distribution",
                                                   "bernoulli_distribution",
                                                   "discrete_distribution",
                                                   "io_context",
                                                   "usleep",
                                                   "nanosleep",
                                                   "clock_gettime"};
  static const std::vector<BannedWords> table{
      {"libs/domain/",
       [] {
         auto words = inner;
         for (const auto* word : {"std::mutex", "std::shared_mutex", "std::recursive_mutex", "std::atomic", "asio"}) {
           words.emplace_back(word);
         }
         return words;
       }()},
      {"libs/ports/", inner},
      {"libs/app/", inner},
      {"libs/sim/", inner},
  };
  return table;
}

const std::vector<MachinePart>& machine_parts() {
  static const std::vector<MachinePart> table{
      {"the real clock",
       {"steady_clock", "system_clock", "high_resolution_clock", "clock_gettime", "gettimeofday"},
       {"libs/runtime/live_clock.cpp", "libs/runtime/bounded_work_queue.cpp",
        "services/calibration/stopwatch.cpp"}},  // measures the machine: CPU clocks of threads
      {"threads",
       {"std::thread", "std::jthread", "pthread_create", "std::async"},
       {"libs/runtime/task_thread.hpp", "libs/runtime/worker_threads.hpp", "libs/runtime/worker_threads.cpp",
        "libs/http/io_thread.hpp", "libs/http/io_thread.cpp", "libs/event_log/journal.hpp",
        "libs/jetstream/publisher.hpp", "libs/jetstream/follower.hpp", "libs/storage/connection_pool.hpp",
        "libs/storage/connection_pool.cpp",
        "services/calibration/thread_crew.hpp",  // real contention, to be measured
        "services/lab/parallel.cpp"}},           // many simulated worlds, each on one thread
      {"sockets",
       {"ip::tcp", "tcp_stream", "ip::udp", "AF_INET", "AF_UNIX"},
       {"libs/http/", "services/souk/drill_session.cpp"}},  // the latter finds free ports for the souk it starts
      {"the machine's randomness",
       {"random_device", "getrandom", "getentropy", "RAND_bytes"},
       {"libs/event_log/active_segment.cpp",  // a salt, so that a stale segment is not taken for a new one
        "libs/credentials/crypto.cpp"}},      // salts of passwords, tokens
      // No sleep stands in for contention: whoever waits, waits on the Clock port or on a condition.
      {"a sleeping thread", {"this_thread::sleep_for", "this_thread::sleep_until", "usleep", "nanosleep"}, {}},
  };
  return table;
}

}  // namespace souk::tidy
