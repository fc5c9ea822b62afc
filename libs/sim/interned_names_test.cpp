#include "sim/interned_names.hpp"

#include <gtest/gtest.h>

#include <string>

namespace souk::sim {
namespace {

TEST(InternedNames, NumbersTextsOfAnyLengthInTheOrderOfFirstUse) {
  InternedNames names;
  for (std::uint32_t round = 0; round < 2; ++round) {
    for (std::uint32_t length = 0; length < 300; ++length) EXPECT_EQ(names.intern(std::string(length, 'x')), length);
  }
  EXPECT_EQ(names.size(), 300U);
  for (std::uint32_t length = 0; length < 300; ++length) EXPECT_EQ(names.text(length), std::string(length, 'x'));
}

TEST(InternedNames, TellsTextsApartThatDifferAtOnePlace) {
  InternedNames names;
  for (const std::size_t length : {22U, 23U, 24U, 25U, 255U}) {
    std::string text(length, 'x');
    const std::uint32_t same = names.intern(text);
    for (const std::size_t place : {std::size_t{0}, length - 1}) {
      text[place] = '\0';
      EXPECT_EQ(names.find(text), InternedNames::kNone);
      EXPECT_NE(names.intern(text), same);
      text[place] = 'x';
    }
    EXPECT_EQ(names.find(text), same);
  }
}

}  // namespace
}  // namespace souk::sim
