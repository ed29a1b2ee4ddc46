#include "parts.h"

#include "report_assets.h"
#include "wgan/text/html.h"
#include "wgan/text/text.h"

namespace wgan {

std::string page_head(const std::string& title, const std::string& scripts) {
  return cat("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri "
             "'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; script-src ",
             scripts, "\">\n<title>", html(title), "</title>\n<style>\n", kStyle,
             "</style>\n</head>\n<body>\n<header><h1>", html(title), "</h1>\n");
}

std::string script_policy() {
  std::string digest;
  const std::string_view hex = kScriptDigest;
  for (size_t i = 0; i < hex.size(); i += 2)
    digest += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return cat("'sha256-", base64(digest), "'");
}

std::string image(const ReportPicture& picture) {
  return cat("<figure><img src=\"data:", picture.type, ";base64,", base64(picture.bytes),
             "\" width=\"", picture.width, "\" height=\"", picture.height, "\" alt=\"",
             html(picture.description), "\"><figcaption>", html(picture.caption),
             "</figcaption></figure>");
}

std::string table(const ReportTable& t) {
  std::string text = cat("<h3>", html(t.title),
                         "</h3><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                         "aria-label=\"",
                         html(t.title), "\"><table><thead><tr>");
  for (const std::string& column : t.columns)
    text += cat("<th scope=\"col\">", html(column), "</th>");
  text += "</tr></thead><tbody>";
  for (const std::vector<std::string>& row : t.rows) {
    text += "<tr>";
    for (size_t i = 0; i < row.size(); ++i)
      text += i == 0 ? cat("<th scope=\"row\">", html(row[i]), "</th>")
                     : cat("<td>", html(row[i]), "</td>");
    text += "</tr>";
  }
  text += "</tbody></table></div>";
  if (!t.note.empty()) text += cat("<p class=\"note\">", html(t.note), "</p>");
  return text + "\n";
}

std::string facts(const std::vector<ReportLine>& lines) {
  std::string text = "<dl class=\"facts\">";
  for (const auto& [name, value, remark] : lines)
    text += cat("<div><dt>", html(name), "</dt><dd>", html(value),
                remark.empty() ? "" : cat(" <span class=\"soft\">", html(remark), "</span>"),
                "</dd></div>");
  return text + "</dl>\n";
}

std::string base64(const std::string& bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0U);
    for (size_t k = 0; k < 4; ++k)
      text += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63];
  }
  return text;
}

}  // namespace wgan
