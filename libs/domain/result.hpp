// Errors as values. One canonical set of codes for the whole house (the idea of gRPC's status codes), so that every
// layer maps errors the same way: an adapter translates its own errors into these, the HTTP layer translates these
// into statuses. `detail` is for people: it names the input, the place and the remedy.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace souk {

enum class Errc {
  ok,
  invalid_argument,  // the caller's input is malformed or out of range
  not_found,         // no such app, licence, flag, ...
  conflict,          // the state forbids it (already running, already rejected, taken)
  payload_mismatch,  // an idempotency key was reused with another payload
  unauthenticated,
  too_large,
  overloaded,         // a bounded queue is full: try later
  unavailable,        // switched off, shutting down, or a dependency is away
  deadline_exceeded,  // the deadline passed while waiting
  cancelled,
  no_space,   // the disk is full or read-only
  corrupt,    // stored data fails its checksum or its invariants
  io,         // any other failure of the operating system
  internal,   // a broken invariant of ours
  forbidden,  // known who asks, and it is not theirs (last, because stores keep codes as numbers)
};

std::string_view to_string(Errc code);

struct Error {
  Errc code = Errc::internal;
  std::string detail;
};

// Called by Result<T>::value() when there is none: a broken invariant, so it throws.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::runtime_error(std::string(to_string(error.code)) + ": " + error.detail);
}

template <class T>
using Result = boost::system::result<T, Error>;

inline Error fail(Errc code, std::string detail) { return Error{code, std::move(detail)}; }

}  // namespace souk
