#include "flags/watchers.hpp"

#include <utility>

namespace souk::flags {

class Watchers::Token {
 public:
  Token(std::shared_ptr<List> list, std::shared_ptr<Subscription> subscription)
      : list_(std::move(list)), subscription_(std::move(subscription)) {}
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;
  ~Token() {
    {
      const std::lock_guard lock(list_->mutex);
      std::erase(list_->subscriptions, subscription_);
    }
    const std::lock_guard lock(subscription_->mutex);
    subscription_->live = false;
  }

 private:
  std::shared_ptr<List> list_;
  std::shared_ptr<Subscription> subscription_;
};

std::shared_ptr<void> Watchers::add(ports::Flags::Watcher watcher) {
  auto subscription = std::make_shared<Subscription>();
  subscription->watcher = std::move(watcher);
  auto token = std::make_shared<Token>(list_, subscription);
  const std::lock_guard lock(list_->mutex);
  list_->subscriptions.push_back(std::move(subscription));
  return token;
}

void Watchers::notify(const domain::FlagChange& change) {
  std::vector<std::shared_ptr<Subscription>> subscriptions;
  {
    const std::lock_guard lock(list_->mutex);
    subscriptions = list_->subscriptions;
  }
  for (const auto& subscription : subscriptions) {
    const std::lock_guard lock(subscription->mutex);
    if (subscription->live) subscription->watcher(change);
  }
}

}  // namespace souk::flags
