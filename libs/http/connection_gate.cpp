#include "http/connection_gate.hpp"

namespace souk::http {

void ConnectionGate::enter(bool served) {
  {
    const std::lock_guard lock(mutex_);
    (served ? served_ : turned_away_).fetch_add(1, std::memory_order_relaxed);
  }
  probe_.on_connection(1);
}

void ConnectionGate::leave(bool served) {
  probe_.on_connection(-1);
  const std::lock_guard lock(mutex_);
  (served ? served_ : turned_away_).fetch_sub(1, std::memory_order_relaxed);
  if (open() == 0) empty_.notify_all();
}

bool ConnectionGate::wait_empty(Nanos limit) {
  std::unique_lock lock(mutex_);
  return empty_.wait_for(lock, limit, [this] { return open() == 0; });
}

}  // namespace souk::http
