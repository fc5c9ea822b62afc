// Ctrl-C, for commands that take their time.
#pragma once

#include <csignal>

namespace souk::runtime {

// While it lives, the first SIGINT or SIGTERM is only noted, so that the command can end in order and say what it has;
// a second one ends the program at once, as signals do. One at a time; what signals did before is put back with its
// end.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // Since it was made. On any thread.
  bool requested() const;

 private:
  struct sigaction before_int_ {
  }, before_term_{};
};

}  // namespace souk::runtime
