// Names of this process's functions by address, read from its own files with elfutils' libdw. Debug packages are used
// if they are installed; nothing is fetched.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

struct Dwfl;
struct Dwfl_Module;

namespace souk::profiler {

class Symbols {
 public:
  // Looks at what is mapped now. Errors: io.
  static Result<Symbols> of_this_process();

  // The demangled name of the function at `address`; "[libsqlite3.so.0.8.6]" where the file is known but has no symbol
  // there, as libraries of the system have none for what they do not export; "[unknown]" outside of any file.
  std::string name(std::uint64_t address);

 private:
  struct Close {
    void operator()(Dwfl* dwfl) const;
  };
  struct Function {
    std::uint64_t start;
    std::uint64_t size;  // 0: unknown, up to the next one
    const char* name;    // mangled; belongs to the file
  };
  using Functions = std::vector<Function>;  // ascending

  explicit Symbols(std::unique_ptr<Dwfl, Close> dwfl) : dwfl_(std::move(dwfl)) {}
  const Functions& functions_of(Dwfl_Module* module);

  std::unique_ptr<Dwfl, Close> dwfl_;
  std::map<Dwfl_Module*, Functions> functions_;  // of the modules asked for so far
};

}  // namespace souk::profiler
