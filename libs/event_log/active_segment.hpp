// The segment that is written: every append is one write and one sync, and a failed one leaves no trace.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"
#include "event_log/file.hpp"

namespace souk::event_log {

class ActiveSegment {
 public:
  // Makes an empty segment, durably: header first, then its name. Errors: no_space, io.
  static Result<ActiveSegment> create(const std::filesystem::path& folder, std::uint64_t first_position, UnixMs now);
  // Goes on with an existing segment after byte `end`; what is there beyond it is cut off. `sealed`: the last frame
  // before `end` is a seal, or there is none. Errors: no_space, io.
  static Result<ActiveSegment> resume(const std::filesystem::path& path, std::uint64_t salt, std::uint64_t end,
                                      bool sealed);

  const std::filesystem::path& path() const { return file_.path(); }
  std::uint64_t salt() const { return salt_; }
  // Bytes written and synced.
  std::uint64_t end() const { return end_; }
  // Nothing was appended since the last seal, or ever.
  bool sealed() const { return sealed_; }

  // Durable when it returns without error. Errors: no_space (works again when there is room), io. After an error the
  // segment ends where it did before.
  Result<void> append(std::string_view frame);
  // Appends the frame that says: all before it was synced and is whole. `next_position` is the position of the record
  // to come. Nothing to do for a sealed segment.
  Result<void> seal(std::uint64_t next_position, UnixMs now);

 private:
  ActiveSegment(File file, std::uint64_t salt, std::uint64_t end, bool sealed);

  Result<void> write_and_sync(std::string_view frame);
  Result<void> sync();
  Result<void> roll_back();

  File file_;
  std::uint64_t salt_ = 0;
  std::uint64_t end_ = 0;
  bool sealed_ = true;
  bool dirty_ = false;       // bytes of a failed append may be there after end_
  bool distrusted_ = false;  // a sync failed: what the kernel has cached need not be what the disk has
};

}  // namespace souk::event_log
