#include "domain/package_index.hpp"

#include <utility>

namespace souk::domain {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view without_area(std::string_view section) {
  const std::size_t slash = section.rfind('/');
  return slash == std::string_view::npos ? section : section.substr(slash + 1);
}

// "Some Team <some@address>" -> "Some Team"
std::string_view name_of(std::string_view maintainer) {
  const std::size_t address = maintainer.find('<');
  std::string_view name = trimmed(maintainer.substr(0, address));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
  return name;
}

// "libc6 (>= 2.34), python3:any | python3-minimal" -> libc6, python3
std::vector<std::string> names_in(std::string_view depends) {
  std::vector<std::string> names;
  while (!depends.empty()) {
    const std::size_t comma = depends.find(',');
    const std::string_view item = trimmed(depends.substr(0, comma));
    const std::string_view name = item.substr(0, item.find_first_of(" |(:["));
    if (!name.empty()) names.emplace_back(name);
    depends = comma == std::string_view::npos ? std::string_view() : depends.substr(comma + 1);
  }
  return names;
}

}  // namespace

void PackageIndexReader::set(std::string_view field, std::string_view value) {
  continued_ = Field::none;
  if (field == "Package") {
    entry_.name = value;
  } else if (field == "Version") {
    entry_.version = value;
  } else if (field == "Section") {
    entry_.section = without_area(value);
  } else if (field == "Priority") {
    entry_.priority = value;
  } else if (field == "Maintainer") {
    entry_.maintainer = name_of(value);
  } else if (field == "Homepage") {
    entry_.homepage = value;
  } else if (field == "Depends") {
    entry_.depends = names_in(value);
  } else if (field == "Description" || field == "Description-en") {
    entry_.summary = value;
    entry_.description.clear();
    continued_ = Field::description;
  } else if (field == "Tag") {
    entry_.tags = value;
    continued_ = Field::tags;
  }
}

Result<void> PackageIndexReader::add_line(std::string_view line) {
  ++line_;
  if (trimmed(line).empty()) {
    end_stanza();
    return {};
  }
  if (line.front() == ' ' || line.front() == '\t') {
    const std::string_view text = trimmed(line);
    if (continued_ == Field::none || text == ".") return {};
    std::string& value = continued_ == Field::tags ? entry_.tags : entry_.description;
    if (!value.empty()) value += ' ';
    value += text;
    return {};
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return fail(Errc::invalid_argument, "line " + std::to_string(line_) + " is no package index: \"" +
                                            std::string(line.substr(0, 40)) + "\" has no field");
  }
  in_stanza_ = true;
  set(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  return {};
}

void PackageIndexReader::end_stanza() {
  if (!in_stanza_) return;
  in_stanza_ = false;
  continued_ = Field::none;
  PackageEntry entry = std::exchange(entry_, PackageEntry());
  if (entry.name.empty() || entry.version.empty()) return;
  if (names_.insert(entry.name).second) entries_.push_back(std::move(entry));
}

std::vector<PackageEntry> PackageIndexReader::take() {
  end_stanza();
  return std::move(entries_);
}

}  // namespace souk::domain
