// The page's own style and script, compiled in from libs/report/page/.
#pragma once

#include <string_view>

namespace souk::report {

std::string_view page_style();
std::string_view page_script();

}  // namespace souk::report
