#include "profiler/symbols.hpp"

#include <cxxabi.h>
#include <elfutils/libdwfl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace souk::profiler {
namespace {

// Without libdw's own search, which would ask a server on the network if the environment names one.
const Dwfl_Callbacks kCallbacks{.find_elf = dwfl_linux_proc_find_elf,
                                .find_debuginfo = dwfl_build_id_find_debuginfo,
                                .section_address = nullptr,
                                .debuginfo_path = nullptr};

struct Free {
  void operator()(char* text) const { std::free(text); }
};

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, Free> text(abi::__cxa_demangle(name, nullptr, nullptr, &status));
  return status == 0 ? std::string(text.get()) : std::string(name);
}

std::string file_name(Dwfl_Module* module) {
  const char* const path = dwfl_module_info(module, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
  const std::string_view text = path == nullptr ? std::string_view("unknown") : std::string_view(path);
  return "[" + std::string(text.substr(text.rfind('/') + 1)) + "]";
}

}  // namespace

void Symbols::Close::operator()(Dwfl* dwfl) const { dwfl_end(dwfl); }

Result<Symbols> Symbols::of_this_process() {
  std::unique_ptr<Dwfl, Close> dwfl(dwfl_begin(&kCallbacks));
  if (!dwfl || dwfl_linux_proc_report(dwfl.get(), ::getpid()) != 0 ||
      dwfl_report_end(dwfl.get(), nullptr, nullptr) != 0) {
    return fail(Errc::io, std::string("cannot read what is mapped into this process: ") + dwfl_errmsg(-1));
  }
  return Symbols(std::move(dwfl));
}

const Symbols::Functions& Symbols::functions_of(Dwfl_Module* module) {
  const auto [known, is_new] = functions_.try_emplace(module);
  Functions& functions = known->second;
  if (!is_new) return functions;
  const int count = dwfl_module_getsymtab(module);
  for (int i = 1; i < count; ++i) {
    GElf_Sym symbol;
    GElf_Addr start = 0;
    GElf_Word section = 0;
    const char* const name = dwfl_module_getsym_info(module, i, &symbol, &start, &section, nullptr, nullptr);
    if (name == nullptr || *name == '\0' || section == SHN_UNDEF) continue;
    const auto type = GELF_ST_TYPE(symbol.st_info);
    if (type == STT_FUNC || type == STT_GNU_IFUNC) functions.push_back({start, symbol.st_size, name});
  }
  std::stable_sort(functions.begin(), functions.end(),
                   [](const Function& a, const Function& b) { return a.start < b.start; });
  return functions;
}

std::string Symbols::name(std::uint64_t address) {
  Dwfl_Module* const module = dwfl_addrmodule(dwfl_.get(), address);
  if (module == nullptr) return "[unknown]";
  const Functions& functions = functions_of(module);
  const auto after = std::upper_bound(functions.begin(), functions.end(), address,
                                      [](std::uint64_t at, const Function& f) { return at < f.start; });
  if (after == functions.begin()) return file_name(module);
  const Function& function = *std::prev(after);
  if (function.size != 0 && address >= function.start + function.size) return file_name(module);
  return demangled(function.name);
}

}  // namespace souk::profiler
