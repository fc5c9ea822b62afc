// PostgreSQL's errors as the house's.
#pragma once

#include <libpq-fe.h>

#include <string_view>

#include "domain/result.hpp"

namespace souk::postgres {

// By SQLSTATE (PostgreSQL's documentation, appendix A).
Errc errc_of(std::string_view sqlstate);

// Whether the transaction failed only because others were at the same rows.
bool is_conflict_with_others(std::string_view sqlstate);

// Of a statement's result; `doing` is the statement.
Error error_of(const PGresult* result, std::string_view doing);

// Of a connection that could not be made, or was lost.
Error connection_error(const PGconn* connection);

}  // namespace souk::postgres
