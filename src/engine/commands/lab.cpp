#include "wgan/commands/lab.h"

#include <algorithm>
#include <iostream>
#include <optional>

#include "pictures.h"
#include "wgan/animation/animation.h"
#include "wgan/device/device.h"
#include "wgan/files/files.h"
#include "wgan/image/image.h"
#include "wgan/image/plot_picture.h"
#include "wgan/machine/machine.h"
#include "wgan/report/report.h"
#include "wgan/report_page/lab_page.h"
#include "wgan/text/json.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

/// A text as a cell of a CSV file (RFC 4180).
std::string quoted(const std::string& text) {
  return text.find(',') == std::string::npos ? text : cat('"', text, '"');
}

std::string header_of(const LabTable& table) {
  std::vector<std::string> cells;
  for (const std::string& column : table.columns) cells.push_back(quoted(column));
  return join(cells, ",");
}

std::string csv_of(const LabTable& table) {
  std::string text = header_of(table) + "\n";
  for (size_t i = 0; i < table.rows.size(); ++i) {
    std::vector<std::string> cells;
    if (!table.names.empty()) cells.push_back(quoted(table.names[i]));
    for (const double value : table.rows[i]) cells.push_back(printed("%.9g", value));
    text += join(cells, ",") + "\n";
  }
  return text;
}

std::string text_of(const LabChapter& c) {
  std::string text = cat(c.title, "\n");
  std::vector<std::vector<std::string>> numbers;
  for (const LabNumber& number : c.finding.numbers)
    numbers.push_back({cat("  ", number.name), lab_text(number.value)});
  text += aligned(numbers);
  for (const Verdict& verdict : c.finding.verdicts)
    text += cat("  ", verdict_text(verdict), ": ", verdict.text, " (", verdict.found, ")\n");
  return text;
}

std::string text_of(const nlohmann::ordered_json& experiments) {
  return json_text({{"version", 1}, {"experiments", experiments}});
}

nlohmann::ordered_json json_of(const LabChapter& c) {
  nlohmann::ordered_json numbers = nlohmann::ordered_json::object(),
                         verdicts = nlohmann::ordered_json::array();
  for (const LabNumber& number : c.finding.numbers) numbers[number.name] = number.value;
  for (const Verdict& verdict : c.finding.verdicts)
    verdicts.push_back({{"kind", verdict.kind == Verdict::Kind::kCheck ? "check" : "claim"},
                        {"text", verdict.text},
                        {"holds", verdict.holds},
                        {"found", verdict.found}});
  return {{"name", c.name}, {"title", c.title}, {"numbers", numbers}, {"verdicts", verdicts}};
}

/// What the command makes of its experiments.
class Laboratory : public LabTools {
 public:
  explicit Laboratory(const Lab& o) : o_(o) { set_threads(o.threads); }

  template <typename Experiment>
  void run() {
    LabChapter chapter{
        Experiment::kName, Experiment::kTitle, Experiment::kSource, Experiment::kStory, "", {}, {}};
    Lab one = o_;
    one.experiment = Experiment::kName;
    one.json = false;
    const std::initializer_list<const char*> own = Experiment::kFlags;
    if (std::none_of(own.begin(), own.end(), [](std::string_view f) { return f == "data"; }))
      one.source.paths.clear();
    chapter.command = command_line(one);
    running_ = Experiment::kName;
    chapter.finding = Experiment::run(o_.options, *this);
    console_.live({});
    write(chapter);
    if (!o_.json) std::cout << text_of(chapter) << std::flush;
    for (const Verdict& verdict : chapter.finding.verdicts)
      sound_ = sound_ && (verdict.holds || verdict.kind == Verdict::Kind::kClaim);
    chapters_.push_back(std::move(chapter));
  }

  /// Leaves the experiment out if the pictures do not suit it.
  template <typename Experiment>
  void try_to_run() {
    try {
      run<Experiment>();
    } catch (const Error& error) {
      if (error.code() != ExitCode::kUsage) throw;
      console_.warn(cat("left out ", Experiment::kName, ": ", error.what()));
    }
  }

  void write_page() const {
    const Path file = Path(o_.out) / "index.html";
    write_atomically(file, lab_page("From GAN to WGAN-GP, by experiment", chapters_));
    if (!o_.json) std::cout << escaped(file.string()) << "\n";
  }

