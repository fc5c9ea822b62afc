// The numbers of a drill by name, so that they can be varied: "workload.in-product.timeout", "flags.worker-limit",
// "timeline.burst.duration". A name follows the file: section, then the class, step, flag or setting, then the key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/drill.hpp"
#include "domain/result.hpp"

namespace souk::domain {

enum class NumberKind : std::uint8_t {
  count,     // whole: workers, attempts, events
  time,      // in seconds
  share,     // 0 to 1
  amount,    // absolute, any decimals: a setting, a rate in sessions/s
  relative,  // a factor of something that the run measures
};

struct DrillNumber {
  std::string path;
  NumberKind kind = NumberKind::amount;
  double value = 0;  // present; seconds for times, the factor for relative ones
  std::string unit;  // what follows the value in a sentence: "of apply_capacity, events/s", "s"; may be empty
  double least = 0, most = 0;
  bool is_rate = false;     // of a load
  bool is_default = false;  // the drill does not mention it
};

// All of them, in the order of the file. Integer flags and settings that the drill does not mention are there with
// their defaults.
//
// `workload.<class>.rate` moves the steps along that bring the class back to this very rate, so that "the baseline"
// stays one number. `timeline.<step>.duration` is the time to the next step: setting it shifts all later steps, the
// moments of expectations given by the clock, and the end of the drill (rounded up to whole windows).
std::vector<DrillNumber> numbers_of(const Drill& drill);

// "step." may stand for "timeline." and "events_rate" for "rate". Errors: not_found, naming the nearest paths.
Result<DrillNumber> find_number(const Drill& drill, std::string_view path);

// Errors: not_found as above, invalid_argument (out of bounds, not whole, a drill that becomes too long).
Result<void> set_number(Drill& drill, std::string_view path, double value);

// "512", "20s", "500ms", "220%", "2.2": of the number's kind, within its bounds. Errors: invalid_argument.
Result<double> parse_number(const DrillNumber& number, std::string_view text);
// The text that parse_number() reads back, with at most four significant digits for what is not whole.
std::string number_text(const DrillNumber& number, double value);
// `value` as number_text() writes it: what a page shows is what was played.
double rounded(const DrillNumber& number, double value);

// "timeline.burst.duration=20s" applied. Errors: those of above, and invalid_argument without "=".
Result<void> apply_assignment(Drill& drill, std::string_view assignment);

}  // namespace souk::domain
