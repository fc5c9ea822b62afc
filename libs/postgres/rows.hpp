// The rows of a query's result, as text; numbers and bytes are read out of it.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace souk::postgres {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

class ResultRows {
 public:
  explicit ResultRows(ResultHandle result) : result_(std::move(result)), rows_(PQntuples(result_.get())) {}

  bool next() {
    decoded_.clear();
    return ++row_ < rows_;
  }
  // NULL is 0, or empty.
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column);  // or bytes; valid until next()

 private:
  std::string_view raw(int column) const;

  ResultHandle result_;
  int rows_;
  int row_ = -1;
  std::deque<std::string> decoded_;
};

}  // namespace souk::postgres
