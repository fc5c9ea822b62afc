#include "postgres/error.hpp"

#include <fmt/format.h>

#include <string>

namespace souk::postgres {
namespace {

std::string_view sqlstate_of(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state != nullptr ? state : "";
}

std::string without_line_end(const char* text) {
  std::string line = text != nullptr ? text : "";
  while (!line.empty() && line.back() == '\n') line.pop_back();
  return line;
}

constexpr struct {
  std::string_view words;  // in libpq's message, where there is no SQLSTATE
  Errc code;
  std::string_view remedy;
} kRefusals[] = {
    {"password authentication failed", Errc::unauthenticated,
     "correct the password in the file that PGPASSFILE names, or in SOUK_STORE_PASSWORD"},
    {"no password supplied", Errc::unauthenticated,
     "put the password into a file that PGPASSFILE names, or into SOUK_STORE_PASSWORD"},
    {"no pg_hba.conf entry", Errc::unauthenticated, "let the user in, in the server's pg_hba.conf"},
    {"role \"", Errc::unauthenticated, "make the role, or correct the user in the URL"},
    {"database \"", Errc::invalid_argument, "make the database, or correct its name in the URL"},
    {"too many clients", Errc::overloaded,
     "smaller pools (--pool), fewer workers, or more max_connections in the server"},
    {"remaining connection slots are reserved", Errc::overloaded,
     "smaller pools (--pool), fewer workers, or more max_connections in the server"},
    {"too many connections for", Errc::overloaded, "smaller pools (--pool), fewer workers, or a higher limit there"},
};

}  // namespace

Errc errc_of(std::string_view sqlstate) {
  const std::string_view kind = sqlstate.substr(0, 2);
  if (sqlstate == "53100") return Errc::no_space;
  if (kind == "53") return Errc::overloaded;  // memory, connections
  if (kind == "08" || sqlstate.starts_with("57P") || sqlstate == "25006") return Errc::unavailable;
  if (sqlstate == "57014" || sqlstate == "55P03" || sqlstate == "25P03") return Errc::deadline_exceeded;
  if (is_conflict_with_others(sqlstate)) return Errc::overloaded;
  if (kind == "28") return Errc::unauthenticated;
  if (sqlstate == "42501") return Errc::forbidden;
  if (sqlstate == "3D000") return Errc::invalid_argument;
  if (kind == "XX") return sqlstate == "XX000" ? Errc::internal : Errc::corrupt;
  if (kind == "58") return Errc::io;
  return Errc::internal;
}

bool is_conflict_with_others(std::string_view sqlstate) {
  return sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "23505";
}

Error error_of(const PGresult* result, std::string_view doing) {
  const Errc code = errc_of(sqlstate_of(result));
  std::string detail =
      fmt::format("{}: {} [{}]", doing, without_line_end(PQresultErrorMessage(result)), sqlstate_of(result));
  if (code == Errc::forbidden) detail += "; the role needs every right on the tables of its schema";
  return fail(code, std::move(detail));
}

Error connection_error(const PGconn* connection) {
  const std::string text = without_line_end(PQerrorMessage(connection));
  for (const auto& refusal : kRefusals) {
    if (text.find(refusal.words) == std::string::npos) continue;
    return fail(refusal.code, fmt::format("PostgreSQL: {}. Remedy: {}", text, refusal.remedy));
  }
  return fail(Errc::unavailable, fmt::format("PostgreSQL is not there: {}", text));
}

}  // namespace souk::postgres
