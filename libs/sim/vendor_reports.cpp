#include "sim/vendor_reports.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace souk::sim {
namespace {

bool is_asked_for(const domain::App& app, const ports::ReportQuery& query) {
  return !query.app_key || query.app_key->empty() || *query.app_key == app.key;
}

bool is_within(UnixMs at, const ports::ReportQuery& query) {
  return at >= query.from && at < (query.until == 0 ? std::numeric_limits<UnixMs>::max() : query.until);
}

template <class Row>
ports::Page<Row> page_of(std::vector<Row> rows, const ports::ReportQuery& query) {
  if (query.descending) std::reverse(rows.begin(), rows.end());
  ports::Page<Row> page{.rows = {}, .total = rows.size()};
  const std::size_t first = std::min(query.slice.offset, rows.size());
  const std::size_t last = first + std::min(query.slice.limit, rows.size() - first);
  for (std::size_t i = first; i < last; ++i) page.rows.push_back(std::move(rows[i]));
  return page;
}

template <class T>
bool fits(const std::optional<T>& wanted, T found) {
  return !wanted || *wanted == found;
}

}  // namespace

ports::Page<ports::LicenceRow> report_licences(const MemoryDatabase& state, std::int64_t vendor_id,
                                               const ports::ReportQuery& query) {
  std::vector<ports::LicenceRow> rows;
  state.ledger().for_each_licence(
      [&](std::uint32_t number) {
        const domain::App& app = state.catalogue().app(number);
        return app.vendor_id == vendor_id && is_asked_for(app, query);
      },
      [&](std::uint32_t instance, std::uint32_t app, const domain::LicenceRow& row) {
        const bool active = domain::is_active(row.type, row.hosting, row.expires_at, query.now);
        if (!fits(query.hosting, row.hosting) || !fits(query.licence_type, row.type) || !fits(query.active, active))
          return;
        if (!is_within(row.started_at, query)) return;
        rows.push_back({.licence = {.instance_id = std::string(state.ledger().instance_id(instance)),
                                    .app_key = state.catalogue().app(app).key,
                                    .type = row.type,
                                    .hosting = row.hosting,
                                    .users = row.users,
                                    .started_at = row.started_at,
                                    .expires_at = row.expires_at,
                                    .renewals = row.renewals},
                        .app_name = state.catalogue().app(app).name});
      });
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tie(a.licence.started_at, a.licence.instance_id, a.licence.app_key) <
           std::tie(b.licence.started_at, b.licence.instance_id, b.licence.app_key);
  });
  return page_of(std::move(rows), query);
}

ports::Page<domain::Sale> report_sales(const MemoryDatabase& state, std::int64_t vendor_id,
                                       const ports::ReportQuery& query) {
  std::vector<domain::Sale> rows;
  state.vendors().for_each_sale(vendor_id, [&](const VendorTables::SaleRecord& sale) {
    const domain::App& app = state.catalogue().app(sale.app);
    if (!is_asked_for(app, query) || !is_within(sale.row.sold_at, query)) return;
    if (!fits(query.hosting, sale.row.hosting) || !fits(query.sale_type, sale.row.type)) return;
    rows.push_back({.number = sale.number,
                    .app_key = app.key,
                    .app_name = app.name,
                    .instance_id = std::string(state.ledger().instance_id(sale.instance)),
                    .row = sale.row});
  });
  return page_of(std::move(rows), query);
}

std::vector<ports::SalesMonth> report_sales_by_month(const MemoryDatabase& state, std::int64_t vendor_id,
                                                     const ports::ReportQuery& query) {
  std::map<std::pair<std::int64_t, domain::Hosting>, ports::SalesMonth> months;
  state.vendors().for_each_sale(vendor_id, [&](const VendorTables::SaleRecord& sale) {
    if (!is_asked_for(state.catalogue().app(sale.app), query) || !is_within(sale.row.sold_at, query)) return;
    const std::int64_t number = domain::month_of(sale.row.sold_at);
    ports::SalesMonth& month = months[{number, sale.row.hosting}];
    month.month = number;
    month.hosting = sale.row.hosting;
    month.first_sales += sale.row.type == domain::SaleType::first;
    month.converted += sale.row.after_evaluation;
    month.renewals += sale.row.type == domain::SaleType::renewal;
    month.amount_cents += sale.row.amount_cents;
    month.vendor_cents += sale.row.vendor_cents;
  });
  std::vector<ports::SalesMonth> rows;
  for (const auto& [key, month] : months) rows.push_back(month);
  return rows;
}

}  // namespace souk::sim
