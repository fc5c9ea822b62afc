// Whether a stream keeps every event until it is trimmed.
#pragma once

#include "domain/result.hpp"
#include "jetstream/handles.hpp"
#include "jetstream/options.hpp"

namespace souk::jetstream {

// The configuration that souk makes its stream with; points into `options` and `subjects`.
void describe_stream(jsStreamConfig& config, const char** subjects, const Options& options);

// Errors: invalid_argument; names every setting that is wrong, what it would do to events, and the command that puts
// it right.
Result<void> check_stream(const jsStreamConfig& config, const Options& options);

}  // namespace souk::jetstream
