#include "wgan/sweep/ledger.h"

#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kFile = "sweep.csv";
constexpr const char* kHeader = "run,exit code";

}  // namespace

Ledger::Ledger(const Path& folder) : file_(folder / kFile) {
  if (file_.size() == 0) file_.write(kHeader);
  for (const std::string& line : lines_of(read_file(folder / kFile))) {
    const auto cells = split(line, ',');
    const auto code = cells.size() == 2 ? to_integer(cells[1]) : std::nullopt;
    if (code) codes_[std::string(cells[0])] = static_cast<int>(*code);
  }
}

bool Ledger::is_done(const std::string& run) const {
  const auto found = codes_.find(run);
  return found != codes_.end() && found->second == 0;
}

void Ledger::write(const std::string& run, int code) {
  file_.write(cat(run, ",", code));
  file_.sync();
  codes_[run] = code;
}

}  // namespace wgan
