// A package index in the format of Debian's control data (deb-control(5), deb822(5)): stanzas of "Field: value" lines,
// continued by lines that begin with a blank, parted by empty lines. Read line by line, so that a large index need not
// be in memory twice.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "domain/result.hpp"

namespace souk::domain {

struct PackageEntry {
  std::string name;
  std::string version;
  std::string section;      // without the archive's area: "net", not "non-free/net"
  std::string priority;     // "required" to "optional"; empty if it has none
  std::string maintainer;   // the name alone, without the address
  std::string summary;      // the first line of the description
  std::string description;  // the other lines, joined; empty if the index has none
  std::string tags;         // "interface::commandline, role::program"
  std::string homepage;
  std::vector<std::string> depends;  // names of the packages it depends on
};

class PackageIndexReader {
 public:
  // Without the line's end. Errors: invalid_argument with the line's number.
  Result<void> add_line(std::string_view line);
  // The entries so far, and those of the last stanza: nothing may be added afterwards. A package that is listed twice
  // counts as it came first; a stanza without a name or a version is left out.
  std::vector<PackageEntry> take();
  std::size_t size() const { return entries_.size(); }

 private:
  enum class Field : std::uint8_t { none, description, tags };
  void set(std::string_view field, std::string_view value);
  void end_stanza();

  std::vector<PackageEntry> entries_;
  std::unordered_set<std::string> names_;
  PackageEntry entry_;
  Field continued_ = Field::none;
  bool in_stanza_ = false;
  std::uint64_t line_ = 0;
};

}  // namespace souk::domain
