#include "services/souk/shop_prober.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace souk {
namespace {

http::ClientSettings client_of(const http::Url& shop) {
  http::ClientSettings settings;
  settings.endpoint = shop.endpoint;
  settings.host = shop.host;
  settings.max_connections = 64;  // one for each probe that is under way
  settings.max_waiting = 64;
  return settings;
}

}  // namespace

Result<std::unique_ptr<ShopProber>> ShopProber::start(const std::string& address, unsigned short port,
                                                      app::ProbeSubjects subjects, ports::Clock& clock,
                                                      const app::LiveSettings& settings, app::ComponentBoard& board) {
  const bool is_v6 = address.find(':') != std::string::npos;
  const std::string url = "http://" + (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
  const Result<http::Url> shop = http::resolve_url(url);
  if (shop.has_error()) return shop.error();
  std::unique_ptr<ShopProber> prober(new ShopProber(*shop, std::move(subjects), clock, settings, board));
  prober->thread_.spawn(prober->probe());
  return prober;
}

ShopProber::ShopProber(const http::Url& shop, app::ProbeSubjects subjects, ports::Clock& clock,
                       const app::LiveSettings& settings, app::ComponentBoard& board)
    : client_(thread_.executor(), clock, client_of(shop)),
      marketplace_(client_),
      probes_({clock, marketplace_, settings, board}, {.subjects = std::move(subjects)}) {}

ShopProber::~ShopProber() {
  request_stop();
  join();
}

void ShopProber::join() {
  // A probe waits as long as the patience of users allows, which may be minutes.
  asio::post(thread_.executor(), [this] { client_.shutdown(); });
  thread_.join();
}

Task<void> ShopProber::probe() {
  auto running = probes_.run();
  co_await std::move(running);
  client_.shutdown();  // kept connections would keep the thread
}

}  // namespace souk
