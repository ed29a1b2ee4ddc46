#include "sample_files.h"

#include "wgan/device/parallel.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

bool is_list(const std::string& list) {
  try {
    parse_provenance(list);
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

PictureFiles::PictureFiles(const Sample& o, const Provenance& what) : o_(o), what_(what) {
  const Path list = list_of(o);
  make_folder(o.files);
  goes_on_ = is_there(list) && is_of(read_file(list));
  if (!goes_on_) {
    check_no_others(list);
    write_atomically(list, to_json(what) + "\n");
  }
  what_.columns = 1;
}

bool PictureFiles::has(uint64_t seed) const {
  std::error_code unknown;
  const auto size = std::filesystem::file_size(path_of(seed), unknown);
  return goes_on_ && !unknown && size > 0;  // a power cut may have left an empty file
}

void PictureFiles::write(const Block& block, const std::vector<Image>& pictures) const {
  for_parts(std::ssize(pictures), 1, [&](int64_t i, int64_t) {
    const auto at = static_cast<size_t>(i);
    write_unsynced(path_of(block.seeds[at]), file_of(block.seeds[at], block.label, pictures[at]));
  });
}

bool PictureFiles::is_of(const std::string& list) const {
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

void PictureFiles::check_no_others(const Path& list) const {
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

Path PictureFiles::path_of(uint64_t seed) const {
  return Path(o_.files) / cat("seed", zero_padded(seed, 4), ".", o_.format);
}

std::string PictureFiles::file_of(uint64_t seed, int64_t label, const Image& small) const {
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

}  // namespace wgan
