#include "event_log/active_segment.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <cerrno>
#include <utility>

#include "event_log/frame.hpp"
#include "event_log/segment_file.hpp"

namespace souk::event_log {
namespace {

Result<std::uint64_t> random_salt(const std::filesystem::path& path) {
  std::uint64_t salt = 0;
  if (::getrandom(&salt, sizeof(salt), 0) != static_cast<ssize_t>(sizeof(salt))) {
    return system_error("draw a salt for", path, errno);
  }
  return salt;
}

Result<void> write_header(File& file, const SegmentHeader& header) {
  const Result<void> written = file.write_at(encode(header), 0);
  if (written.has_error()) return written.error();
  return file.sync_data();
}

}  // namespace

ActiveSegment::ActiveSegment(File file, std::uint64_t salt, std::uint64_t end, bool sealed)
    : file_(std::move(file)), salt_(salt), end_(end), sealed_(sealed) {}

Result<ActiveSegment> ActiveSegment::create(const std::filesystem::path& folder, std::uint64_t first_position,
                                            UnixMs now) {
  const std::filesystem::path path = folder / segment_name(first_position);
  const Result<std::uint64_t> salt = random_salt(path);
  if (salt.has_error()) return salt.error();

  // Under a temporary name until the header is durable: a segment is never seen without one.
  std::filesystem::path temporary = path;
  temporary += ".tmp";
  Result<File> file = File::open(temporary, O_RDWR | O_CREAT | O_TRUNC);
  if (file.has_error()) return file.error();
  const SegmentHeader header{.first_position = first_position, .created_at = now, .salt = *salt};
  Result<void> done = write_header(*file, header);
  if (done.has_value()) done = file->rename_to(path);
  if (done.has_error()) {
    std::error_code ignored;  // recovery removes what stays behind
    std::filesystem::remove(temporary, ignored);
    return done.error();
  }
  done = sync_folder(folder);
  if (done.has_error()) return done.error();
  return ActiveSegment(std::move(file.value()), *salt, kSegmentHeaderBytes, true);
}

Result<ActiveSegment> ActiveSegment::resume(const std::filesystem::path& path, std::uint64_t salt, std::uint64_t end,
                                            bool sealed) {
  Result<File> file = File::open(path, O_RDWR);
  if (file.has_error()) return file.error();
  const Result<std::uint64_t> bytes = file->size();
  if (bytes.has_error()) return bytes.error();
  ActiveSegment segment(std::move(file.value()), salt, end, sealed);
  // A killed process leaves frames that were written but not synced: they count as kept from here on.
  const Result<void> settled = *bytes > end ? segment.roll_back() : segment.sync();
  if (settled.has_error()) return settled.error();
  return segment;
}

Result<void> ActiveSegment::append(std::string_view frame) {
  if (distrusted_) {
    return fail(Errc::io, fmt::format("segment {}: an earlier sync failed, so nothing more can be promised; check the "
                                      "disk, then open the journal again",
                                      path().string()));
  }
  if (dirty_) {
    const Result<void> cleaned = roll_back();
    if (cleaned.has_error()) return cleaned.error();
  }
  const Result<void> written = write_and_sync(frame);
  if (written.has_error()) {
    dirty_ = true;
    (void)roll_back();  // if this fails too, the next append tries again before it writes
    return written.error();
  }
  end_ += frame.size();
  sealed_ = false;
  return {};
}

Result<void> ActiveSegment::seal(std::uint64_t next_position, UnixMs now) {
  if (sealed_) return {};
  const FrameHeader header{.body_bytes = 0, .records = 0, .first_position = next_position, .appended_at = now};
  Result<void> written = append(encode(header, salt_));
  sealed_ = written.has_value();
  return written;
}

Result<void> ActiveSegment::write_and_sync(std::string_view frame) {
  const Result<void> written = file_.write_at(frame, end_);
  if (written.has_error()) return written.error();
  return sync();
}

Result<void> ActiveSegment::sync() {
  Result<void> synced = file_.sync_data();
  // After any other failure the kernel may call pages clean that never reached the disk; a second sync would succeed
  // and lie. A full disk is different: the frame it refused is cut off again.
  if (synced.has_error() && synced.error().code != Errc::no_space) distrusted_ = true;
  return synced;
}

Result<void> ActiveSegment::roll_back() {
  const Result<void> cut = file_.truncate(end_);
  if (cut.has_error()) return cut.error();
  const Result<void> synced = sync();
  if (synced.has_error()) return synced.error();
  dirty_ = false;
  return {};
}

}  // namespace souk::event_log
