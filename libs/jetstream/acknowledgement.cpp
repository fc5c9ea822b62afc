#include "jetstream/acknowledgement.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>

namespace souk::jetstream {
namespace {

namespace json = boost::json;

std::int64_t number_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

// Empty: it may go better the next time (no leader yet, a follower that is not ready).
std::optional<Error> refusal_of(const json::object& error) {
  const std::string text = text_of(error, "description");
  switch (number_of(error, "err_code")) {
    case JSStreamStoreFailedErr:
    case JSInsufficientResourcesErr:
    case JSStorageResourcesExceededErr:
    case JSAccountResourcesExceededErr:
      return fail(Errc::no_space, fmt::format("the stream is full: {}. Remedy: let the workers catch up, or raise its "
                                              "limits (nats stream edit --max-bytes ...)",
                                              text));
    case JSStreamMessageExceedsMaximumErr:
      return fail(
          Errc::too_large,
          fmt::format("the stream takes no event of that size: {}. Remedy: nats stream edit --max-msg-size=-1", text));
    case JSStreamSealedErr:
      return fail(Errc::forbidden, fmt::format("the stream takes no events: {}", text));
    default:
      return std::nullopt;
  }
}

}  // namespace

Acknowledgement parse_acknowledgement(std::string_view body) {
  boost::system::error_code error;
  const json::value value = json::parse(json::string_view(body.data(), body.size()), error);
  if (error || !value.is_object()) return {};
  const json::object& answer = value.get_object();
  if (const json::value* refused = answer.if_contains("error"); refused != nullptr && refused->is_object()) {
    return {.refused = refusal_of(refused->get_object())};
  }
  const std::int64_t sequence = number_of(answer, "seq");
  return {.sequence = sequence > 0 ? static_cast<std::uint64_t>(sequence) : 0};
}

Acknowledgement acknowledgement_of(const natsMsg* message) {
  const char* data = natsMsg_GetData(message);
  const int length = natsMsg_GetDataLength(message);
  if (data == nullptr || length <= 0) return {};
  return parse_acknowledgement({data, static_cast<std::size_t>(length)});
}

}  // namespace souk::jetstream
