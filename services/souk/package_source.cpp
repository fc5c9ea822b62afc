#include "services/souk/package_source.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace souk {
namespace {

constexpr std::size_t kProgressEvery = 1'000;  // packages

struct FreeLine {
  void operator()(char* line) const { std::free(line); }
};

Result<std::vector<domain::PackageEntry>> read_stream(std::FILE* stream, const PackageProgress& progress) {
  domain::PackageIndexReader reader;
  std::size_t told = 0;
  char* buffer = nullptr;
  std::size_t capacity = 0;
  ssize_t length = 0;
  Result<void> added;
  while (added && (length = ::getline(&buffer, &capacity, stream)) > 0) {
    std::string_view line(buffer, static_cast<std::size_t>(length));
    if (line.ends_with('\n')) line.remove_suffix(1);
    added = reader.add_line(line);
    if (progress && reader.size() >= told + kProgressEvery) progress(told = reader.size());
  }
  const std::unique_ptr<char, FreeLine> line(buffer);
  if (!added) return added.error();
  if (std::ferror(stream) != 0) return fail(Errc::io, std::string("cannot be read: ") + std::strerror(errno));
  return reader.take();
}

}  // namespace

Result<std::vector<domain::PackageEntry>> read_package_file(const std::string& path, const PackageProgress& progress) {
  std::FILE* file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return fail(Errc::io, path + ": " + std::strerror(errno));
  Result<std::vector<domain::PackageEntry>> entries = read_stream(file, progress);
  std::fclose(file);
  if (!entries) return fail(entries.error().code, path + ": " + entries.error().detail);
  if (entries->empty()) return fail(Errc::not_found, path + " has no packages");
  return entries;
}

Result<std::vector<domain::PackageEntry>> read_machine_packages(const PackageProgress& progress) {
  constexpr int kNoSuchCommand = 127;  // of the shell
  std::FILE* pipe = ::popen("exec apt-cache dumpavail 2>/dev/null", "re");
  if (pipe == nullptr) return fail(Errc::io, std::string("cannot start apt-cache: ") + std::strerror(errno));
  Result<std::vector<domain::PackageEntry>> entries = read_stream(pipe, progress);
  const int status = ::pclose(pipe);
  if (!entries) return fail(entries.error().code, "apt-cache dumpavail: " + entries.error().detail);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoSuchCommand) {
    return fail(Errc::not_found,
                "this machine has no apt-cache, so no package index of its own; name a Packages file with --index");
  }
  if (status != 0) return fail(Errc::io, "apt-cache dumpavail failed; run it by hand to see why");
  if (entries->empty()) {
    return fail(Errc::not_found,
                "the machine's package index is empty; run \"apt-get update\", or name a Packages file with --index");
  }
  return entries;
}

}  // namespace souk
