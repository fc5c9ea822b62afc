#include "services/console/ofrep_stream.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

namespace souk::console {
namespace {

// An event's id is the version: a client that comes back shows it as Last-Event-ID.
std::string change(const std::string& version, UnixMs at) {
  const boost::json::object data{
      {"type", "refetchEvaluation"}, {"etag", "\"" + version + "\""}, {"lastModified", at / 1'000}};
  return "id: " + version + "\ndata: " + boost::json::serialize(data) + "\n\n";
}

}  // namespace

OfrepStream::OfrepStream(RulesSource rules, std::string known, ports::Clock& clock,
                         std::shared_ptr<std::atomic<std::size_t>> open)
    : rules_(std::move(rules)), clock_(clock), open_(std::move(open)), told_(std::move(known)) {
  if (told_.empty()) told_ = rules_()->version();
  ++*open_;
}

OfrepStream::~OfrepStream() { --*open_; }

Task<std::string> OfrepStream::next() {
  if (!std::exchange(greeted_, true)) co_return ": changes of flags\nretry: 1000\n\n";
  const Instant quiet_until = clock_.now() + kKeepAlive;
  while (clock_.now() < quiet_until) {
    const bool reached = co_await clock_.sleep_for(kLook);
    if (!reached) co_return std::string();
    const std::shared_ptr<const flags::FlagRules> rules = rules_();
    if (rules->version() == told_) continue;
    told_ = rules->version();
    co_return change(told_, clock_.unix_ms());
  }
  co_return ": still here\n\n";
}

}  // namespace souk::console
