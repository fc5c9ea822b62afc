// The shop: browse, look at an app, and the commands (install, upgrade, uninstall, evaluation, purchase, renewal).
//
// A command is a read transaction followed by a write transaction, each on a pooled connection billed to the owner in
// the context: that is what the incident's core did, and why it starved.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/idempotency.hpp"
#include "app/live_settings.hpp"
#include "app/load_shedding.hpp"
#include "app/page_cache.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/market_store.hpp"

namespace souk::app {

// Safe to call from several io threads. Contexts come with owner and client_leaves; the shop sets the deadline, from
// the flag deadline-propagation: on, the time the client leaves; off, none. With it on, work whose client has left is
// refused with deadline_exceeded before it takes a connection. Errors of every call besides those named: those of
// ports::MarketStore, and unavailable of one that is shed.
class Shop {
 public:
  struct Limits {
    std::size_t cached_pages = 8'192;
    Nanos page_time_to_live = std::chrono::seconds(1);  // counts and prices on app pages may be this old
    std::size_t running_commands = 4'096;
  };

  Shop(ports::MarketStore& store, ports::Flags& flags, ports::Clock& clock);
  Shop(ports::MarketStore& store, ports::Flags& flags, ports::Clock& clock, const Limits& limits);

  // The settings of the search from now on; until then they have their defaults. Before the first call.
  void follow(const LiveSettings& settings) { settings_ = &settings; }
  // Refuses requests for load, as it says, from now on. Before the first call.
  void shed(LoadShedding& shedding) { shedding_ = &shedding; }

  // Read through the page cache; commands never are. The same page object is returned while it is cached. not_found.
  Task<Result<std::shared_ptr<const ports::AppPage>>> app_page(ports::RequestContext context, std::string key);
  // One category, or all apps. invalid_argument: limit not in 1 to 50.
  Task<Result<ports::AppList>> browse(ports::RequestContext context, std::string category, ports::AppOrder order,
                                      std::size_t offset, std::size_t limit);
  // Everything that a list can be asked for; its policy is filled in here, from the flag search-ranking.
  // invalid_argument: a text of more than 200 bytes, order by relevance without a text; limit not in 1 to 50.
  Task<Result<ports::AppList>> list(ports::RequestContext context, ports::AppQuery query);
  // Full text, best match first; `category` empty = all. invalid_argument: no text, or more than 200 bytes; limit.
  Task<Result<ports::AppList>> search(ports::RequestContext context, std::string text, std::string category,
                                      std::size_t offset, std::size_t limit);
  Task<Result<std::vector<ports::Category>>> categories(ports::RequestContext context);
  // not_found; unavailable: the flag phone-home is off.
  Task<Result<ports::LatestVersion>> latest_version(ports::RequestContext context, std::string key);
  Task<Result<std::vector<domain::Licence>>> licences(ports::RequestContext context, std::string instance_id);

  // The same key and command again: the first answer, replayed (refusals too). invalid_argument: an empty or overlong
  // id; conflict: the first request with this key is still running; payload_mismatch: the key came with another
  // command.
  Task<Result<domain::Recorded>> command(ports::RequestContext context, domain::Command command,
                                         std::string idempotency_key);

  // What the flag install-counts lets people see of a count: the number, 0, or nothing. `vendor`: whose app it is; 0:
  // several ones' at once.
  enum class Counts : std::uint8_t { live, zero, hidden };
  Counts counts(const ports::RequestContext& context, std::int64_t vendor = 0) const;
  // What products are told: as install-counts-in-product says, and no more than counts().
  Counts counts_in_product(const ports::RequestContext& context, std::int64_t vendor = 0) const;
  // Whether the last answer to a product had counts as they are; none while no product asked. From any thread.
  std::optional<bool> products_saw_counts() const;
  // What reports of an app's distribution say: as install-counts-in-reports says, and no more than counts().
  Counts counts_in_reports(const ports::RequestContext& context, std::int64_t vendor = 0) const;
  std::optional<bool> reports_had_counts() const;  // likewise
  static std::optional<std::int64_t> shown(Counts counts, std::int64_t number);

  // Whether the store has connections to give out. Never waits.
  bool ready() const;

 private:
  Result<ports::RequestContext> admit(ports::RequestContext context, const domain::FlagContext& asker) const;
  Result<ports::RequestContext> admit(ports::RequestContext context, const domain::Command& command) const;
  Counts counts_by(domain::Flag flag, const ports::RequestContext& context, std::int64_t vendor) const;
  Task<Result<domain::Recorded>> read_then_write(ports::RequestContext context, domain::Command command,
                                                 domain::IdempotencyKey key);

  ports::MarketStore& store_;
  ports::Flags& flags_;
  ports::Clock& clock_;
  const LiveSettings* settings_ = nullptr;
  LoadShedding* shedding_ = nullptr;
  PageCache<ports::AppPage> pages_;
  InFlightKeys running_;
  // Of the last answer: 1 with counts as they are, 0 not; -1: nobody asked.
  mutable std::atomic<int> products_saw_counts_{-1}, reports_had_counts_{-1};
};

}  // namespace souk::app
