#include "credentials/password_vault.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "credentials/crypto.hpp"

namespace souk::credentials {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kTokenBytes = 16;
constexpr std::size_t kSecretBytes = 32;

// Each part by its length, so that no two logins share a text.
std::string remembered_text(std::string_view login, std::string_view password, const domain::PasswordHash& kept) {
  std::string text;
  for (const std::string_view part : {login, password, std::string_view(kept.salt), std::string_view(kept.hash)}) {
    text.append(std::to_string(part.size())).append(":").append(part);
  }
  return text;
}

// Counts a call among those that wait, while it does.
class Waiting {
 public:
  explicit Waiting(std::atomic<std::size_t>& count) : count_(count), before_(count.fetch_add(1)) {}
  ~Waiting() { count_.fetch_sub(1); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  std::size_t before() const { return before_; }

 private:
  std::atomic<std::size_t>& count_;
  std::size_t before_;
};

}  // namespace

PasswordVault::PasswordVault(ports::Clock& clock, const Options& options)
    : clock_(clock),
      options_(options),
      secret_(random_bytes(kSecretBytes)),
      remembered_({options.remembered, options.remembered_for}) {}

Task<Result<bool>> PasswordVault::matches(ports::RequestContext context, std::string login, std::string password,
                                          domain::PasswordHash kept) {
  const std::string tag = hmac_sha256(secret_, remembered_text(login, password, kept));
  if (remembered_.find(tag, clock_.now()) != nullptr) co_return true;
  auto deriving = derive(context, std::move(password), kept.salt, kept.iterations);
  const Result<std::string> derived = co_await std::move(deriving);
  if (!derived) co_return derived.error();
  const bool right = equal(*derived, kept.hash);
  if (right) remembered_.store(tag, std::make_shared<const bool>(true), clock_.now());
  co_return right;
}

Task<Result<domain::PasswordHash>> PasswordVault::hash(ports::RequestContext context, std::string password) {
  domain::PasswordHash made{.salt = random_bytes(kSaltBytes), .iterations = options_.iterations, .hash = {}};
  auto deriving = derive(context, std::move(password), made.salt, made.iterations);
  Result<std::string> derived = co_await std::move(deriving);
  if (!derived) co_return derived.error();
  made.hash = std::move(*derived);
  co_return made;
}

Task<Result<std::string>> PasswordVault::derive(ports::RequestContext context, std::string password, std::string salt,
                                                std::uint32_t iterations) {
  const Waiting here(waiting_);
  if (stopping_) co_return fail(Errc::unavailable, "the service is closing");
  if (here.before() >= options_.max_waiting) co_return fail(Errc::overloaded, "too many logins wait to be checked");
  auto deriving = derive_here(context, std::move(password), std::move(salt), iterations);
  co_return co_await asio::co_spawn(thread_.executor(), std::move(deriving), asio::use_awaitable);
}

Task<Result<std::string>> PasswordVault::derive_here(ports::RequestContext context, std::string password,
                                                     std::string salt, std::uint32_t iterations) {
  if (stopping_) co_return fail(Errc::unavailable, "the service is closing");
  if (context.deadline <= clock_.now()) {
    co_return fail(Errc::deadline_exceeded, "the deadline passed before the login was checked");
  }
  hashed_.fetch_add(1, std::memory_order_relaxed);
  co_return pbkdf2(password, salt, iterations, domain::kPasswordHashBytes);
}

std::string PasswordVault::random_token() { return to_hex(random_bytes(kTokenBytes)); }

std::string PasswordVault::digest(std::string_view token) const { return to_hex(sha256(token)); }

void PasswordVault::stop() {
  stopping_ = true;
  thread_.join();
}

}  // namespace souk::credentials
