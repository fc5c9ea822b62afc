// What has been done to the schema, in order. A migration that was released is not changed any more: the next one
// changes what it made.
#pragma once

#include <cstdint>

namespace souk::postgres {

struct Migration {
  std::int64_t version = 0;
  const char* const* sql = nullptr;  // scripts, ended by a null; null after the last migration
};

const Migration* migrations();

}  // namespace souk::postgres
