// Which instance reported which app, and when last, in memory; see domain/presence.hpp. Reports wait here until they
// are rolled up, in the order of the log.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/insight.hpp"
#include "domain/presence.hpp"
#include "sim/catalogue_index.hpp"
#include "sim/hash_index.hpp"
#include "sim/interned_names.hpp"

namespace souk::sim {

class PresenceTables {
 public:
  // What is installed from the start was reported `today`.
  PresenceTables(const CatalogueIndex& catalogue, std::int64_t today);

  // Of as many apps or more.
  void follow(const CatalogueIndex& catalogue);

  struct Report {
    std::uint64_t position = 0;
    std::int64_t day = 0;  // as the event says
    std::uint32_t app = 0;
    std::uint32_t instance = 0;
    domain::Presence presence = domain::Presence::there;
  };
  std::uint32_t number_of(std::string_view instance) { return instances_.intern(instance); }
  // An applied event; positions come in any order.
  void add(const Report& report);

  domain::PresenceRolled roll(const domain::PresenceRoll& roll);
  // A roll would change nothing.
  bool would_be_empty(const domain::PresenceRoll& roll) const;

  std::int64_t instances(std::uint32_t app) const { return counts_[app]; }
  // Every change of the count, ascending by week.
  const std::vector<domain::WeekPresence>& weeks(std::uint32_t app) const { return weeks_[app]; }
  std::int64_t counted() const;
  std::int64_t of_record() const { return static_cast<std::int64_t>(rows_.size()); }
  // By table, in the order of their keys.
  void dump(std::map<std::string, std::vector<std::string>>& tables) const;

 private:
  struct Row {
    std::int64_t last_day = 0;
    std::uint32_t app = 0;
    std::uint32_t instance = 0;
  };

  static std::uint64_t hash_of(std::uint32_t app, std::uint32_t instance) {
    return spread_bits((std::uint64_t{app} << 32) | instance);
  }
  std::uint32_t find(std::uint32_t app, std::uint32_t instance) const;
  void insert(const Row& row);
  void erase(std::uint32_t place);
  void take_in(const Report& report, std::int64_t today);
  void expire(const domain::PresenceRoll& roll, domain::PresenceRolled& rolled);
  void change(std::uint32_t app, std::int64_t by);

  const CatalogueIndex* catalogue_;
  InternedNames instances_;
  std::vector<Row> rows_;
  HashIndex index_;
  // Rows by the day of their last report, and those that reported again since, which are looked up and passed over.
  std::map<std::int64_t, std::vector<Row>> by_day_;
  std::vector<std::int64_t> counts_;                      // by app
  std::vector<std::vector<domain::WeekPresence>> weeks_;  // likewise
  std::vector<Report> waiting_;                           // a heap, the lowest position on top
  std::uint64_t position_ = 0;
  std::int64_t week_ = 0;
};

}  // namespace souk::sim
