#include "storage/vendor_accounts.hpp"

namespace souk::storage {
namespace {

// The columns of a ports::VendorPage; the rest of the statement follows.
constexpr const char* kOneVendor =
    "SELECT v.id, v.name, v.top_vendor, (SELECT count(*) FROM app a WHERE a.vendor_id = v.id), "
    "coalesce(p.homepage, ''), coalesce(p.support_url, ''), coalesce(p.documentation_url, ''), "
    "coalesce(p.support_8x5, 0) FROM vendor v LEFT JOIN vendor_profile p ON p.vendor_id = v.id WHERE v.id = ?1";
constexpr const char* kVendors =
    "SELECT v.id, v.name, v.top_vendor, (SELECT count(*) FROM app a WHERE a.vendor_id = v.id), "
    "coalesce(p.homepage, ''), coalesce(p.support_url, ''), coalesce(p.documentation_url, ''), "
    "coalesce(p.support_8x5, 0) FROM vendor v LEFT JOIN vendor_profile p ON p.vendor_id = v.id "
    "ORDER BY v.id LIMIT ?1 OFFSET ?2";

ports::VendorPage vendor_of(const Rows& rows) {
  return {.id = rows.integer(0),
          .name = rows.string(1),
          .top_vendor = rows.integer(2) != 0,
          .apps = rows.natural(3),
          .profile = {.homepage = rows.string(4),
                      .support_url = rows.string(5),
                      .documentation_url = rows.string(6),
                      .support_8x5 = rows.integer(7) != 0}};
}

Result<void> expect_vendor(Connection& connection, std::int64_t id) {
  bool found = false;
  {
    Rows rows = connection.query("SELECT 1 FROM vendor WHERE id = ?1", id);
    found = rows.next();
  }
  if (connection.failed()) return {};  // comes out of the commit
  if (!found) return no_such_vendor(id);
  return {};
}

}  // namespace

Error no_such_vendor(std::int64_t id) { return fail(Errc::not_found, "no vendor with id " + std::to_string(id)); }

Result<ports::VendorLogin> read_login(Connection& connection, std::string_view name) {
  ports::VendorLogin login;
  bool found = false;
  {
    Rows rows = connection.query("SELECT vendor_id, salt, iterations, hash FROM vendor_login WHERE name = ?1", name);
    found = rows.next();
    if (found) {
      login = {.vendor_id = rows.integer(0),
               .password = {.salt = rows.string(1),
                            .iterations = static_cast<std::uint32_t>(rows.integer(2)),
                            .hash = rows.string(3)}};
    }
  }
  if (auto read = connection.take_error(); !read) return read.error();
  if (!found) return fail(Errc::not_found, "no such login");
  return login;
}

Result<ports::VendorPage> read_vendor(Connection& connection, std::int64_t id) {
  ports::VendorPage vendor;
  bool found = false;
  {
    Rows rows = connection.query(kOneVendor, id);
    found = rows.next();
    if (found) vendor = vendor_of(rows);
  }
  if (auto read = connection.take_error(); !read) return read.error();
  if (!found) return no_such_vendor(id);
  return vendor;
}

Result<ports::Page<ports::VendorPage>> read_vendors(Connection& connection, ports::Slice slice) {
  ports::Page<ports::VendorPage> page;
  Transaction snapshot(connection, Transaction::Mode::read);
  {
    Rows rows = connection.query("SELECT count(*) FROM vendor");
    if (rows.next()) page.total = rows.natural(0);
  }
  {
    Rows rows = connection.query(kVendors, slice.limit, slice.offset);
    while (rows.next()) page.rows.push_back(vendor_of(rows));
  }
  if (auto read = snapshot.commit(); !read) return read.error();
  return page;
}

Result<void> write_profile(Connection& connection, std::int64_t id, const ports::VendorProfile& profile) {
  if (auto known = expect_vendor(connection, id); !known) return known;
  connection.run(
      "INSERT INTO vendor_profile VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (vendor_id) DO UPDATE SET "
      "homepage = excluded.homepage, support_url = excluded.support_url, "
      "documentation_url = excluded.documentation_url, support_8x5 = excluded.support_8x5",
      id, profile.homepage, profile.support_url, profile.documentation_url, profile.support_8x5 ? 1 : 0);
  return {};
}

Result<void> write_password(Connection& connection, std::int64_t id, const domain::PasswordHash& password) {
  if (auto known = expect_vendor(connection, id); !known) return known;
  connection.run("UPDATE vendor_login SET salt = ?2, iterations = ?3, hash = ?4 WHERE vendor_id = ?1", id,
                 Blob{password.salt}, password.iterations, Blob{password.hash});
  return {};
}

}  // namespace souk::storage
