// What the lab's pages share: one offline file each, in the style of the drills' report.
#pragma once

#include <string>
#include <string_view>

namespace souk::lab {

// Compiled in from services/lab/page/.
std::string_view lab_style();
std::string_view lab_script();

// `body` is HTML; `json` is embedded as the element "data".
std::string page(std::string_view title, const std::string& body, const std::string& json);

std::string card(std::string_view title, const std::string& body);
// A command to copy.
std::string command_block(std::string_view command);
// "97.2%"; "-" for none.
std::string percent(double ratio, int decimals = 0);

}  // namespace souk::lab
