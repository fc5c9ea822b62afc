#include "http/server_timing.hpp"

#include <gtest/gtest.h>

namespace souk::http {
namespace {

using domain::PhaseTimes;
using domain::RequestPhase;
using std::chrono::microseconds;

std::string header(const PhaseTimes& times, Nanos total) {
  std::string out = "ETag: 1\r\n";
  append_server_timing(times, total, out);
  return out;
}

TEST(ServerTiming, GivesMillisecondsOfThePhasesThatTheRequestWentThrough) {
  PhaseTimes times;
  times.add(RequestPhase::writer, microseconds(230'050));
  times.add(RequestPhase::admission, microseconds(21));
  times.add(RequestPhase::serialise, Nanos{999});
  EXPECT_EQ(header(times, microseconds(1'230'999)),
            "ETag: 1\r\nServer-Timing: admission;dur=0.021, writer;dur=230.050, serialise;dur=0.000, "
            "total;dur=1230.999\r\n");
}

TEST(ServerTiming, WithoutPhasesThereIsStillTheTotal) {
  EXPECT_EQ(header({}, Nanos{-1}), "ETag: 1\r\nServer-Timing: total;dur=0.000\r\n");
}

}  // namespace
}  // namespace souk::http
