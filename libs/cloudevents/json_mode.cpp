#include "cloudevents/json_mode.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <new>

#include "cloudevents/json_text.hpp"

namespace souk::cloudevents {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

Rejection malformed(std::string detail) { return {Rejection::Kind::malformed, std::move(detail), {}}; }

// The parser keeps its buffers from one request to the next.
simdjson::dom::parser& thread_parser() {
  thread_local simdjson::dom::parser parser(kMaxBodyBytes);
  return parser;
}

// The element lives until this thread parses again.
boost::system::result<element, Rejection> parse_document(std::string_view text) {
  element root;
  const auto error = thread_parser().parse(text.data(), text.size()).get(root);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();
  if (error != simdjson::SUCCESS) return malformed(describe_syntax_error(text));
  return root;
}

// Puts a text attribute into `slot`; null counts as absent (JSON event format, 2.2). False: another type.
bool take_text(element value, std::optional<std::string_view>& slot) {
  if (value.is_null()) return true;
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return false;
  slot = text;
  return true;
}

std::string take_data(element value, Attributes& attributes) {
  if (value.is_null()) return {};
  simdjson::dom::object data;
  if (value.get_object().get(data) != simdjson::SUCCESS) return "data is not an object";
  for (const auto field : data) {
    if (field.key == "app_key" && !take_text(field.value, attributes.app_key)) return "data.app_key is not a string";
    if (field.key == "instance_id" && !take_text(field.value, attributes.instance_id))
      return "data.instance_id is not a string";
  }
  return {};
}

std::optional<std::string_view>* slot_of(std::string_view name, Attributes& attributes) {
  if (name == "id") return &attributes.id;
  if (name == "source") return &attributes.source;
  if (name == "specversion") return &attributes.specversion;
  if (name == "type") return &attributes.type;
  if (name == "time") return &attributes.time;
  return nullptr;
}

Result<domain::AnalyticsEvent> read_event(element value) {
  simdjson::dom::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS)
    return fail(Errc::invalid_argument, "the event is not an object");
  Attributes attributes;
  for (const auto field : object) {
    if (auto* const slot = slot_of(field.key, attributes)) {
      if (!take_text(field.value, *slot))
        return fail(Errc::invalid_argument, fmt::format("{} is not a string", field.key));
    } else if (field.key == "data") {
      if (auto reason = take_data(field.value, attributes); !reason.empty())
        return fail(Errc::invalid_argument, std::move(reason));
    } else if (field.key == "data_base64" && !field.value.is_null()) {
      return fail(Errc::invalid_argument, "data_base64 is not understood; send data as an object");
    }
  }
  return to_event(attributes);
}

Parsed one_event(Result<domain::AnalyticsEvent> event) {
  if (!event) {
    Rejection rejection{Rejection::Kind::bad_events, "the event is refused: " + event.error().detail, {}};
    rejection.bad_events.push_back({0, event.error().detail});
    return rejection;
  }
  std::vector<domain::AnalyticsEvent> events;
  events.push_back(std::move(*event));
  return events;
}

}  // namespace

Parsed parse_structured(std::string_view body) {
  const auto root = parse_document(body);
  if (!root) return root.error();
  if (root->type() != element_type::OBJECT) return malformed("a structured event is a JSON object");
  return one_event(read_event(*root));
}

Parsed parse_binary_data(const Attributes& attributes, std::string_view body) {
  const auto root = parse_document(body);
  if (!root) return root.error();
  Attributes all = attributes;
  if (auto reason = take_data(*root, all); !reason.empty())
    return one_event(fail(Errc::invalid_argument, std::move(reason)));
  return one_event(to_event(all));
}

Parsed parse_batch(std::string_view body) {
  const auto root = parse_document(body);
  if (!root) return root.error();
  simdjson::dom::array array;
  if (root->get_array().get(array) != simdjson::SUCCESS) return malformed("a batch is a JSON array");
  // array.size() saturates at 2^24, far above the limit.
  if (array.size() > kMaxBatchEvents)
    return Rejection{Rejection::Kind::too_large, fmt::format("a batch holds at most {} events", kMaxBatchEvents), {}};

  std::vector<std::size_t> sizes;  // needed only where an event can be too large at all
  if (body.size() > kMaxEventBytes) sizes = element_sizes(body);

  std::vector<domain::AnalyticsEvent> events;
  events.reserve(array.size());
  std::vector<BadEvent> bad;
  std::size_t index = 0;
  for (const element value : array) {
    const bool too_large = index < sizes.size() && sizes[index] > kMaxEventBytes;
    auto event = too_large ? Result<domain::AnalyticsEvent>(fail(
                                 Errc::too_large, fmt::format("the event is larger than {} bytes", kMaxEventBytes)))
                           : read_event(value);
    if (event) {
      events.push_back(std::move(*event));
    } else {
      bad.push_back({index, std::move(event.error().detail)});
    }
    ++index;
  }
  if (!bad.empty()) {
    auto detail = fmt::format("{} of {} events are bad; none was accepted", bad.size(), index);
    return Rejection{Rejection::Kind::bad_events, std::move(detail), std::move(bad)};
  }
  return events;
}

}  // namespace souk::cloudevents
