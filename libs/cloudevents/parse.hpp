// CloudEvents 1.0 over HTTP: one event in binary mode (ce- headers) or structured mode (application/cloudevents+json),
// or a batch (application/cloudevents-batch+json). Extension attributes are allowed and ignored.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/event.hpp"

namespace souk::cloudevents {

inline constexpr std::size_t kMaxBatchEvents = 1'000;
inline constexpr std::size_t kMaxEventBytes = 65'536;    // JSON text, or body in binary mode
inline constexpr std::size_t kMaxBodyBytes = 4'194'304;  // a whole batch

using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case

struct BadEvent {
  std::size_t index = 0;  // in the batch; 0 for a single event
  std::string reason;
};

struct Rejection {
  enum class Kind : std::uint8_t {
    unsupported_media_type,  // none of the three modes
    malformed,               // not JSON (says where), or not the shape of the mode
    too_large,               // more than 1,000 events, 64 KiB for a single one, or 4 MiB in all
    bad_events,              // each is named; a batch is refused whole
  };
  Kind kind = Kind::malformed;
  std::string detail;
  std::vector<BadEvent> bad_events;  // all of them, ascending
};
[[noreturn]] void throw_exception_from_error(const Rejection& rejection, const boost::source_location& where);

using Parsed = boost::system::result<std::vector<domain::AnalyticsEvent>, Rejection>;

// Events without a time come with occurred_at 0. An empty batch is fine (the specification allows it) and gives none.
Parsed parse(const Headers& headers, std::string_view body);

}  // namespace souk::cloudevents
