#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <mutex>

#include "wgan/report/live_view.h"
#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

ConsoleStyle& style() {
  static ConsoleStyle style;
  return style;
}

/// Whether stderr is a terminal that has live lines and colours.
bool draws_on_terminal() {
  const char* kind = std::getenv("TERM");
  return !style().quiet && !style().silent && !style().plain && ::isatty(STDERR_FILENO) && kind &&
         std::string_view(kind) != "dumb";
}

winsize terminal_size() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0) size = {};
  if (size.ws_col == 0) size.ws_col = 80;
  if (size.ws_row == 0) size.ws_row = 24;
  return size;
}
size_t terminal_columns() { return terminal_size().ws_col; }

/// Whether --color or, if that says nothing, the environment wants colours in what a terminal or,
/// with --color always, anything else gets.
bool wants_colours(bool terminal) {
  using Colour = ConsoleStyle::Colour;
  const char* no_colour = std::getenv("NO_COLOR");
  if (style().colour != Colour::kAuto) return style().colour == Colour::kAlways;
  return terminal && !(no_colour && *no_colour);
}

/// Returns as many of the first parts, joined by commas, as fit into `columns`; cuts a first part
/// that alone is too long.
std::string fitting(const std::vector<std::string>& parts, size_t columns) {
  std::string line;
  for (const std::string& part : parts) {
    const std::string longer = line.empty() ? part : cat(line, ", ", part);
    if (longer.size() > columns) break;
    line = longer;
  }
  return line.empty() && !parts.empty() ? parts[0].substr(0, columns) : line;
}

/// Connects spdlog to our append-only log.
class LogSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LogSink(std::shared_ptr<AppendLog> log) : log_(std::move(log)) {
    set_pattern("%Y-%m-%d %H:%M:%S %l: %v");
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    log_->write({line.data(), line.size() - 1});  // without spdlog's line end
  }
  void flush_() override {}

 private:
  std::shared_ptr<AppendLog> log_;
};

}  // namespace

class Console::Sinks {
 public:
  Sinks() : terminal_(draws_on_terminal()) {
    if (wants_colours(terminal_)) warning_ = "\x1b[33mwarning:\x1b[0m ";
    stderr_.sinks().push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    stderr_.set_pattern("%v");
    // A full disk must stop the run, not become a line on stderr: let the log's Error through.
    file_.set_error_handler([](const std::string&) { throw; });
  }

  void print(spdlog::level::level_enum level, const std::string& message) {
    if (style().silent || (style().quiet && level < spdlog::level::warn)) return;
    clear_live();
    // Messages contain file names, so they must never be format strings.
    const std::string text = shown(message);
    stderr_.log(level, "{}", level == spdlog::level::warn ? warning_ + text : text);
  }

  void write(spdlog::level::level_enum level, const std::string& message) {
    if (!file_.sinks().empty()) file_.log(level, "{}", shown(message));
  }

  void open(std::shared_ptr<AppendLog> log) {
    file_.sinks().assign(1, std::make_shared<LogSink>(std::move(log)));
  }

  void live(const std::vector<std::string>& parts) {
    if (parts.empty()) return clear_live();
    live_lines({fitting(parts, terminal_columns() - 1)});
  }

  /// Draws in one write, so that the terminal never shows half of it.
  void live_lines(const std::vector<std::string>& lines) {
    if (!terminal_) return;
    std::string text = erasure();
    for (size_t i = 0; i < lines.size(); ++i) text += (i > 0 ? "\n" : "") + lines[i];
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
    live_ = lines;
  }

  void clear_live() {
    std::fputs(erasure().c_str(), stderr);
    live_.clear();
  }

  bool terminal() const { return terminal_; }

 private:
  /// What moves to the beginning of the live lines and erases them. A terminal that was made
  /// narrower since has broken the lines into more.
  std::string erasure() const {
    if (live_.empty()) return "";
    size_t rows = 0;
    for (const std::string& line : live_)
      rows +=
          std::max<size_t>(1, (shown_width(line) + terminal_columns() - 1) / terminal_columns());
    return cat("\r", rows > 1 ? cat("\x1b[", rows - 1, "A") : "", "\x1b[J");
  }

  bool terminal_;
  std::vector<std::string> live_;
  std::string warning_ = "warning: ";
  spdlog::logger stderr_{"stderr"}, file_{"file"};
};

std::string progress_bar(int64_t done, int64_t all) {
  constexpr int64_t kWidth = 24;
  const int64_t filled = all > 0 ? done * kWidth / all : kWidth;
  const std::string percent = std::to_string(all > 0 ? done * 100 / all : 100);
  return cat('[', std::string(static_cast<size_t>(filled), '#'),
             std::string(static_cast<size_t>(kWidth - filled), '-'), "] ",
             std::string(3 - percent.size(), ' '), percent, " %  ", grouped(done), '/',
             grouped(all));
}

void set_console_style(const ConsoleStyle& chosen) { style() = chosen; }

Console::Console() : sinks_(std::make_unique<Sinks>()) {}
Console::~Console() { sinks_->clear_live(); }
void Console::log_to(std::shared_ptr<AppendLog> log) { sinks_->open(std::move(log)); }
void Console::live(const std::vector<std::string>& parts) { sinks_->live(parts); }
void Console::live_lines(const std::vector<std::string>& lines) { sinks_->live_lines(lines); }
size_t Console::columns() const { return terminal_columns(); }
size_t Console::rows() const { return terminal_size().ws_row; }
bool Console::has_colours() const {
  const char* colours = std::getenv("COLORTERM");
  const std::string_view kind = colours ? colours : "";
  return is_terminal() && wants_colours(true) &&
         (style().colour == ConsoleStyle::Colour::kAlways || kind == "truecolor" ||
          kind == "24bit");
}
bool Console::is_terminal() const { return sinks_->terminal(); }

void Console::info(const std::string& message) {
  sinks_->print(spdlog::level::info, message);
  sinks_->write(spdlog::level::info, message);
}

void Console::warn(const std::string& message) {
  alert(message);
  sinks_->write(spdlog::level::warn, message);
}

void Console::alert(const std::string& message) { sinks_->print(spdlog::level::warn, message); }

void Console::note(const std::string& message) {
  if (style().verbose) sinks_->print(spdlog::level::info, message);
  sinks_->write(spdlog::level::info, message);
}

}  // namespace wgan
