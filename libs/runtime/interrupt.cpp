#include "runtime/interrupt.hpp"

#include <atomic>

namespace souk::runtime {
namespace {

// Written by whatever thread the signal interrupts and read by others, so a volatile sig_atomic_t would be a race.
std::atomic<bool> requested_once = false;
static_assert(std::atomic<bool>::is_always_lock_free, "or a handler must not touch it");

void note(int /*signal*/) {
  requested_once.store(true);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
  requested_once.store(false);
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;  // a write under way is finished, not torn
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before_int_);
  sigaction(SIGTERM, &action, &before_term_);
}

Interrupt::~Interrupt() {
  sigaction(SIGINT, &before_int_, nullptr);
  sigaction(SIGTERM, &before_term_, nullptr);
}

bool Interrupt::requested() const { return requested_once.load(); }

}  // namespace souk::runtime
