#include "event_log/start_append.hpp"

#include <fmt/format.h>

#include "event_log/frame.hpp"

namespace souk::event_log {

std::size_t stored_bytes(const std::vector<std::string>& payloads) {
  std::size_t bytes = 0;
  for (const std::string& payload : payloads) bytes += kRecordHeaderBytes + payload.size();
  return bytes;
}

Result<void> check_append(const std::vector<std::string>& payloads, std::size_t queue_payloads,
                          std::size_t queue_bytes) {
  if (payloads.size() > kMaxPayloads) {
    return fail(Errc::too_large,
                fmt::format("{} payloads in one append, at most {} are taken", payloads.size(), kMaxPayloads));
  }
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    if (payloads[i].size() > kMaxPayloadBytes) {
      return fail(Errc::too_large, fmt::format("payload {} has {} bytes, at most {} are taken", i, payloads[i].size(),
                                               kMaxPayloadBytes));
    }
  }
  if (payloads.size() > queue_payloads || stored_bytes(payloads) > queue_bytes) {
    return fail(Errc::too_large, fmt::format("an append of {} payloads and {} bytes can never fit into the queue",
                                             payloads.size(), stored_bytes(payloads)));
  }
  return {};
}

}  // namespace souk::event_log
