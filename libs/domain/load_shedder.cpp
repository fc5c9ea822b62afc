#include "domain/load_shedder.hpp"

#include <algorithm>

namespace souk::domain {

double LoadShedder::decide(const Reading& reading) {
  next_ = reading.now + settings_.interval;
  const double load = reading.samples > 0 ? to_s(reading.core_p99) / to_s(settings_.target) : 0;
  if (load > 1) {
    share_ = std::min(settings_.most, share_ + settings_.up);
  } else if (load < settings_.calm) {
    share_ = std::max(0.0, share_ - settings_.down);
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
