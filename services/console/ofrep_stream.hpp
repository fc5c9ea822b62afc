// OFREP's stream of changes (Server-Sent Events): tells a client when to ask again.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "flags/flag_rules.hpp"
#include "http/handler.hpp"
#include "ports/clock.hpp"

namespace souk::console {

using RulesSource = std::function<std::shared_ptr<const flags::FlagRules>()>;

class OfrepStream final : public http::BodyStream {
 public:
  // A change is told within this, and a comment is sent after so long without one, to notice who has left.
  static constexpr Nanos kLook = std::chrono::milliseconds(100);
  static constexpr Nanos kKeepAlive = std::chrono::seconds(15);

  // `known`: the version that the client has; empty: the one in force. Counted in `open` for as long as it lives.
  OfrepStream(RulesSource rules, std::string known, ports::Clock& clock,
              std::shared_ptr<std::atomic<std::size_t>> open);
  ~OfrepStream() override;

  Task<std::string> next() override;

 private:
  RulesSource rules_;
  ports::Clock& clock_;
  std::shared_ptr<std::atomic<std::size_t>> open_;
  std::string told_;  // the version that the client knows of
  bool greeted_ = false;
};

}  // namespace souk::console
