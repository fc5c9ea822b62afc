#include "services/firedrill/fire_load.hpp"

namespace souk::firedrill {
namespace {

using domain::UserKind;
using std::chrono::milliseconds;

constexpr std::string_view kPhoneHome = "phone-home", kInProductClients = "in-product";

domain::LoadRate of_capacity(double share, bool in_events) {
  return {.quantity = {share, domain::Measure::apply_capacity}, .in_events = in_events};
}

domain::StepAction change(std::string_view name, domain::LoadRate rate) {
  return domain::LoadChange{.class_name = std::string(name), .rate = rate, .kind = std::nullopt, .ramp = Nanos{0}};
}

domain::PlannedClass planned(std::string_view name, UserKind kind, domain::LoadRate rate, Nanos timeout,
                             unsigned attempts) {
  domain::UserClass user_class;
  user_class.name = name;
  user_class.kind = kind;
  user_class.timeout = timeout;
  user_class.attempts = attempts;
  return {.user_class = std::move(user_class), .rate = rate, .place = {}};
}

}  // namespace

// As in the drill march-2020, with less of the analytics, so that a machine of two cores has room for the probes.
std::vector<domain::PlannedClass> workload() {
  std::vector<domain::PlannedClass> classes{
      planned(kPhoneHome, UserKind::phone_home, of_capacity(kOrdinary, true), milliseconds(2'000), 1),
      planned(kInProductClients, UserKind::in_product, of_capacity(kInProduct, false), milliseconds(500), 3),
      planned("renewing", UserKind::renewing_customer, of_capacity(0.01, false), milliseconds(500), 3),
      planned("shoppers", UserKind::shopper, {.quantity = {10}, .in_events = false}, milliseconds(1'000), 1)};
  classes[1].user_class.events_per_failure = 10;
  return classes;
}

domain::StepAction events_at(double of_apply_capacity) {
  return change(kPhoneHome, of_capacity(of_apply_capacity, true));
}

domain::StepAction in_product_at(double of_apply_capacity) {
  return change(kInProductClients, of_capacity(of_apply_capacity, false));
}

}  // namespace souk::firedrill
