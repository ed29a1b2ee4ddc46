#include "wgan/commands/sample.h"

#include <algorithm>
#include <functional>
#include <future>
#include <iostream>
#include <optional>

#include "model.h"
#include "picking.h"
#include "picture_array.h"
#include "sheets.h"
#include "tracing.h"
#include "walk.h"
#include "wgan/device/parallel.h"
#include "wgan/report/report.h"
#include "wgan/sampling/sampling.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kSamples = "samples.png";

/// Returns the spans of the seeds that were asked for, of one class or of each.
std::vector<PictureSpan> spans_of(const Sample& o, int64_t label, int64_t classes) {
  std::vector<SeedRange> ranges = o.seeds;
  if (ranges.empty()) ranges.push_back({o.seed, o.seed + static_cast<uint64_t>(o.count) - 1});
  const bool all = o.class_name == kAllClasses;
  std::vector<PictureSpan> spans;
  for (int64_t row = 0; row < (all ? classes : 1); ++row) {
    for (const SeedRange& range : ranges)
      spans.push_back({.seed = range.first,
                       .count = static_cast<int64_t>(range.last - range.first) + 1,
                       .label = all ? row : label});
  }
  return spans;
}

int64_t count_of(const std::vector<PictureSpan>& spans) {
  int64_t count = 0;
  for (const PictureSpan& span : spans) count += span.count;
  return count;
}

/// Seeds whose pictures are made together, all of one class.
struct Block {
  std::vector<uint64_t> seeds;
  int64_t label;
};

/// Calls `work` for the pictures of the spans block by block, so that a million of them need no
/// more memory than a few.
void for_blocks(const std::vector<PictureSpan>& spans, double picture_bytes,
                const std::function<void(Block block)>& work) {
  constexpr double kBytes = 64e6, kFewest = 64, kMost = 512;
  const auto at_once =
      static_cast<uint64_t>(std::clamp(kBytes / picture_bytes, kFewest, kMost)) / 16 * 16;
  for (const PictureSpan& span : spans) {
    uint64_t seed = span.seed;
    for (auto left = static_cast<uint64_t>(span.count); left > 0;) {
      // Stops at the end of a group of neighbours, so that none goes through the network twice.
      const uint64_t many = std::min(at_once - seed % at_once, left);
      Block block{{}, span.label};
      for (uint64_t i = 0; i < many; ++i) block.seeds.push_back(seed++);
      left -= many;
      work(std::move(block));
    }
  }
}

/// Writes single pictures into a folder. A list in it says what made them, so that a command which
/// was stopped goes on where it was when it is repeated. Pictures that something else made stay.
class PictureFiles {
 public:
  PictureFiles(const Sample& o, const Provenance& what) : o_(o), what_(what) {
    const Path list = Path(o.files) / "samples.json";
    make_folder(o.files);
    goes_on_ = is_there(list) && is_of(read_file(list));
    if (!goes_on_) {
      check_no_others(list);
      write_atomically(list, to_json(what) + "\n");
    }
    what_.columns = 1;
  }

  /// Whether the picture is already there.
  bool has(uint64_t seed) const {
    std::error_code unknown;
    const auto size = std::filesystem::file_size(path_of(seed), unknown);
    return goes_on_ && !unknown && size > 0;  // a power cut may have left an empty file
  }

  /// Writes pictures on all threads.
  void write(const Block& block, const std::vector<Image>& pictures) const {
    for_parts(std::ssize(pictures), 1, [&](int64_t i, int64_t) {
      const auto at = static_cast<size_t>(i);
      write_unsynced(path_of(block.seeds[at]), file_of(block.seeds[at], block.label, pictures[at]));
    });
  }

