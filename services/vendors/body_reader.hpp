// Reads the members of a JSON document one by one and collects what is wrong with them, with their paths. Members that
// nobody asked for are mistakes, too: a client that misspells one is told.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "domain/listing.hpp"

namespace souk::vendors {

class BodyReader {
 public:
  // `path` is put before the names in mistakes ("version."). Both must outlive the reader.
  BodyReader(const boost::json::object& object, domain::Mistakes& mistakes, std::string path = {})
      : object_(object), mistakes_(mistakes), path_(std::move(path)) {}

  // Nothing: absent, or of another type (which is a mistake).
  std::optional<std::string> text(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  // US dollars as a JSON number, in cents. Mistake: below 0, above ten million, or with fractions of a cent.
  std::optional<std::int64_t> dollars(std::string_view name);
  const boost::json::object* object(std::string_view name);  // null likewise
  const boost::json::array* array(std::string_view name);    // null likewise

  void complain(std::string_view name, std::string message);
  // Complains about every member that was not asked for.
  void expect_no_more();

 private:
  const boost::json::value* find(std::string_view name);

  const boost::json::object& object_;
  domain::Mistakes& mistakes_;
  const std::string path_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace souk::vendors