  void print_json() const {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const LabChapter& chapter : chapters_) all.push_back(json_of(chapter));
    std::cout << text_of(all);
  }

  bool sound() const { return sound_; }

  void progress(const std::string& what, int64_t done, int64_t all) override {
    console_.live({cat(running_, ", ", what, " ", progress_bar(done, all))});
  }

  const PictureSet& pictures(int64_t side) override {
    if (!loaded_ || loaded_->set.size.width != side) {
      DataOptions data;
      data.source.paths = {"demo"};
      data.size = {side, side};
      if (o_.named_data()) data.source = o_.source;
      loaded_.emplace(load_pictures(data, reading_threads(o_.threads), console_));
    }
    return loaded_->set;
  }

  const PictureSet& pictures_of(DataOptions data,
                                const std::vector<std::string>& classes) override {
    if (o_.named_data()) data.source = o_.source;
    for (const std::string& path : data.source.paths) {
      if (o_.named_data() || path == "demo" || is_there(path)) continue;
      throw Error(ExitCode::kUsage, cat("the pictures of this run are no longer at ", escaped(path),
                                        ": name them with --data"));
    }
    loaded_.emplace(load_pictures(data, reading_threads(o_.threads), console_));
    std::vector<std::string> found;
    for (const std::string& name : loaded_->classes) found.push_back(escaped(name));
    if (!classes.empty() && found != classes)
      throw Error(ExitCode::kUsage, cat("the run learnt the classes ", some_of(classes), ", and ",
                                        escaped(join(data.source.paths, ", ")), " has ",
                                        found.empty() ? "none" : some_of(found),
                                        ": name pictures of the same classes with --data"));
    return loaded_->set;
  }

 private:
  Path file(const std::string& name, const char* ending) const {
    return Path(o_.out) / cat(name, ".", ending);
  }

  void write(LabChapter& chapter) {
    make_folder(o_.out);
    write_atomically(o_.csv.empty() ? file(chapter.name, "csv") : Path(o_.csv),
                     csv_of(chapter.finding.table));
    for (Plot& plot : chapter.finding.plots) {
      if (!chapter.source.empty()) plot.note = cat("after ", chapter.source);
      const std::string svg = to_svg(plot);
      write_atomically(file(plot.name, "svg"), svg);
      write_atomically(file(plot.name, "png"), encode_png(to_picture(plot)));
      chapter.pictures.push_back({"image/svg+xml", svg, static_cast<int64_t>(kPlotWidth),
                                  static_cast<int64_t>(kPlotHeight), plot.title, plot.title});
    }
    for (const LabPicture& picture : chapter.finding.pictures) {
      if (!picture.frames.empty()) {
        const Path film = file(picture.name, "webp");
        const auto animation = make_animation(film, {.fps = 6, .loop = true});
        for (const Image& frame : picture.frames) animation->add(frame);
        animation->commit();
        chapter.pictures.push_back({"image/webp", read_file(film), picture.image.width,
                                    picture.image.height, picture.caption, picture.caption});
        continue;
      }
      const std::string png = encode_png(picture.image);
      write_atomically(file(picture.name, "png"), png);
      chapter.pictures.push_back({"image/png", png, picture.image.width, picture.image.height,
                                  picture.caption, picture.caption});
    }
  }

  const Lab& o_;
  Console console_;
  std::string running_;  // the experiment's name
  std::optional<LoadedPictures> loaded_;
  std::vector<LabChapter> chapters_;
  bool sound_ = true;
};

void print_list(bool json) {
  std::vector<std::vector<std::string>> rows;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  ExperimentList::for_each([&]<typename Experiment>() {
    const std::string source = Experiment::kSource;
    rows.push_back({Experiment::kName, Experiment::kTitle, source});
    all.push_back({{"name", Experiment::kName}, {"title", Experiment::kTitle}, {"source", source}});
  });
  std::cout << (json ? text_of(all) : aligned(rows));
}

}  // namespace

ExitCode Lab::run() const {
  if (experiment == kList) {
    print_list(json);
    return ExitCode::kDone;
  }
  Laboratory laboratory(*this);
  if (experiment == kAll) {
    ExperimentList::for_each([&]<typename Experiment>() {
      if (!Experiment::kNeedsData) return laboratory.run<Experiment>();
      if (named_data()) laboratory.try_to_run<Experiment>();
    });
    laboratory.write_page();
  } else {
    ExperimentList::visit(experiment, [&]<typename Experiment>() { laboratory.run<Experiment>(); });
  }
  if (json) laboratory.print_json();
  return laboratory.sound() ? ExitCode::kDone : ExitCode::kFailed;
}

}  // namespace wgan
