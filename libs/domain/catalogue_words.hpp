// The vocabulary of the generated catalogue: what a marketplace of add-ons for developer tools talks about.
#pragma once

#include <span>
#include <string_view>

namespace souk::domain::words {

struct Category {
  std::string_view name;
  std::span<const std::string_view> products;  // what apps of this category are called
  std::string_view benefit;                    // completes "helps your team to ..."
};

std::span<const Category> categories();
std::span<const std::string_view> app_prefixes();
std::span<const std::string_view> app_suffixes();  // some are empty
std::span<const std::string_view> vendor_first();
std::span<const std::string_view> vendor_second();
std::span<const std::string_view> vendor_forms();  // "Labs", "GmbH", ...
std::span<const std::string_view> audiences();     // completes "for ..."
std::span<const std::string_view> features();      // sentences
std::span<const std::string_view> changes();       // sentences of release notes

}  // namespace souk::domain::words
