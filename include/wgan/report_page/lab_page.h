#pragma once

#include <string>
#include <vector>

#include "wgan/lab/experiment.h"
#include "wgan/report_page/report_page.h"

namespace wgan {

/// An experiment as the page of the laboratory shows it.
struct LabChapter {
  std::string name, title, source, story;
  std::string command;  // that repeats it
  Finding finding;
  std::vector<ReportPicture> pictures;  // plots as SVG, and other pictures as files
};

/// What a verdict is called: "holds", "fails", or "does not hold" for a claim of an article.
std::string verdict_text(const Verdict& verdict);

/// Returns a page that needs no other file and runs no script.
std::string lab_page(const std::string& title, const std::vector<LabChapter>& chapters);

}  // namespace wgan
