// The vendors' side of a simulated service: their errands, on the same use cases as live. Logging in costs nothing
// here: a password that was right a moment ago is not hashed again, and souk's own vendors come every second.
#pragma once

#include "app/insights.hpp"
#include "app/vendor_desk.hpp"
#include "ports/review_store.hpp"
#include "ports/vendor_errand.hpp"
#include "sim/insight_store.hpp"
#include "sim/vendor_store.hpp"

namespace souk::sim {

// Passwords are refused, tokens are numbers.
class NumberedTokens final : public ports::PasswordVault {
 public:
  Task<Result<bool>> matches(ports::RequestContext context, std::string login, std::string password,
                             domain::PasswordHash kept) override;
  Task<Result<domain::PasswordHash>> hash(ports::RequestContext context, std::string password) override;
  std::string random_token() override { return "token-" + std::to_string(++last_); }
  std::string digest(std::string_view token) const override { return "digest of " + std::string(token); }

 private:
  std::uint64_t last_ = 0;
};

class VendorSide {
 public:
  VendorSide(Database& database, ports::ReviewStore& reviews, ports::Flags& flags, ports::Clock& clock)
      : store_(database),
        desk_(store_, tokens_, flags, clock),
        reviews_(reviews),
        insight_store_(database),
        insights_(insight_store_, flags, clock) {}

  void shed(app::LoadShedding& shedding) {
    desk_.shed(shedding);
    insights_.shed(shedding);
  }
  std::optional<bool> japan_saw_yen() const { return desk_.japan_saw_yen(); }
  // The error that ended the errand, if one did.
  Task<Result<void>> run(ports::RequestContext context, ports::VendorErrand errand);

 private:
  Task<Result<void>> ask_once(ports::RequestContext context, ports::VendorErrand errand);
  Task<Result<void>> submit(ports::RequestContext context, ports::VendorErrand errand);
  Task<Result<void>> open_privately(ports::RequestContext context, ports::VendorErrand errand);
  Task<Result<void>> write_profile(ports::RequestContext context, std::int64_t vendor);
  Task<Result<void>> look_home(ports::RequestContext context, std::int64_t vendor);

  VendorStore store_;
  NumberedTokens tokens_;
  app::VendorDesk desk_;
  ports::ReviewStore& reviews_;
  InsightStore insight_store_;
  app::Insights insights_;
};

}  // namespace souk::sim
