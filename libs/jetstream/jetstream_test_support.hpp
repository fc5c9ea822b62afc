// What the tests of the log on JetStream share.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "jetstream/jetstream_log.hpp"
#include "runtime/live_clock.hpp"
#include "tests/contract/event_log_coroutines.hpp"

namespace souk::jetstream {

inline Options test_options(ports::Clock& clock, std::vector<std::string> urls, const std::string& stream = "events",
                            std::int64_t replicas = 1) {
  return {.servers = {.urls = std::move(urls), .user = {}},
          .password = {},
          .clock = clock,
          .stream = stream,
          .subject = "test." + stream,
          .replicas = replicas,
          .open_timeout = std::chrono::seconds(30)};
}

}  // namespace souk::jetstream
