// The house rules, one function each: a file in, what is wrong with it out. tidy_test runs them over the tree,
// rules_test shows that each of them can fail.
#pragma once

#include <string>
#include <vector>

#include "tests/tidy/source.hpp"

namespace souk::tidy {

struct Finding {
  std::string path;
  std::size_t line = 0;  // from 1
  std::string message;
};
using Findings = std::vector<Finding>;

// "libs/app/shop.cpp:12: message", one a line.
std::string to_text(const Findings& findings);

// domain <- ports <- app <- {runtime, adapters} <- services.
Findings check_layers(const SourceFile& file);
// domain, ports and app take little from outside.
Findings check_outside_headers(const SourceFile& file);
Findings check_banned_words(const SourceFile& file);
// Clock, threads, sockets, randomness only where listed.
Findings check_machine(const SourceFile& file);
Findings check_pragma_once(const SourceFile& file);
Findings check_last_line(const SourceFile& file);     // ends with one newline
Findings check_white_space(const SourceFile& file);   // no tabs, no carriage returns, no spaces at a line's end
Findings check_line_length(const SourceFile& file);   // of C++, CMake and scripts
Findings check_file_length(const SourceFile& file);   // likewise
Findings check_unfinished(const SourceFile& file);    // no notes of things still to do
Findings check_tests_assert(const SourceFile& file);  // a *_test.cpp expects something, or instantiates a suite

}  // namespace souk::tidy
