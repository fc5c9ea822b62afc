#include "domain/load_shedder.hpp"

#include <algorithm>

namespace souk::domain {

double LoadShedder::decide(const Reading& reading) {
  next_ = reading.now + settings_.interval;
  if (reading.samples > 0 && reading.core_p99 > settings_.target) {
    share_ = std::min(settings_.most, share_ + settings_.step);
  } else {
    share_ = share_ / 2 < settings_.least ? 0 : share_ / 2;
  }
  return share_;
}

bool LoadShedder::refuses() {
  account_ = share_ > 0 ? account_ + share_ : 0;
  if (account_ < 1) return false;
  account_ -= 1;
  return true;
}

}  // namespace souk::domain