 private:
  bool is_of(const std::string& list) const {
    try {
      Provenance before = parse_provenance(list);
      const auto label = [](const Provenance& p) { return p.spans[0].label; };
      return before.generator.digest == what_.generator.digest &&
             before.truncation == what_.truncation && before.scale == what_.scale &&
             before.format == what_.format && before.picked == what_.picked &&
             label(before) == label(what_);
    } catch (const Error&) {
      return false;
    }
  }
  /// Throws Error(kUsage) if the folder holds pictures by such names, or a list, of other making.
  void check_no_others(const Path& list) const {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(o_.files, error), end; !error && entry != end;
         entry.increment(error)) {
      const std::string name = entry->path().stem().string();
      const bool picture = name.starts_with("seed") &&
                           to_unsigned(std::string_view(name).substr(4)) &&
                           entry->path().extension() == "." + o_.format;
      if (!picture && (entry->path() != list || is_list(read_file(list)))) continue;
      throw Error(ExitCode::kUsage,
                  cat("--files ", escaped(o_.files), ": ", escaped(entry->path().string()),
                      " was made by another generator, with other settings or by another program; "
                      "name a new folder"));
    }
  }
  static bool is_list(const std::string& list) {
    try {
      parse_provenance(list);
      return true;
    } catch (const Error&) {
      return false;
    }
  }
  Path path_of(uint64_t seed) const {
    return Path(o_.files) / cat("seed", zero_padded(seed, 4), ".", o_.format);
  }
  std::string file_of(uint64_t seed, int64_t label, const Image& small) const {
    const Image picture = enlarged(small, o_.scale);
    if (o_.format != "png")
      return encode(o_.format == "jpg" && picture.channels == 4
                        ? over_colour(picture, {255, 255, 255})
                        : picture,
                    o_.format);
    Provenance one = what_;
    one.spans = {{.seed = seed, .label = label}};
    return with_texts(encode_png(picture), to_texts(one));
  }

  const Sample& o_;
  Provenance what_;
  bool goes_on_ = false;
};

/// What one command makes of its pictures.
class Samples {
 public:
  Samples(const Sample& o, const OpenedModel& opened)
      : o_(o),
        opened_(opened),
        sampler_(opened.sampler(o.truncation)),
        spans_(spans()),
        shape_(shape()) {}

  void make() {
    const bool all = o_.class_name == kAllClasses;
    if (o_.draws_grid()) {
      check_sheet(shape_, all ? "use a smaller -n"
                              : "use --files DIR or --npz FILE, which write single pictures");
      sheet_.emplace(shape_);
    }
    Provenance what = opened_.provenance(command_line(o_), shape_.columns);
    if (o_.truncation > 0) what.truncation = o_.truncation;
    what.scale = o_.scale, what.spans = spans_;
    if (o_.best > 0) what.picked = cat("the best ", o_.best, " of ", o_.of, " by ", o_.by);
    what.width = shape_.width, what.height = shape_.height;
    check_format();
    if (!o_.npz.empty()) array_.emplace(o_.npz, shape_, sampler_.law().length);
    if (!o_.files.empty()) {
      Provenance of_files = what;
      of_files.format = o_.format;
      files_.emplace(o_, of_files);
    }
    make_all();
    if (files_) std::cout << escaped(o_.files) << "\n";
    if (array_) {
      array_->begin_latents();
      for_blocks(spans_, picture_bytes(), [&](const Block& block) {
        array_->add_latents(sampler_.truncated(latents_of_seeds(block.seeds, sampler_.law())));
      });
      array_->commit();
      std::cout << escaped(o_.npz) << "\n";
    }
    if (sheet_) std::cout << escaped(write(what).string()) << "\n";
  }

 private:
  int64_t label() const {
    const Model& model = opened_.model;
    if (o_.class_name.empty()) return -1;
    if (o_.class_name != kAllClasses) return model.class_number(o_.class_name);
    if (!model.network.conditional) model.class_number(o_.class_name);  // throws the reason
    return -1;
  }

  std::vector<PictureSpan> spans() {
    if (o_.best == 0) return spans_of(o_, label(), opened_.model.network.classes);
    std::vector<PictureSpan> picked;
    for (const uint64_t seed : picked_seeds(o_, opened_, label(), console_))
      picked.push_back({.seed = seed, .label = label()});
    return picked;
  }

  SheetShape shape() const {
    const bool all = o_.class_name == kAllClasses;
    const int64_t count = count_of(spans_),
                  of_each = all ? count / opened_.model.network.classes : count;
    SheetShape shape = opened_.sheet(count, o_.columns ? o_.columns
                                            : all      ? of_each
                                                       : square_columns(count));
    shape.width *= o_.scale, shape.height *= o_.scale;
    return shape;
  }

  /// Throws Error(kUsage) if a single picture is too large for its format.
  void check_format() const {
    const int64_t most = o_.format == "webp" ? 16'383 : o_.format == "jpg" ? 65'500 : kMostSide;
    if (o_.files.empty() || std::max(shape_.width, shape_.height) <= most) return;
    throw Error(ExitCode::kUsage,
                cat("--format ", o_.format, ": a picture of ", shape_.width, "x", shape_.height,
                    " pixels is too large for it; it holds ", grouped(most), " on a side"));
  }

  /// Of a picture as the generator makes it.
  double picture_bytes() const {
    const SheetShape one = opened_.sheet(1, 1);
    return static_cast<double>(one.width * one.height * one.channels);
  }

