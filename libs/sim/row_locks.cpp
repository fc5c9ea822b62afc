#include "sim/row_locks.hpp"

#include <algorithm>

namespace souk::sim {

// In the frame of the coroutine that waits. It may be destroyed in the line, or just when its turn has come.
struct RowLocks::InLine {
  InLine(RowLocks& its_locks, Key its_key) : locks(its_locks), key(its_key), waiter(its_locks.context_) {}
  ~InLine() {
    if (state == State::waiting) leave_line();
    if (state == State::granted) locks.release(key);
  }
  InLine(const InLine&) = delete;
  InLine& operator=(const InLine&) = delete;

  void leave_line() {
    Line& line = locks.rows_.at(key);
    line.erase(std::find(line.begin(), line.end(), this));
  }
  void expire() {
    leave_line();
    end(State::expired);
  }
  void end(State how) {
    state = how;
    waiter.wake();
  }

  RowLocks& locks;
  Key key;
  Waiter waiter;
  State state = State::waiting;
};

Task<Result<RowLocks::Lock>> RowLocks::take(Key key, Instant deadline) {
  const auto [row, free] = rows_.try_emplace(key);
  if (free) co_return Lock(*this, key);
  InLine place(*this, key);
  row->second.push_back(&place);
  if (deadline != kNever) place.waiter.set_alarm(deadline, [&place] { place.expire(); });
  co_await place.waiter.wait();
  if (std::exchange(place.state, State::taken) == State::granted) co_return Lock(*this, key);
  co_return fail(Errc::deadline_exceeded, "waited too long for a row that another transaction holds");
}

void RowLocks::release(Key key) {
  const auto row = rows_.find(key);
  if (row->second.empty()) {
    rows_.erase(row);
    return;
  }
  InLine* next = row->second.front();
  row->second.pop_front();
  next->end(State::granted);
}

std::size_t RowLocks::waiting(Key key) const {
  const auto row = rows_.find(key);
  return row == rows_.end() ? 0 : row->second.size();
}

}  // namespace souk::sim
