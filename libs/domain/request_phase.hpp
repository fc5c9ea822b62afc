// Where the time of a request goes, as far as somebody measured it. What is not in a phase is the application's own
// work and the wait for an executor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "domain/time.hpp"

namespace souk::domain {

enum class RequestPhase : std::uint8_t {
  admission,  // from the first byte of the request to its handler: header, body, limits
  pool,       // in line for a connection to the store
  writer,     // in line for the writer's turn, on a connection or as a worker
  store,      // at work in the database, the commit's sync included; of a worker: how long it held the writer's turn
  log,        // until events were durable in the event log
  serialise,  // making the answer of what the store said
};
inline constexpr std::size_t kRequestPhaseCount = 6;
inline constexpr std::array<std::string_view, kRequestPhaseCount> kRequestPhaseNames{"admission", "pool", "writer",
                                                                                     "store",     "log",  "serialise"};
constexpr std::size_t index_of(RequestPhase phase) { return static_cast<std::size_t>(phase); }
constexpr std::string_view to_string(RequestPhase phase) { return kRequestPhaseNames[index_of(phase)]; }

template <class T>
using PerRequestPhase = std::array<T, kRequestPhaseCount>;

class PhaseTimes {
 public:
  void add(RequestPhase phase, Nanos spent) {
    spent_[index_of(phase)] += spent;
    touched_ |= bit(phase);
  }
  void add(const PhaseTimes& other) {
    for (std::size_t i = 0; i < kRequestPhaseCount; ++i) spent_[i] += other.spent_[i];
    touched_ |= other.touched_;
  }
  void clear() { *this = PhaseTimes(); }

  // Whether the request went through this phase at all, however short.
  bool has(RequestPhase phase) const { return (touched_ & bit(phase)) != 0; }
  Nanos of(RequestPhase phase) const { return spent_[index_of(phase)]; }

 private:
  static constexpr unsigned bit(RequestPhase phase) { return 1U << index_of(phase); }

  PerRequestPhase<Nanos> spent_{};
  unsigned touched_ = 0;
};

}  // namespace souk::domain
