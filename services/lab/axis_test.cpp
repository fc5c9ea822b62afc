#include "services/lab/axis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/lab/lab_test_support.hpp"

namespace souk::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string problem(const char* text) {
  const Result<Axis> axis = parse_axis(short_drill(), text);
  return axis ? "none" : axis.error().detail;
}

TEST(Axis, EvenAndLogarithmicSteps) {
  const domain::Drill drill = short_drill();
  EXPECT_THAT(parse_axis(drill, "flags.worker-limit=8:512:7:log")->values, ElementsAre(8, 16, 32, 64, 128, 256, 512));
  EXPECT_THAT(parse_axis(drill, "timeline.burst.duration=2s:8s:4")->values, ElementsAre(2, 4, 6, 8));
  EXPECT_EQ(parse_axis(drill, "timeline.burst.load.rate=100%:300%")->values.size(), kDefaultSteps);
  const Axis axis = parse_axis(drill, "timeline.burst.load.rate=100%:200%:4").value();
  EXPECT_EQ(axis.assignment(1), "timeline.burst.load.rate=133.3%");
  EXPECT_DOUBLE_EQ(axis.values[1], 1.333) << "what is written is what is played";
}

TEST(Axis, SaysWhatIsWrong) {
  EXPECT_THAT(problem("flags.worker-limit"), HasSubstr("PATH=FROM:TO"));
  EXPECT_THAT(problem("flags.worker-limit=8"), HasSubstr("PATH=FROM:TO"));
  EXPECT_THAT(problem("flags.worker-limit=8:512:7:linear"), HasSubstr("PATH=FROM:TO"));
  EXPECT_THAT(problem("flags.worker-limt=8:512"), HasSubstr("flags.worker-limit"));
  EXPECT_THAT(problem("flags.worker-limit=512:8"), HasSubstr("reversed"));
  EXPECT_THAT(problem("flags.worker-limit=8:8"), HasSubstr("empty"));
  EXPECT_THAT(problem("flags.worker-limit=8:10:5"), HasSubstr("fewer steps"));
  EXPECT_THAT(problem("flags.worker-limit=8:512:1"), HasSubstr("steps"));
  EXPECT_THAT(problem("flags.worker-limit=8:512:1000"), HasSubstr("steps"));
  EXPECT_THAT(problem("flags.worker-limit=8:5120"), HasSubstr("is not from"));
  EXPECT_THAT(problem("workload.in-product.rate=0:5%"), HasSubstr("zero"));
  EXPECT_THAT(problem("workload.in-product.timeout=1:5"), HasSubstr("500ms"));
}

}  // namespace
}  // namespace souk::lab
