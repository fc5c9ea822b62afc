#include "jetstream/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace souk::jetstream {
namespace {

constexpr std::int64_t kConnectTimeoutMs = 2'000;
// Two pings in a row without an answer are a lost connection.
constexpr std::int64_t kPingIntervalMs = 2'000;
constexpr int kPingsOut = 2;

std::int64_t reconnect_delay_ms(natsConnection* /*connection*/, int tries, void* /*closure*/) {
  return in_ms(backoff(tries));
}

Result<OptionsHandle> client_options(const Options& options, const char* name) {
  natsOptions* made = nullptr;
  natsStatus status = natsOptions_Create(&made);
  OptionsHandle handle(made);
  std::vector<const char*> urls;
  for (const std::string& url : options.servers.urls) urls.push_back(url.c_str());
  const auto set = [&status](natsStatus next) { status = status == NATS_OK ? next : status; };
  set(natsOptions_SetServers(made, urls.data(), static_cast<int>(urls.size())));
  if (!options.servers.user.empty()) {
    set(natsOptions_SetUserInfo(made, options.servers.user.c_str(), options.password.c_str()));
  }
  set(natsOptions_SetName(made, name));
  set(natsOptions_SetTimeout(made, kConnectTimeoutMs));
  set(natsOptions_SetPingInterval(made, kPingIntervalMs));
  set(natsOptions_SetMaxPingsOut(made, kPingsOut));
  set(natsOptions_SetAllowReconnect(made, true));
  set(natsOptions_SetMaxReconnect(made, -1));
  set(natsOptions_SetCustomReconnectDelay(made, reconnect_delay_ms, nullptr));
  // What could not be sent is sent again by whoever waits for the answer: nothing is kept back for later.
  set(natsOptions_SetReconnectBufSize(made, 0));
  // The servers that were named are the ones to speak to; those may be known to each other by other addresses.
  set(natsOptions_SetIgnoreDiscoveredServers(made, true));
  if (status != NATS_OK) return fail(Errc::invalid_argument, describe("the NATS client's options", status));
  return handle;
}

std::string named(const Servers& servers) { return fmt::format("{}", fmt::join(servers.urls, ", ")); }

Error refusal(natsStatus status, const Options& options) {
  if (status == NATS_CONNECTION_AUTH_FAILED) {
    return fail(Errc::unauthenticated,
                fmt::format("the NATS server at {} refuses the user \"{}\" or the password; the user belongs into the "
                            "URL, the password into SOUK_NATS_PASSWORD or a file that SOUK_NATS_PASSWORD_FILE names",
                            named(options.servers), options.servers.user));
  }
  return fail(Errc::unavailable,
              fmt::format("no NATS server answers at {} ({}): start them, or correct the address; for a cluster on "
                          "this machine: deploy/dev/cluster up",
                          named(options.servers), natsStatus_GetText(status)));
}

}  // namespace

Nanos backoff(int tries) {
  const int doublings = std::clamp(tries, 0, 7);
  return std::min<Nanos>(std::chrono::milliseconds(10) * (1 << doublings), std::chrono::seconds(1));
}

void pause(Nanos duration) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, duration);
}

std::int64_t in_ms(Nanos duration) {
  return std::max<std::int64_t>(1, std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

std::string describe(const std::string& what, natsStatus status) {
  return fmt::format("{}: {}", what, natsStatus_GetText(status));
}

Result<std::unique_ptr<Connection>> Connection::open(const Options& options, const char* name, Instant deadline) {
  const Result<OptionsHandle> client = client_options(options, name);
  if (client.has_error()) return client.error();
  for (int tries = 0;; ++tries) {
    natsConnection* connected = nullptr;
    const natsStatus status = natsConnection_Connect(&connected, client->get());
    if (status == NATS_OK) {
      ConnectionHandle connection(connected);
      jsOptions js;
      jsOptions_Init(&js);
      js.Wait = in_ms(options.call_timeout);
      jsCtx* context = nullptr;
      const natsStatus made = natsConnection_JetStream(&context, connected, &js);
      if (made != NATS_OK) return fail(Errc::io, describe("the NATS client's JetStream context", made));
      return std::unique_ptr<Connection>(new Connection(std::move(connection), ContextHandle(context)));
    }
    // A server that is there and refuses will not change its mind.
    if (status == NATS_CONNECTION_AUTH_FAILED || options.clock.now() + backoff(tries) >= deadline) {
      return refusal(status, options);
    }
    pause(backoff(tries));
  }
}

bool Connection::flush(Nanos timeout) {
  return natsConnection_FlushTimeout(connection_.get(), in_ms(timeout)) == NATS_OK;
}

std::string Connection::last_word() const {
  const char* text = nullptr;
  const natsStatus status = natsConnection_GetLastError(connection_.get(), &text);
  if (status == NATS_OK || text == nullptr) return {};
  return text;
}

}  // namespace souk::jetstream