  void make_all() {
    const bool only_files = files_ && !sheet_ && !array_;
    // A GPU goes on while files are encoded; a processor has no time to spare.
    const auto when = opened_.device.is_cpu() ? std::launch::deferred : std::launch::async;
    std::future<void> writing;
    int64_t done = 0;
    for_blocks(spans_, picture_bytes(), [&](Block block) {
      done += std::ssize(block.seeds);
      if (only_files) std::erase_if(block.seeds, [&](uint64_t seed) { return files_->has(seed); });
      if (block.seeds.empty()) return;
      std::vector<Image> pictures = sampler_.of_seeds(block.seeds, block.label);
      if (sheet_)
        for (const Image& picture : pictures) sheet_->add(enlarged(picture, o_.scale));
      if (array_)
        array_->add(pictures, o_.scale, sampler_.labels_of_seeds(block.seeds, block.label));
      if (writing.valid()) writing.get();
      if (files_)
        writing =
            std::async(when, [this, block = std::move(block), pictures = std::move(pictures)] {
              files_->write(block, pictures);
            });
      console_.live({cat("making pictures ", progress_bar(done, shape_.count))});
    });
    if (writing.valid()) writing.get();
    console_.live({});
  }

  Path write(const Provenance& what) {
    const std::string out = o_.out.empty() ? kSamples : o_.out;
    const Model& model = opened_.model;
    if (o_.class_name != kAllClasses || shape_.columns * std::ssize(model.classes) != shape_.count)
      return write_sheet(sheet_->image(), out, kSamples, to_texts(what));
    return write_sheet(with_row_names(sheet_->image(), shape_, row_names(model.classes)), out,
                       kSamples, to_texts(what));
  }

  /// Returns the names for the rows of the classes. The font has ASCII alone, so that others are
  /// named by their number.
  std::vector<std::string> row_names(std::vector<std::string> names) {
    std::vector<std::string> numbered;
    for (size_t i = 0; i < names.size(); ++i) {
      if (std::all_of(names[i].begin(), names[i].end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        continue;
      numbered.push_back(cat(i + 1, " is ", names[i]));
      names[i] = cat("class ", i + 1);
    }
    if (!numbered.empty())
      console_.info(
          cat("the font of the sheet has no letters for some names, so class ", some_of(numbered)));
    return names;
  }

  Console console_;
  const Sample& o_;
  const OpenedModel& opened_;
  const Sampler sampler_;
  const std::vector<PictureSpan> spans_;
  const SheetShape shape_;
  std::optional<Sheet> sheet_;
  std::optional<PictureFiles> files_;
  std::optional<PictureArray> array_;
};

/// Makes a picture of a sheet again.
void make_again(const Sample& o) {
  constexpr const char* kPicture = "picture.png";
  const auto number = [&](size_t i) {
    return o.cell.empty() ? 1 : static_cast<int64_t>(std::min<uint64_t>(o.cell[i], INT32_MAX));
  };
  const std::string out = sheet_file(o.out.empty() ? kPicture : o.out, kPicture).string();
  std::error_code unknown;
  if (std::filesystem::equivalent(out, o.from, unknown))
    throw Error(ExitCode::kUsage,
                cat("--out ", escaped(out), " is the sheet itself; name another file"));
  const Traced traced = trace(o.from, number(0), number(1), o.model);
  const auto& [span, place] = traced.picture;
  Provenance one = traced.sheet;
  if (o.scale > 1) one.scale = o.scale;
  SheetShape shape = traced.model.sheet(1, 1);
  shape.width *= one.scale, shape.height *= one.scale;
  check_sheet(shape, "use a smaller --scale");
  const Sampler sampler = traced.model.sampler(traced.sheet.truncation.value_or(0));
  const int64_t first = place / kWalkGroup * kWalkGroup;
  const Image picture =
      span.to ? pictures_of_walk(
                    sampler, span, first,
                    std::min(kWalkGroup, span.count - first))[static_cast<size_t>(place - first)]
              : sampler.of_seeds({span.seed}, span.label)[0];
  one.version = WGAN_VERSION;
  one.command = command_line(o);
  one.generator = traced.model.name();
  one.columns = 1, one.spans = {span}, one.place = place;
  one.spans[0].generator.reset();
  one.width = shape.width, one.height = shape.height;
  const Path file = write_sheet(enlarged(picture, one.scale), out, kPicture, to_texts(one));
  std::cout << escaped(file.string()) << "\n";
}

}  // namespace

ExitCode Sample::run() const {
  if (!from.empty()) {
    make_again(*this);
    return ExitCode::kDone;
  }
  const OpenedModel opened = open_model(model);
  opened.check_truncation(truncation);
  Samples(*this, opened).make();
  return ExitCode::kDone;
}

}  // namespace wgan
