// A server's answer to one published event.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/result.hpp"
#include "jetstream/handles.hpp"

namespace souk::jetstream {

struct Acknowledgement {
  std::uint64_t sequence = 0;      // 0: not stored
  std::optional<Error> refused{};  // for good: sending it again will not help
};

// `body` is a JetStream publish acknowledgement. One that is neither is taken for a loss: not stored, not refused.
Acknowledgement parse_acknowledgement(std::string_view body);

// The same, of a message; that nobody listens is a loss, too.
Acknowledgement acknowledgement_of(const natsMsg* message);

}  // namespace souk::jetstream
