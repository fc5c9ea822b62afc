// The frame and the fragments of the pages for people.
#pragma once

#include <string>
#include <string_view>

#include "app/shop.hpp"
#include "http/handler.hpp"

namespace souk::marketplace {

// `title` is escaped here; `content` is HTML.
http::Response html_page(std::string_view title, std::string_view content);
// A problem as a page, with the status that the API would give.
http::Response html_problem(const Error& error);

// "1,230 installs", or nothing when counts are hidden.
std::string installs_text(app::Shop::Counts counts, std::int64_t installs);
// "Free", "from $25.00 a year"
std::string price_text(std::int64_t price_cents_usd);

}  // namespace souk::marketplace
