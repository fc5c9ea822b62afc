#include "postgres/options.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <string_view>

namespace souk::postgres {

Result<std::string> check_url(const std::string& text) {
  if (!text.starts_with("postgres://") && !text.starts_with("postgresql://")) {
    return fail(Errc::invalid_argument, "the store is at postgres://user@host:port/database; this is no such URL");
  }
  char* mistake = nullptr;
  PQconninfoOption* parsed = PQconninfoParse(text.c_str(), &mistake);
  if (parsed == nullptr) {
    PQfreemem(mistake);  // repeats the URL, and what is secret in it
    return fail(Errc::invalid_argument,
                "the store's URL cannot be read; one is postgres://user@host:port/database, with % codes for signs");
  }
  bool has_password = false;
  for (const PQconninfoOption* option = parsed; option->keyword != nullptr; ++option) {
    const std::string_view keyword = option->keyword;
    has_password = has_password || ((keyword == "password" || keyword == "sslpassword") && option->val != nullptr);
  }
  PQconninfoFree(parsed);
  if (has_password) {
    return fail(Errc::invalid_argument,
                "a password in the store's URL can be read by everybody on the machine: leave only the user there, and "
                "put the password into a file that PGPASSFILE names, or into SOUK_STORE_PASSWORD");
  }
  return text;
}

}  // namespace souk::postgres
