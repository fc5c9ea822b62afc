// Who wants to know of changes. Safe to use from any thread: once a token is destroyed its watcher is not running and
// will not run again. (A watcher may destroy its own token, and set flags.) Do not destroy a token while holding a
// lock that the watcher takes: the destructor waits for a watcher that is running.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "ports/flags.hpp"

namespace souk::flags {

class Watchers {
 public:
  [[nodiscard]] std::shared_ptr<void> add(ports::Flags::Watcher watcher);
  // Calls every watcher on this thread, in order of their adding.
  void notify(const domain::FlagChange& change);

 private:
  struct Subscription {
    std::recursive_mutex mutex;  // held while the watcher runs; recursive for a watcher that ends itself
    bool live = true;
    ports::Flags::Watcher watcher;
  };
  struct List {
    std::mutex mutex;
    std::vector<std::shared_ptr<Subscription>> subscriptions;
  };
  class Token;

  std::shared_ptr<List> list_ = std::make_shared<List>();  // shared with the tokens, which may outlive this
};

}  // namespace souk::flags
