#include "app/shop.hpp"

#include <algorithm>
#include <utility>

#include "app/admit.hpp"
#include "app/search_policy.hpp"

namespace souk::app {
namespace {

// From the most that can be shown to the least.
static_assert(Shop::Counts::live < Shop::Counts::zero && Shop::Counts::zero < Shop::Counts::hidden);

Shop::Counts counts_of(std::string_view text) {
  if (text == "zero") return Shop::Counts::zero;
  return text == "hidden" ? Shop::Counts::hidden : Shop::Counts::live;
}

std::optional<bool> answer_of(int seen) {
  if (seen < 0) return std::nullopt;
  return seen == 1;
}

constexpr std::size_t kMaxIdBytes = 255;  // instance ids, app keys, idempotency keys
constexpr std::size_t kMaxVersionBytes = 64;
constexpr std::size_t kMaxTextBytes = 200;
constexpr std::size_t kMaxPageSize = 50;

Result<void> check_id(std::string_view name, std::string_view value) {
  if (value.empty()) return fail(Errc::invalid_argument, std::string(name) + " is empty");
  if (value.size() > kMaxIdBytes) return fail(Errc::invalid_argument, std::string(name) + " is longer than 255 bytes");
  return {};
}

Result<void> check_command(const domain::Command& command, const std::string& key) {
  if (auto ok = check_id("instance", command.instance_id); !ok) return ok;
  if (auto ok = check_id("app_key", command.app_key); !ok) return ok;
  if (auto ok = check_id("Idempotency-Key", key); !ok) return ok;
  if (command.version.size() > kMaxVersionBytes) return fail(Errc::invalid_argument, "version is longer than 64 bytes");
  return {};
}

Result<void> check_limit(std::size_t limit) {
  if (limit < 1 || limit > kMaxPageSize) return fail(Errc::invalid_argument, "limit must be 1 to 50");
  return {};
}

}  // namespace

Shop::Shop(ports::MarketStore& store, ports::Flags& flags, ports::Clock& clock) : Shop(store, flags, clock, Limits{}) {}

Shop::Shop(ports::MarketStore& store, ports::Flags& flags, ports::Clock& clock, const Limits& limits)
    : store_(store),
      flags_(flags),
      clock_(clock),
      pages_({limits.cached_pages, limits.page_time_to_live}),
      running_(limits.running_commands) {}

Result<ports::RequestContext> Shop::admit(ports::RequestContext context, const domain::FlagContext& asker) const {
  return app::admit(context, asker, {flags_, clock_, shedding_});
}

Result<ports::RequestContext> Shop::admit(ports::RequestContext context, const domain::Command& command) const {
  domain::FlagContext asker = asker_of(context, to_string(command.kind));
  asker.targeting_key = command.instance_id;
  asker.hosting = to_string(command.hosting);
  return admit(context, asker);
}

Task<Result<std::shared_ptr<const ports::AppPage>>> Shop::app_page(ports::RequestContext context, std::string key) {
  auto cached = pages_.find(key, clock_.now());
  if (cached != nullptr) co_return cached;
  const auto admitted = admit(context, asker_of(context, "listings"));
  if (!admitted) co_return admitted.error();
  auto reading = store_.app_page(*admitted, key);
  auto page = co_await std::move(reading);
  if (!page) co_return page.error();
  auto fresh = std::make_shared<const ports::AppPage>(std::move(*page));
  pages_.store(key, fresh, clock_.now());
  co_return fresh;
}

Task<Result<ports::AppList>> Shop::browse(ports::RequestContext context, std::string category, ports::AppOrder order,
                                          std::size_t offset, std::size_t limit) {
  ports::AppQuery query;
  query.category = std::move(category);
  query.order = order;
  query.offset = offset;
  query.limit = limit;
  auto listing = list(context, std::move(query));
  co_return co_await std::move(listing);
}

Task<Result<ports::AppList>> Shop::list(ports::RequestContext context, ports::AppQuery query) {
  const auto checked = check_limit(query.limit);
  if (!checked) co_return checked.error();
  if (query.text.size() > kMaxTextBytes) co_return fail(Errc::invalid_argument, "text is longer than 200 bytes");
  const domain::FlagContext asker = asker_of(context, query.text.empty() ? "categories" : "search");
  const auto admitted = admit(context, asker);
  if (!admitted) co_return admitted.error();
  query.policy = search_policy(flags_, asker, settings_, clock_.unix_ms());
  auto reading = store_.list_apps(*admitted, std::move(query));
  co_return co_await std::move(reading);
}

Task<Result<ports::AppList>> Shop::search(ports::RequestContext context, std::string text, std::string category,
                                          std::size_t offset, std::size_t limit) {
  if (text.empty()) co_return fail(Errc::invalid_argument, "text is empty");
  ports::AppQuery query;
  query.text = std::move(text);
  query.category = std::move(category);
  query.order = ports::AppOrder::relevance;
  query.offset = offset;
  query.limit = limit;
  auto listing = list(context, std::move(query));
  co_return co_await std::move(listing);
}

Task<Result<std::vector<ports::Category>>> Shop::categories(ports::RequestContext context) {
  const auto admitted = admit(context, asker_of(context, "categories"));
  if (!admitted) co_return admitted.error();
  co_return co_await store_.categories(*admitted);
}

Task<Result<ports::LatestVersion>> Shop::latest_version(ports::RequestContext context, std::string key) {
  const domain::FlagContext asker = asker_of(context, "phone-home");
  if (!flags_.is_on(domain::Flag::phone_home, asker))
    co_return fail(Errc::unavailable, "phone home is switched off (flag phone-home)");
  const auto admitted = admit(context, asker);
  if (!admitted) co_return admitted.error();
  auto reading = store_.latest_version(*admitted, std::move(key));
  co_return co_await std::move(reading);
}

Task<Result<std::vector<domain::Licence>>> Shop::licences(ports::RequestContext context, std::string instance_id) {
  const auto checked = check_id("instance", instance_id);
  if (!checked) co_return checked.error();
  domain::FlagContext asker = asker_of(context, "licences");
  asker.targeting_key = instance_id;
  const auto admitted = admit(context, asker);
  if (!admitted) co_return admitted.error();
  auto reading = store_.licences(*admitted, std::move(instance_id));
  co_return co_await std::move(reading);
}

Task<Result<domain::Recorded>> Shop::command(ports::RequestContext context, domain::Command command,
                                             std::string idempotency_key) {
  const auto checked = check_command(command, idempotency_key);
  if (!checked) co_return checked.error();
  const auto running = running_.begin(idempotency_key);
  if (!running) co_return running.error();

  // Of what the client sent, so before the version below is filled in.
  domain::IdempotencyKey key{std::move(idempotency_key), fingerprint(command)};

  auto working = read_then_write(context, std::move(command), std::move(key));
  co_return co_await std::move(working);
}

Task<Result<domain::Recorded>> Shop::read_then_write(ports::RequestContext context, domain::Command command,
                                                     domain::IdempotencyKey key) {
  const auto for_read = admit(context, command);
  if (!for_read) co_return for_read.error();
  auto reading = store_.offer(*for_read, command.instance_id, command.app_key);
  const auto offer = co_await std::move(reading);
  // An unknown app goes on: the write half refuses it and stores the refusal under the key, to be replayed.
  if (!offer && offer.error().code != Errc::not_found) co_return offer.error();
  const bool wants_version =
      command.kind == domain::CommandKind::install || command.kind == domain::CommandKind::upgrade;
  if (offer && wants_version && command.version.empty()) command.version = offer->latest_version;

  const auto for_write = admit(context, command);
  if (!for_write) co_return for_write.error();
  auto writing = store_.record(*for_write, std::move(command), std::move(key), clock_.unix_ms());
  co_return co_await std::move(writing);
}

Shop::Counts Shop::counts_by(domain::Flag flag, const ports::RequestContext& context, std::int64_t vendor) const {
  const std::string vendor_id = vendor == 0 ? std::string() : std::to_string(vendor);
  domain::FlagContext asker = asker_of(context, "listings");
  asker.vendor = vendor_id;
  return counts_of(flags_.text(flag, asker));
}

Shop::Counts Shop::counts(const ports::RequestContext& context, std::int64_t vendor) const {
  return counts_by(domain::Flag::install_counts, context, vendor);
}

Shop::Counts Shop::counts_in_product(const ports::RequestContext& context, std::int64_t vendor) const {
  const Counts counts =
      std::max(this->counts(context, vendor), counts_by(domain::Flag::install_counts_in_product, context, vendor));
  products_saw_counts_ = counts == Counts::live ? 1 : 0;
  return counts;
}

std::optional<bool> Shop::products_saw_counts() const { return answer_of(products_saw_counts_); }
std::optional<bool> Shop::reports_had_counts() const { return answer_of(reports_had_counts_); }

Shop::Counts Shop::counts_in_reports(const ports::RequestContext& context, std::int64_t vendor) const {
  const Counts counts =
      std::max(this->counts(context, vendor), counts_by(domain::Flag::install_counts_in_reports, context, vendor));
  reports_had_counts_ = counts == Counts::live ? 1 : 0;
  return counts;
}

std::optional<std::int64_t> Shop::shown(Counts counts, std::int64_t number) {
  if (counts == Counts::hidden) return std::nullopt;
  return counts == Counts::zero ? 0 : number;
}

bool Shop::ready() const { return store_.stats().pool.capacity > 0; }

}  // namespace souk::app
