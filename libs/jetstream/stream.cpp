#include "jetstream/stream.hpp"

#include <fmt/format.h>

#include <array>

#include "jetstream/stream_check.hpp"

namespace souk::jetstream {
namespace {

constexpr std::int64_t kNanosPerMs = 1'000'000;

// What a call of the JetStream API came to.
struct Outcome {
  natsStatus status = NATS_OK;
  jsErrCode code = static_cast<jsErrCode>(0);
};

// While the servers elect leaders, or find each other.
bool may_pass(const Outcome& outcome) {
  switch (static_cast<int>(outcome.code)) {
    case JSClusterIncompleteErr:
    case JSClusterNotActiveErr:
    case JSClusterNotAvailErr:
    case JSClusterNotLeaderErr:
    case JSClusterNoPeersErr:
    case JSStreamOfflineErr:
      return true;
    case 0:
      return outcome.status == NATS_TIMEOUT || outcome.status == NATS_NO_RESPONDERS ||
             outcome.status == NATS_CONNECTION_DISCONNECTED;
    default:
      return false;
  }
}

std::string words(const Outcome& outcome, const Connection& connection) {
  natsStatus ignored = NATS_OK;
  const char* last = nats_GetLastError(&ignored);
  std::string text = last != nullptr && *last != '\0' ? last : natsStatus_GetText(outcome.status);
  if (outcome.code != 0) text += fmt::format(" [{}]", static_cast<int>(outcome.code));
  const std::string from_server = connection.last_word();
  if (!from_server.empty()) text += "; the server said: " + from_server;
  return text;
}

Error error_of(const Outcome& outcome, const Connection& connection, const Options& options) {
  const std::string text = words(outcome, connection);
  switch (static_cast<int>(outcome.code)) {
    case JSStreamNotFoundErr:
      return fail(Errc::not_found, fmt::format("there is no stream {} any more; was it removed?", options.stream));
    case JSNotEnabledErr:
    case JSNotEnabledForAccountErr:
      return fail(Errc::unavailable,
                  fmt::format("the NATS servers run without JetStream, or the user's account has none ({}); start them "
                              "with a \"jetstream\" section, or -js",
                              text));
    case JSStreamReplicasNotSupportedErr:
      return fail(Errc::invalid_argument,
                  fmt::format("{} replicas of the stream need a cluster of NATS servers, and this one is alone: start "
                              "more, or ask for 1 replica",
                              options.replicas));
    case JSClusterNoPeersErr:
      return fail(Errc::unavailable, fmt::format("there are not {} NATS servers with room for the stream ({}): start "
                                                 "them, or ask for fewer replicas",
                                                 options.replicas, text));
    case JSInsufficientResourcesErr:
    case JSStorageResourcesExceededErr:
      return fail(Errc::no_space, fmt::format("the NATS servers have no room for the stream: {}", text));
    default:
      break;
  }
  if (connection.last_word().find("ermissions") != std::string::npos) {
    return fail(Errc::forbidden, fmt::format("the NATS user may not use the stream {}: {}. It needs to publish to {} "
                                             "and $JS.API.>, and to subscribe to _INBOX.>",
                                             options.stream, text, options.subject));
  }
  if (outcome.status == NATS_NO_RESPONDERS) {
    return fail(Errc::unavailable,
                "nobody answers for JetStream: the NATS servers run without it (-js), or most of "
                "them are away");
  }
  if (may_pass(outcome)) {
    return fail(Errc::deadline_exceeded, fmt::format("the stream {} did not answer in time: {}", options.stream, text));
  }
  return fail(Errc::io, fmt::format("the stream {}: {}", options.stream, text));
}

StreamState state_of(const jsStreamInfo& info) {
  const jsStreamState& state = info.State;
  StreamState read{.first_sequence = state.FirstSeq, .last_sequence = state.LastSeq, .bytes = state.Bytes};
  // A stream that never held a message says 0 and 0.
  if (state.Msgs == 0) read.first_sequence = state.LastSeq + 1;
  if (state.Msgs > 0) read.oldest_at = state.FirstTime / kNanosPerMs;
  return read;
}

Outcome ask(Connection& connection, const Options& options, StreamInfoHandle& info) {
  Outcome outcome;
  jsStreamInfo* read = nullptr;
  outcome.status = js_GetStreamInfo(&read, connection.jetstream(), options.stream.c_str(), nullptr, &outcome.code);
  info.reset(read);
  return outcome;
}

Outcome make(Connection& connection, const Options& options, StreamInfoHandle& info) {
  jsStreamConfig config;
  std::array<const char*, 1> subjects{};
  describe_stream(config, subjects.data(), options);
  Outcome outcome;
  jsStreamInfo* made = nullptr;
  outcome.status = js_AddStream(&made, connection.jetstream(), &config, nullptr, &outcome.code);
  info.reset(made);
  return outcome;
}

}  // namespace

Result<StreamState> ensure_stream(Connection& connection, const Options& options, Instant deadline) {
  for (int tries = 0;; ++tries) {
    StreamInfoHandle info;
    Outcome outcome = ask(connection, options, info);
    // Two processes may make it at the same time: whoever comes second finds it in the next round.
    if (outcome.code == JSStreamNotFoundErr) outcome = make(connection, options, info);
    if (outcome.status == NATS_OK) {
      const Result<void> checked = check_stream(*info->Config, options);
      if (checked.has_error()) return checked.error();
      return state_of(*info);
    }
    const bool again = may_pass(outcome) || outcome.code == JSStreamNameExistErr;
    if (!again || options.clock.now() + backoff(tries) >= deadline) return error_of(outcome, connection, options);
    pause(backoff(tries));
  }
}

Result<StreamState> stream_state(Connection& connection, const Options& options) {
  StreamInfoHandle info;
  const Outcome outcome = ask(connection, options, info);
  if (outcome.status != NATS_OK) return error_of(outcome, connection, options);
  return state_of(*info);
}

Result<void> purge_below(Connection& connection, const Options& options, std::uint64_t sequence) {
  jsOptions purge;
  jsOptions_Init(&purge);
  purge.Wait = in_ms(options.call_timeout);
  purge.Stream.Purge.Sequence = sequence;
  Outcome outcome;
  outcome.status = js_PurgeStream(connection.jetstream(), options.stream.c_str(), &purge, &outcome.code);
  if (outcome.status != NATS_OK) return error_of(outcome, connection, options);
  return {};
}

}  // namespace souk::jetstream
