// Events that come as JSON: structured mode, batches, and the data of binary mode.
#pragma once

#include <string_view>

#include "cloudevents/attributes.hpp"
#include "cloudevents/parse.hpp"

namespace souk::cloudevents {

Parsed parse_structured(std::string_view body);
Parsed parse_batch(std::string_view body);
// Adds what `body`, the data of a binary-mode event, says to `attributes`, whose `id` and so on come from headers.
Parsed parse_binary_data(const Attributes& attributes, std::string_view body);

}  // namespace souk::cloudevents
