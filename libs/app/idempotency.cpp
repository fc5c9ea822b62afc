#include "app/idempotency.hpp"

#include <string_view>

namespace souk::app {
namespace {

class Fnv {
 public:
  void add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) add_byte(static_cast<unsigned char>(number >> shift));
  }
  // The length goes first, so that ("ab", "c") and ("a", "bc") differ.
  void add(std::string_view text) {
    add(static_cast<std::uint64_t>(text.size()));
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
  }
  std::uint64_t value() const { return hash_; }

 private:
  void add_byte(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace

std::uint64_t fingerprint(const domain::Command& command) {
  Fnv fnv;
  fnv.add(static_cast<std::uint64_t>(command.kind));
  fnv.add(std::string_view(command.instance_id));
  fnv.add(std::string_view(command.app_key));
  fnv.add(static_cast<std::uint64_t>(command.hosting));
  fnv.add(std::string_view(command.version));
  fnv.add(static_cast<std::uint64_t>(command.users));
  return fnv.value();
}

Result<InFlightKeys::Guard> InFlightKeys::begin(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (running_.contains(key)) return fail(Errc::conflict, "a request with this Idempotency-Key is still running");
  if (running_.size() >= max_keys_) return fail(Errc::overloaded, "too many commands are running");
  running_.insert(key);
  return Guard(*this, key);
}

void InFlightKeys::end(const std::string& key) {
  const std::lock_guard lock(mutex_);
  running_.erase(key);
}

std::size_t InFlightKeys::size() const {
  const std::lock_guard lock(mutex_);
  return running_.size();
}

}  // namespace souk::app
