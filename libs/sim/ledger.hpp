// Installations and licences of record, in rows of 40 to 48 bytes. They are never removed: a row outlives its
// installation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/command_rules.hpp"
#include "sim/hash_index.hpp"
#include "sim/interned_names.hpp"

namespace souk::sim {

class Ledger {
 public:
  static constexpr std::uint32_t kNone = InternedNames::kNone;

  explicit Ledger(std::size_t apps) : installed_(apps) {}

  // The instance's number, with which it is named below. A new one is given to whoever was not seen before.
  std::uint32_t number_of(std::string_view instance_id) { return instances_.intern(instance_id); }
  std::uint32_t find(std::string_view instance_id) const { return instances_.find(instance_id); }  // or kNone

  std::optional<domain::InstallationRow> installation(std::uint32_t instance, std::uint32_t app) const;
  std::optional<domain::LicenceRow> licence(std::uint32_t instance, std::uint32_t app) const;
  void write(std::uint32_t instance, std::uint32_t app, const domain::InstallationRow& row);
  void write(std::uint32_t instance, std::uint32_t app, const domain::LicenceRow& row);

  // Installed now, by app.
  std::int64_t installed(std::uint32_t app) const { return installed_[app]; }
  struct HeldLicence {
    std::uint32_t app = 0;
    domain::LicenceRow licence;
  };
  // In no order.
  std::vector<HeldLicence> licences_of(std::uint32_t instance) const;

  // Every row as text, in the order of instance and app number.
  std::vector<std::string> dump_installations() const;
  std::vector<std::string> dump_licences() const;

 private:
  struct Installation {
    std::uint32_t instance = 0;
    std::uint32_t app = 0;
    UnixMs installed_at = 0;
    UnixMs upgraded_at = 0;
    std::uint32_t version = 0;
    std::uint32_t generation = 0;
    bool installed = false;
    domain::Hosting hosting = domain::Hosting::cloud;
  };
  struct Licence {
    UnixMs started_at = 0;
    UnixMs expires_at = 0;
    std::uint32_t instance = 0;
    std::uint32_t app = 0;
    std::uint32_t next = kNone;  // place of another licence of this instance
    std::int32_t users = 10;
    std::uint32_t renewals = 0;
    std::uint32_t generation = 0;
    domain::LicenceType type = domain::LicenceType::evaluation;
    domain::Hosting hosting = domain::Hosting::cloud;
  };
  static_assert(sizeof(Installation) <= 40 && sizeof(Licence) <= 48);

  std::uint32_t find_installation(std::uint32_t instance, std::uint32_t app) const;
  std::uint32_t find_licence(std::uint32_t instance, std::uint32_t app) const;
  domain::InstallationRow row_of(const Installation& row) const;
  static domain::LicenceRow row_of(const Licence& row);

  InternedNames instances_;
  InternedNames versions_;
  std::vector<Installation> installations_;
  HashIndex installation_index_;
  std::vector<Licence> licences_;
  HashIndex licence_index_;
  std::vector<std::uint32_t> first_licence_;  // by instance
  std::vector<std::int64_t> installed_;       // by app
};

}  // namespace souk::sim
