#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <mutex>

#include "wgan/report/report.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

bool stderr_is_terminal() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) && kind && std::string_view(kind) != "dumb";
}

size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
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
  Sinks() : terminal_(stderr_is_terminal()) {
    const char* no_colour = std::getenv("NO_COLOR");
    if (terminal_ && !(no_colour && *no_colour)) warning_ = "\x1b[33mwarning:\x1b[0m ";
    stderr_.sinks().push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    stderr_.set_pattern("%v");
    // A full disk must stop the run, not become a line on stderr: let the log's Error through.
    file_.set_error_handler([](const std::string&) { throw; });
  }

  void print(spdlog::level::level_enum level, const std::string& message) {
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
    if (!terminal_) return;
    std::fprintf(stderr, "\r\x1b[K%s", fitting(parts, terminal_columns() - 1).c_str());
    std::fflush(stderr);
    live_ = true;
  }

  void clear_live() {
    if (live_) std::fputs("\r\x1b[K", stderr);
    live_ = false;
  }

  bool terminal() const { return terminal_; }

 private:
  bool terminal_, live_ = false;
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

Console::Console() : sinks_(std::make_unique<Sinks>()) {}
Console::~Console() { sinks_->clear_live(); }
void Console::log_to(std::shared_ptr<AppendLog> log) { sinks_->open(std::move(log)); }
void Console::live(const std::vector<std::string>& parts) { sinks_->live(parts); }
bool Console::is_terminal() const { return sinks_->terminal(); }

void Console::info(const std::string& message) {
  sinks_->print(spdlog::level::info, message);
  note(message);
}

void Console::warn(const std::string& message) {
  alert(message);
  sinks_->write(spdlog::level::warn, message);
}

void Console::alert(const std::string& message) { sinks_->print(spdlog::level::warn, message); }

void Console::note(const std::string& message) { sinks_->write(spdlog::level::info, message); }

}  // namespace wgan
