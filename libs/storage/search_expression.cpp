#include "storage/search_expression.hpp"

#include "domain/search_words.hpp"

namespace souk::storage {

std::string category_word(std::string_view category) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string word = "x";
  for (const char c : category) {
    const auto byte = static_cast<unsigned char>(c);
    word += kDigits[byte >> 4U];
    word += kDigits[byte & 0xFU];
  }
  return word;
}

std::string search_expression(std::string_view text, std::string_view category) {
  std::string words;
  for (const std::string_view word : domain::words_of(text, domain::kMostSearchWords)) {
    words.append(words.empty() ? "\"" : " \"").append(word);
    words.append(word.size() < domain::kShortestBeginning ? "\"" : "\"*");
  }
  if (words.empty()) return {};
  std::string expression = "- category : (" + words + ")";
  if (!category.empty()) expression += " AND category : \"" + category_word(category) + "\"";
  return expression;
}

std::string words_query(std::string_view text) {
  std::string query;
  for (const std::string_view word : domain::words_of(text, domain::kMostSearchWords)) {
    query.append(query.empty() ? "'" : " & '").append(word);
    query.append(word.size() < domain::kShortestBeginning ? "'" : "':*");
  }
  return query;
}

std::string plain_words(std::string_view text) {
  std::string words;
  for (const std::string_view word : domain::words_of(text)) words.append(words.empty() ? "" : " ").append(word);
  return words;
}

}  // namespace souk::storage
