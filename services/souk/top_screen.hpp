// Where `souk top` shows its frames: on a terminal in place, on a screen of its own that is gone when it ends (the last
// frame stays); elsewhere as plain text, one frame after the other.
#pragma once

#include <string>
#include <vector>

#include "services/souk/top_frame.hpp"

namespace souk {

class TopScreen {
 public:
  // `in_place`: only if the output is a terminal.
  explicit TopScreen(bool in_place);
  ~TopScreen();
  TopScreen(const TopScreen&) = delete;
  TopScreen& operator=(const TopScreen&) = delete;

  TopStyle style() const;
  void show(std::vector<TopLine> frame);
  // The frame that was there stays, with `what` above it.
  void note(const std::string& what);

 private:
  void print(const std::vector<TopLine>& frame) const;
  void draw(const std::vector<TopLine>& frame) const;

  const bool in_place_;
  std::vector<TopLine> last_;
  bool first_ = true;
};

}  // namespace souk
