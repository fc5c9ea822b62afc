#pragma once

#include <functional>
#include <string>

#include "domain/status.hpp"
#include "http/handler.hpp"
#include "ports/market_store.hpp"

namespace souk::console {

http::Handler get_status(std::function<domain::ServiceStatus()> status);
http::Handler get_metrics(std::function<std::string()> text);
http::Handler get_livez();
http::Handler get_readyz(std::function<bool()> ready);
http::Handler post_reconcile(ports::MarketStore& store);

}  // namespace souk::console
