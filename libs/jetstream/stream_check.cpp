#include "jetstream/stream_check.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace souk::jetstream {
namespace {

constexpr std::int32_t kLargestMessage = 64 * 1024;

struct Findings {
  std::vector<std::string> wrong;
  std::vector<std::string> fixes;  // arguments of `nats stream edit`
  bool beyond_repair = false;      // what the servers do not let anybody edit

  void add(std::string what, std::string fix) {
    wrong.push_back(std::move(what));
    fixes.push_back(std::move(fix));
  }
  void add_final(std::string what) {
    wrong.push_back(std::move(what));
    beyond_repair = true;
  }
};

void check_limits(const jsStreamConfig& config, Findings& found) {
  if (config.MaxAge > 0) {
    found.add(fmt::format("max_age {} s forgets events that were not applied yet", config.MaxAge / 1'000'000'000),
              "--max-age=0s");
  }
  const bool limited = config.MaxMsgs > 0 || config.MaxBytes > 0;
  if (limited && config.Discard != js_DiscardNew) {
    found.add("discard=old with a limit on messages or bytes drops the oldest events when the limit is reached",
              "--discard=new");
  }
  if (config.MaxMsgsPerSubject > 0) {
    found.add(
        fmt::format("max_msgs_per_subject {} drops older events, for all have one subject", config.MaxMsgsPerSubject),
        "--max-msgs-per-subject=-1");
  }
  if (config.MaxMsgSize > 0 && config.MaxMsgSize < kLargestMessage + 1'024) {
    found.add(fmt::format("max_msg_size {} refuses events of 64 KiB", config.MaxMsgSize), "--max-msg-size=-1");
  }
}

void check_kind(const jsStreamConfig& config, Findings& found) {
  if (config.Retention != js_LimitsPolicy) {
    found.add_final(
        "retention by interest or as a work queue drops events that nobody has asked for yet, or once one "
        "reader had them");
  }
  if (config.Storage != js_FileStorage) found.add_final("storage in memory forgets events when servers restart");
  if (config.NoAck) found.add("no_ack: events would be accepted without a word of it", "--ack");
  if (config.Sealed) found.add_final("sealed: it takes no events");
  if (config.DenyPurge) found.add_final("deny_purge: events that were applied could not be freed");
  if (config.Mirror != nullptr || config.SourcesLen > 0) {
    found.add_final("it copies other streams: positions would be theirs");
  }
}

void check_ours(const jsStreamConfig& config, const Options& options, Findings& found) {
  if (config.SubjectsLen != 1 || options.subject != config.Subjects[0]) {
    found.add(fmt::format("it is not for the subject {} alone", options.subject),
              fmt::format("--subjects={}", options.subject));
  }
  if (config.Replicas < options.replicas) {
    found.add(fmt::format("it is kept on {} servers, {} were asked for", config.Replicas, options.replicas),
              fmt::format("--replicas={}", options.replicas));
  }
  const std::int64_t needed = (options.append_timeout + options.ack_timeout).count();
  if (config.Duplicates < needed) {
    found.add(fmt::format("its duplicates window of {} ms is shorter than an append may be repeated, {} ms",
                          config.Duplicates / 1'000'000, needed / 1'000'000),
              fmt::format("--dupe-window={}s", options.duplicates.count() / 1'000'000'000));
  }
}

}  // namespace

void describe_stream(jsStreamConfig& config, const char** subjects, const Options& options) {
  jsStreamConfig_Init(&config);
  subjects[0] = options.subject.c_str();
  config.Name = options.stream.c_str();
  config.Description = "Events that souk accepted and has yet to apply";
  config.Subjects = subjects;
  config.SubjectsLen = 1;
  config.Retention = js_LimitsPolicy;
  // Should somebody limit it: what does not fit is refused, where it can still be told, never dropped.
  config.Discard = js_DiscardNew;
  config.Storage = js_FileStorage;
  config.Replicas = options.replicas;
  config.Duplicates = options.duplicates.count();
}

Result<void> check_stream(const jsStreamConfig& config, const Options& options) {
  Findings found;
  check_limits(config, found);
  check_kind(config, found);
  check_ours(config, options, found);
  if (found.wrong.empty()) return {};
  std::string remedy;
  if (found.beyond_repair) {
    remedy =
        fmt::format("that cannot be edited: once it is empty, remove it (nats stream rm {}) and souk makes it anew",
                    options.stream);
  } else {
    remedy = fmt::format("nats stream edit {} {}", options.stream, fmt::join(found.fixes, " "));
  }
  return fail(Errc::invalid_argument, fmt::format("the stream {} could lose events: {}. Remedy: {}", options.stream,
                                                  fmt::join(found.wrong, "; "), remedy));
}

}  // namespace souk::jetstream
