#include "services/lab/lab_page.hpp"

#include <fmt/format.h>

#include "domain/drill_quantity.hpp"
#include "report/page_assets.hpp"
#include "report/text.hpp"

namespace souk::lab {

std::string page(std::string_view title, const std::string& body, const std::string& json) {
  std::string html = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += "<meta name=\"color-scheme\" content=\"light dark\">\n";
  html += "<title>" + report::escape(title) + "</title>\n<style>\n" + std::string(report::page_style()) +
          std::string(lab_style()) + "</style>\n</head>\n<body>\n<main>\n" + body + "</main>\n";
  html += "<script type=\"application/json\" id=\"data\">" + report::json_in_script(json) + "</script>\n";
  html += "<script>\n" + std::string(lab_script()) + "</script>\n</body>\n</html>\n";
  return html;
}

std::string card(std::string_view title, const std::string& body) {
  return fmt::format("<section class=\"card\"><h2>{}</h2>{}</section>\n", title, body);
}

std::string command_block(std::string_view command) {
  return "<pre class=\"command\">" + report::escape(command) + "</pre>";
}

std::string percent(double ratio, int decimals) { return domain::decimal(ratio * 100, decimals) + "%"; }

}  // namespace souk::lab
