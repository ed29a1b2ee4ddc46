#include "wgan/commands/sample.h"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <functional>
#include <future>
#include <iostream>
#include <optional>

#include "as_rank.h"
#include "model.h"
#include "picking.h"
#include "picture_array.h"
#include "sample_files.h"
#include "sheets.h"
#include "tracing.h"
#include "walk.h"
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

/// What one command makes of its pictures.
class Samples {
 public:
  Samples(const Sample& o, const OpenedModel& opened, const ProcessGroup& group)
      : o_(o),
        opened_(opened),
        group_(group),
        sampler_(opened.sampler(o.truncation)),
        spans_(spans()),
        shape_(shape()) {}

  void make() {
    const bool all = o_.class_name == kAllClasses;
    if (o_.draws_grid() && group_.leads()) {
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
    open_files(what);
    if (!group_.leads()) {
      make_all();
      return;
    }
    if (!o_.npz.empty()) array_.emplace(o_.npz, shape_, sampler_.law().length);
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
    std::vector<std::string> seeds;
    if (group_.leads()) {
      for (const uint64_t seed : picked_seeds(o_, opened_, label(), console_))
        seeds.push_back(std::to_string(seed));
    }
    std::vector<PictureSpan> picked;
    for (const std::string& seed : lines_of(group_.broadcast(join(seeds, "\n"))))
      picked.push_back({.seed = *to_unsigned(seed), .label = label()});
    return picked;
  }

  /// Opens the folder of single pictures on rank 0, and on the others that see it too.
  void open_files(Provenance what) {
    if (o_.files.empty()) return;
    what.format = o_.format;
    if (group_.leads()) files_.emplace(o_, what);
    if (group_.is_alone()) return;
    const Path list = PictureFiles::list_of(o_);
    const std::string told = group_.broadcast(group_.leads() ? read_file(list) : "");
    const bool sees = is_there(list) && read_file(list) == told;
    const auto all = group_.gather(sees ? "sees" : "");
    all_see_ = std::count(all.begin(), all.end(), "sees") == group_.size();
    if (all_see_ && !group_.leads()) files_.emplace(o_, what);
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

  /// Each rank takes one of as many blocks as there are ranks, then of the next ones.
  void make_all() {
    std::vector<Block> blocks;
    int64_t done = 0;
    const auto make_these = [&] {
      for (const Block& block : blocks) done += std::ssize(block.seeds);
      if (files_only() && (group_.is_alone() || all_see_)) write_own(blocks);
      else collect(std::move(blocks));
      blocks.clear();
      console_.live({cat("making pictures ", progress_bar(done, shape_.count))});
    };
    for_blocks(spans_, picture_bytes(), [&](Block block) {
      blocks.push_back(std::move(block));
      if (std::ssize(blocks) == group_.size()) make_these();
    });
    if (!blocks.empty()) make_these();
    if (writing_.valid()) writing_.get();
    group_.gather("");  // until all have written theirs
    console_.live({});
  }

  bool files_only() const { return !o_.files.empty() && !o_.draws_grid() && o_.npz.empty(); }

  /// Writes the pictures of this rank's block that are not there yet.
  void write_own(const std::vector<Block>& blocks) {
    if (group_.rank() >= std::ssize(blocks)) return;
    Block own = blocks[static_cast<size_t>(group_.rank())];
    std::erase_if(own.seeds, [&](uint64_t seed) { return files_->has(seed); });
    if (own.seeds.empty()) return;
    std::vector<Image> pictures = sampler_.of_seeds(own.seeds, own.label);
    write(std::move(own), std::move(pictures));
  }

  /// Makes the pictures of the blocks, of each rank its own, and brings them to rank 0 in order.
  void collect(std::vector<Block> blocks) {
    std::vector<Image> own;
    if (group_.rank() < std::ssize(blocks)) {
      const Block& block = blocks[static_cast<size_t>(group_.rank())];
      own = sampler_.of_seeds(block.seeds, block.label);
    }
    if (group_.is_alone()) return deliver(std::move(blocks[0]), std::move(own));
    int64_t most = 0;
    for (const Block& block : blocks) most = std::max(most, std::ssize(block.seeds));
    const auto bytes = static_cast<int64_t>(picture_bytes());
    const Tensor sent = at::zeros({most, bytes}, at::kByte);
    for (size_t i = 0; i < own.size(); ++i)
      std::copy(own[i].pixels.begin(), own[i].pixels.end(),
                sent.data_ptr<uint8_t>() + static_cast<int64_t>(i) * bytes);
    const TensorList received = group_.gather(sent);
    const SheetShape one = opened_.sheet(1, 1);
    for (size_t r = 0; r < received.size() && r < blocks.size(); ++r) {
      std::vector<Image> pictures(blocks[r].seeds.size(),
                                  Image(one.width, one.height, one.channels));
      const uint8_t* from = received[r].data_ptr<uint8_t>();
      for (Image& picture : pictures) {
        std::copy_n(from, bytes, picture.pixels.begin());
        from += bytes;
      }
      deliver(std::move(blocks[r]), std::move(pictures));
    }
  }

  /// Puts pictures where they were asked for.
  void deliver(Block block, std::vector<Image> pictures) {
    if (sheet_)
      for (const Image& picture : pictures) sheet_->add(enlarged(picture, o_.scale));
    if (array_) array_->add(pictures, o_.scale, sampler_.labels_of_seeds(block.seeds, block.label));
    if (files_) write(std::move(block), std::move(pictures));
  }

  /// Writes single pictures. A GPU goes on while they are encoded; a processor has no time to
  /// spare.
  void write(Block block, std::vector<Image> pictures) {
    const auto when = opened_.device.is_cpu() ? std::launch::deferred : std::launch::async;
    if (writing_.valid()) writing_.get();
    writing_ = std::async(when, [this, block = std::move(block), pictures = std::move(pictures)] {
      files_->write(block, pictures);
    });
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
  const ProcessGroup& group_;
  const Sampler sampler_;
  const std::vector<PictureSpan> spans_;
  const SheetShape shape_;
  std::optional<Sheet> sheet_;
  std::optional<PictureFiles> files_;
  bool all_see_ = false;  // whether all ranks see the folder of single pictures
  std::future<void> writing_;
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
    const auto launch = launch_of(process_environment());
    if (launch && launch->rank > 0) return ExitCode::kDone;  // one picture is for one process
    make_again(*this);
    return ExitCode::kDone;
  }
  return with_model_on_ranks(model, command_line(*this),
                             [&](const OpenedModel& opened, const ProcessGroup& group) {
                               opened.check_truncation(truncation);
                               Samples(*this, opened, group).make();
                             });
}

}  // namespace wgan
