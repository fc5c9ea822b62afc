#include "storage/connection.hpp"

#include <utility>

namespace souk::storage {

Rows::~Rows() {
  if (cursor_ != nullptr) connection_.close_cursor(cursor_);
}

bool Rows::next() { return cursor_ != nullptr && !connection_.failed() && connection_.next(cursor_); }

std::int64_t Rows::integer(int column) const { return connection_.integer_of(cursor_, column); }

double Rows::real(int column) const { return connection_.real_of(cursor_, column); }

std::string_view Rows::text(int column) const { return connection_.text_of(cursor_, column); }

Result<void> Connection::take_error() {
  settle();
  if (!error_) return {};
  Error error = std::move(*error_);
  error_.reset();
  return error;
}

Transaction::Transaction(Connection& connection, Mode mode) : connection_(connection) {
  connection_.forget_error();
  connection_.begin(mode == Mode::write);
}

Transaction::~Transaction() {
  if (open_) connection_.roll_back();
}

Result<void> Transaction::commit() {
  open_ = false;
  connection_.commit();
  if (connection_.failed()) connection_.roll_back();
  return connection_.take_error();
}

}  // namespace souk::storage
