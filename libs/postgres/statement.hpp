// A statement as PostgreSQL takes it, and its parameters on the wire.
#pragma once

#include <libpq-fe.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/connection.hpp"

namespace souk::postgres {

// ?1 becomes $1; literals stay as they are.
std::string numbered(std::string_view sql);

// PostgreSQL's texts are UTF-8 without zero bytes. What is neither becomes U+FFFD, so that an event with such a name
// is applied like any other and does not stop the ones behind it.
std::string storable(std::string_view text);
bool is_storable(std::string_view text);

// Values in PostgreSQL's binary format. Good for one statement at a time.
class Parameters {
 public:
  explicit Parameters(std::span<const storage::Value> values);

  int count() const { return static_cast<int>(pointers_.size()); }
  const Oid* types() const { return types_.data(); }
  const char* const* values() const { return pointers_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<std::string> kept_;  // numbers, and texts that had to be changed
  std::vector<Oid> types_;
  std::vector<const char*> pointers_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

}  // namespace souk::postgres
