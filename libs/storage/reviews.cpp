#include "storage/reviews.hpp"

#include "storage/market_reads.hpp"

namespace souk::storage {
namespace {

struct Reviewed {
  std::int64_t id = 0;
  double stars = 0;
};

Reviewed find_app(Connection& connection, std::string_view key) {
  Rows rows = connection.query("SELECT id, stars FROM app WHERE key = ?1", key);
  return rows.next() ? Reviewed{.id = rows.integer(0), .stars = rows.real(1)} : Reviewed{};
}

bool is_installed(Connection& connection, std::int64_t app_id, std::string_view instance_id) {
  Rows rows = connection.query("SELECT installed FROM installation WHERE instance_id = ?1 AND app_id = ?2", instance_id,
                               app_id);
  return rows.next() && rows.integer(0) != 0;
}

double average_of(Connection& connection, std::int64_t app_id) {
  Rows rows = connection.query(
      "SELECT c.stars, count(r.stars), coalesce(sum(r.stars), 0) FROM catalogue_stars c "
      "LEFT JOIN review r ON r.app_id = c.app_id WHERE c.app_id = ?1 GROUP BY c.app_id, c.stars",
      app_id);
  return rows.next() ? domain::average_stars(rows.real(0), rows.integer(1), rows.integer(2)) : 0;
}

}  // namespace

Result<ports::Reviews> read_reviews(Connection& connection, std::string_view key, ports::Slice slice) {
  ports::Reviews reviews;
  Transaction snapshot(connection, Transaction::Mode::read);
  const Reviewed app = find_app(connection, key);
  reviews.average_stars = app.stars;
  {
    Rows rows = connection.query("SELECT count(*) FROM review WHERE app_id = ?1", app.id);
    if (rows.next()) reviews.page.total = rows.natural(0);
  }
  {
    Rows rows = connection.query(
        "SELECT instance_id, stars, text, written_at FROM review WHERE app_id = ?1 "
        "ORDER BY written_at DESC, instance_id LIMIT ?2 OFFSET ?3",
        app.id, slice.limit, slice.offset);
    while (rows.next()) {
      reviews.page.rows.push_back({.instance_id = rows.string(0),
                                   .stars = rows.integer(1),
                                   .text = rows.string(2),
                                   .written_at = rows.integer(3)});
    }
  }
  if (auto read = snapshot.commit(); !read) return read.error();
  if (app.id == 0) return no_such_app(key);
  return reviews;
}

Result<void> write_review(Connection& connection, std::string_view key, const domain::Review& review) {
  const Reviewed app = find_app(connection, key);
  if (app.id == 0 && !connection.failed()) return no_such_app(key);
  if (!is_installed(connection, app.id, review.instance_id) && !connection.failed()) return ports::not_installed(key);
  // What the catalogue said, before the first review changed it.
  connection.run("INSERT INTO catalogue_stars VALUES (?1, ?2) ON CONFLICT DO NOTHING", app.id, app.stars);
  connection.run(
      "INSERT INTO review VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (app_id, instance_id) "
      "DO UPDATE SET stars = excluded.stars, text = excluded.text, written_at = excluded.written_at",
      app.id, review.instance_id, review.stars, review.text, review.written_at);
  connection.run("UPDATE app SET stars = ?2 WHERE id = ?1", app.id, average_of(connection, app.id));
  return {};
}

}  // namespace souk::storage
