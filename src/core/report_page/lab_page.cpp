#include "wgan/report_page/lab_page.h"

#include "parts.h"
#include "wgan/text/html.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

ReportTable verdicts_of(const Finding& finding) {
  ReportTable verdicts{"Verdicts", {"what was to be shown", "verdict", "found"}, {}};
  for (const Verdict& v : finding.verdicts)
    verdicts.rows.push_back({v.text, verdict_text(v), v.found});
  return verdicts;
}

std::string chapter(const LabChapter& c) {
  std::string text = cat("<section id=\"", html(c.name), "\"><h2>", html(c.title), "</h2>\n<p>",
                         html(c.story), "</p>\n");
  if (!c.source.empty()) text += cat("<p class=\"note\">Rebuilds ", html(c.source), ".</p>\n");
  text += "<div class=\"pictures\">";
  for (const ReportPicture& picture : c.pictures) text += image(picture);
  text += cat("</div>\n", table(verdicts_of(c.finding)));
  std::vector<ReportLine> numbers;
  for (const LabNumber& number : c.finding.numbers)
    numbers.push_back({number.name, lab_text(number.value)});
  return cat(text, "<h3>Numbers</h3>\n", facts(numbers), "<pre><code>", html(c.command),
             "</code></pre></section>\n");
}

}  // namespace

std::string verdict_text(const Verdict& verdict) {
  if (verdict.holds) return "holds";
  return verdict.kind == Verdict::Kind::kClaim ? "does not hold" : "fails";
}

std::string lab_page(const std::string& title, const std::vector<LabChapter>& chapters) {
  std::string page = cat(page_head(title, "'none'"), "<nav><ol>");
  for (const LabChapter& c : chapters)
    page += cat("<li><a href=\"#", html(c.name), "\">", html(c.title), "</a></li>");
  page += "</ol></nav></header>\n<main>\n";
  for (const LabChapter& c : chapters) page += chapter(c);
  return page + "</main>\n</body>\n</html>\n";
}

}  // namespace wgan
