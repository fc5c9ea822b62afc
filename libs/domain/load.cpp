#include "domain/load.hpp"

namespace souk::domain {

void Accounting::add(const Accounting& other) {
  planned += other.planned;
  ok += other.ok;
  error += other.error;
  timeout += other.timeout;
  shed += other.shed;
  dropped += other.dropped;
  in_flight += other.in_flight;
  attempts += other.attempts;
}

bool is_core_operation(std::string_view operation) {
  return operation == "install" || operation == "upgrade" || operation == "renewal";
}

}  // namespace souk::domain
