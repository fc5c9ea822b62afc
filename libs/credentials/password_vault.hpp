// The PasswordVault on OpenSSL. Passwords are hashed on a thread of their own, one at a time: a hash is meant to be
// slow, and must take neither an io thread nor both cores. What was found right is remembered for a few minutes, under
// a keyed hash of login, password and kept hash, so that a vendor's next request costs microseconds and a new password
// counts at once.
#pragma once

#include <atomic>
#include <chrono>

#include "app/page_cache.hpp"
#include "ports/clock.hpp"
#include "ports/password_vault.hpp"
#include "runtime/task_thread.hpp"

namespace souk::credentials {

class PasswordVault final : public ports::PasswordVault {
 public:
  struct Options {
    std::size_t max_waiting = 32;  // passwords to be hashed; beyond these a call is refused
    std::size_t remembered = 1'024;
    Nanos remembered_for = std::chrono::minutes(5);
    std::uint32_t iterations = domain::kPasswordIterations;  // of new hashes
  };

  explicit PasswordVault(ports::Clock& clock) : PasswordVault(clock, Options{}) {}
  PasswordVault(ports::Clock& clock, const Options& options);
  ~PasswordVault() override { stop(); }

  Task<Result<bool>> matches(ports::RequestContext context, std::string login, std::string password,
                             domain::PasswordHash kept) override;
  Task<Result<domain::PasswordHash>> hash(ports::RequestContext context, std::string password) override;
  std::string random_token() override;
  std::string digest(std::string_view token) const override;

  // Answers what waits with unavailable, and ends the thread. Any number of times.
  void stop();
  // How many passwords were hashed.
  std::uint64_t hashed() const { return hashed_.load(std::memory_order_relaxed); }

 private:
  Task<Result<std::string>> derive(ports::RequestContext context, std::string password, std::string salt,
                                   std::uint32_t iterations);
  // On the thread.
  Task<Result<std::string>> derive_here(ports::RequestContext context, std::string password, std::string salt,
                                        std::uint32_t iterations);

  ports::Clock& clock_;
  const Options options_;
  const std::string secret_;  // of this process; keys what is remembered
  app::PageCache<bool> remembered_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::uint64_t> hashed_{0};
  std::atomic<bool> stopping_{false};
  runtime::TaskThread thread_{"souk-password"};
};

}  // namespace souk::credentials
