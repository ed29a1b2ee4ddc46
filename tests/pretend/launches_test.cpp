// What an update asks of a GPU, against the table in docs/launches.md.

#include <iostream>
#include <sstream>

#include "cases.h"
#include "pretend_device.h"

namespace wgan::pretend {
namespace {

using Counts = Asked::Counts;

constexpr const char* kTable = "docs/launches.md";

/// Of one update: launches by operator, and copies to the device by what is copied.
struct Row {
  std::string flags, player;
  Counts launches, copies;

  std::string key() const { return cat(flags, " | ", player); }
};

std::string signed_number(int64_t n) { return n > 0 ? cat("+", n) : cat(n); }

/// "add 2, mul 3", or against a base "add +1".
std::string told(const Counts& counts, const Counts* base) {
  Counts change = counts;
  if (base) {
    for (const auto& [name, count] : *base) change[name] -= count;
  }
  std::vector<std::string> parts;
  for (const auto& [name, count] : change) {
    if (count != 0) parts.push_back(cat(name, ' ', base ? signed_number(count) : cat(count)));
  }
  return join(parts, ", ");
}

/// What the updates of two steps ask for, with what a run keeps of them.
std::map<Player, Asked> asked_by(const Typed& flags) {
  Steps steps(options_of(flags), device());
  Bench& bench = steps.bench;
  Run run(bench.settings, RunFolder{bench.folder.path()}, bench.state, steps.batches, device(),
          bench.console);
  std::map<Player, Asked> last;
  Counts waits;
  while (!steps.done()) {
    const Player player = steps.updates.next();
    take_asked();
    run.add(player, steps.updates.take());
    last[player] = take_asked();
    for (const auto& [what, count] : last[player].waits) waits[what] += count;
  }
  EXPECT_EQ(told(waits, nullptr), "") << name_of(flags) << ": the host waits in an update";
  return last;
}

std::vector<Row> measured() {
  std::vector<Row> rows;
  for (const Typed& flags : cases()) {
    for (auto& [player, asked] : asked_by(flags)) {
      rows.push_back({name_of(flags), player == Player::kCritic ? "critic" : "generator",
                      asked.launches, asked.uploads});
    }
  }
  return rows;
}

/// The row that another is told by the difference to: of its loss alone. A loss's own has none.
std::string base_of(const Row& row) {
  const bool names_loss = row.flags.starts_with("--loss ");
  const std::string loss =
      names_loss ? row.flags.substr(0, row.flags.find(' ', 7)) : std::string("--loss gan");
  return loss == row.flags ? "" : cat(loss, " | ", row.player);
}

/// As Markdown sets code.
std::string code(const std::string& text) { return text.empty() ? "" : cat('`', text, '`'); }

std::string line_of(const Row& row, const Row* base) {
  const auto of_which = [&](Counts Row::*counts) {
    return code(told(row.*counts, base ? &(base->*counts) : nullptr));
  };
  return cat("| ", code(row.flags), " | ", row.player, " | ", sum(row.launches), " | ",
             of_which(&Row::launches), " | ", sum(row.copies), " | ", of_which(&Row::copies), " |");
}

std::vector<std::string> cells_of(const std::string& line) {
  constexpr std::string_view kBetween = " | ";
  std::string rest = line.substr(2, line.size() - 4);
  std::erase(rest, '`');
  std::vector<std::string> cells;
  for (size_t end; (end = rest.find(kBetween)) != std::string::npos;) {
    cells.push_back(rest.substr(0, end));
    rest.erase(0, end + kBetween.size());
  }
  cells.push_back(rest);
  return cells;
}

/// Adds "add 2, mul +3" to the counts.
void read(const std::string& cell, Counts& counts) {
  std::string rest = cell;
  while (!rest.empty()) {
    const std::string part = rest.substr(0, rest.find(", "));
    rest.erase(0, part.size() + 2);
    const size_t space = part.rfind(' ');
    counts[part.substr(0, space)] += std::stoi(part.substr(space + 1));
  }
}

/// The table's lines by flags and update.
std::map<std::string, std::string> documented() {
  std::istringstream document(contents_of(std::filesystem::path(WGAN_SOURCE_DIR) / kTable));
  std::map<std::string, std::string> lines;
  for (std::string line; std::getline(document, line);) {
    if (!line.starts_with("| `--")) continue;
    const auto cells = cells_of(line);
    lines[cat(cells.at(0), " | ", cells.at(1))] = line;
  }
  return lines;
}

/// The counts in a line, which may tell them by the difference to those of another.
Row row_in(const std::map<std::string, std::string>& lines, const std::string& key) {
  const auto cells = cells_of(lines.at(key));
  Row row{cells.at(0), cells.at(1), {}, {}};
  if (const std::string base = base_of(row); !base.empty() && lines.count(base)) {
    row.launches = row_in(lines, base).launches;
    row.copies = row_in(lines, base).copies;
  }
  read(cells.at(3), row.launches);
  read(cells.at(5), row.copies);
  return row;
}

/// "more: add 3 instead of 2; fewer: mul 1 instead of 2".
std::string difference(const Counts& now, const Counts& before) {
  std::vector<std::string> more, fewer;
  Counts all = now;
  for (const auto& [name, count] : before) all[name] += 0;
  for (const auto& [name, count] : all) {
    const auto known = before.find(name);
    const int64_t then = known == before.end() ? 0 : known->second;
    if (count != then)
      (count > then ? more : fewer).push_back(cat(name, ' ', count, " instead of ", then));
  }
  return cat(more.empty() ? "" : "\n  more: " + join(more, ", "),
             fewer.empty() ? "" : "\n  fewer: " + join(fewer, ", "));
}

TEST(Launches, AreThoseOfTheTableAndNoUpdateWaits) {
  const std::vector<Row> rows = measured();
  std::map<std::string, Row> by_key;
  for (const Row& row : rows) by_key[row.key()] = row;
  const auto known = documented();
  auto left = known;
  std::string table;
  for (const Row& row : rows) {
    const std::string base = base_of(row);
    const std::string line = line_of(row, base.empty() ? nullptr : &by_key.at(base));
    table += line + "\n";
    if (left[row.key()] != line) {
      const Row before = known.count(row.key()) ? row_in(known, row.key()) : Row{};
      ADD_FAILURE() << row.key() << " is not as in " << kTable
                    << difference(row.launches, before.launches)
                    << difference(row.copies, before.copies);
    }
    left.erase(row.key());
  }
  for (const auto& [key, line] : left) ADD_FAILURE() << kTable << " has a row too many: " << key;
  if (HasFailure()) std::cout << "The table as it is now:\n" << table;
}

}  // namespace
}  // namespace wgan::pretend
