#pragma once

#include <string>
#include <vector>

#include "wgan/report_page/report_page.h"

/// The parts that pages are made of. Private to this folder.
namespace wgan {

/// Returns the beginning of a page up to its heading. It asks for nothing from anywhere and runs no
/// script but those that `scripts`, a source list of its content security policy, allows.
std::string page_head(const std::string& title, const std::string& scripts);

/// Returns the source list that allows the script of reports, by its digest, which CMake made.
std::string script_policy();

std::string image(const ReportPicture& picture);
std::string table(const ReportTable& table);
std::string facts(const std::vector<ReportLine>& lines);

}  // namespace wgan
