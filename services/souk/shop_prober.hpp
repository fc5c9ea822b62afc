// The probes of the status page, live: over HTTP to the shop's port like everybody else's requests, on a thread of
// their own.
#pragma once

#include <memory>
#include <string>

#include "app/probes.hpp"
#include "http/client.hpp"
#include "load/http_marketplace_client.hpp"
#include "runtime/task_thread.hpp"

namespace souk {

class ShopProber {
 public:
  // `address` and `port` are what the shop listens on. Errors: invalid_argument, unavailable (no such address). The
  // references outlive it.
  static Result<std::unique_ptr<ShopProber>> start(const std::string& address, unsigned short port,
                                                   app::ProbeSubjects subjects, ports::Clock& clock,
                                                   const app::LiveSettings& settings, app::ComponentBoard& board);
  ~ShopProber();
  ShopProber(const ShopProber&) = delete;
  ShopProber& operator=(const ShopProber&) = delete;

  // From now on nothing is filed.
  void request_stop() { probes_.request_stop(); }
  // After request_stop(), and when the shop has stopped: probes under way get no answer any more, and are ended.
  void join();

 private:
  ShopProber(const http::Url& shop, app::ProbeSubjects subjects, ports::Clock& clock, const app::LiveSettings& settings,
             app::ComponentBoard& board);
  Task<void> probe();

  runtime::TaskThread thread_{"souk-probes"};
  http::Client client_;
  load::HttpMarketplaceClient marketplace_;
  app::Probes probes_;
};

}  // namespace souk
