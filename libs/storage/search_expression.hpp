// A user's text as an expression of FTS5's query language.
#pragma once

#include <string>
#include <string_view>

namespace souk::storage {

// Each word must occur in a column that people read, at least as a beginning (a single letter as a word); the first 16
// count. Nothing but letters and digits gets into the expression, so its own syntax cannot be reached. With a category,
// only its apps. Empty if the text has no word.
std::string search_expression(std::string_view text, std::string_view category);

// The one word by which the column `category` knows the category: its bytes in hexadecimal, so that no two are alike.
std::string category_word(std::string_view category);

// The same as PostgreSQL's to_tsquery('simple', ...) takes it; empty if the text has no words.
std::string words_query(std::string_view text);

// The words alone, as to_tsvector('simple', ...) is given them, which would have ideas of its own about "e-mail" or a
// path. Unlike FTS5 it keeps accents: a search for "cafe" does not find "caf\u00e9" there.
std::string plain_words(std::string_view text);

}  // namespace souk::storage
