// Helpers around the text of a JSON document that the parser itself does not offer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace souk::cloudevents {

// Says what is wrong with `text`, which is known not to be JSON, and where: "... at line 1, column 12 (byte 11)".
std::string describe_syntax_error(std::string_view text);

// Bytes of each element of a JSON array, separators excluded. `array` is known to be valid.
std::vector<std::size_t> element_sizes(std::string_view array);

}  // namespace souk::cloudevents
