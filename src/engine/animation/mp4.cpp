#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "formats.h"
#include "wgan/animation/video.h"
#include "wgan/image/image.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr const char* kLibrary = "libwgan-video.so";

/// The functions of the library for video.
struct VideoLibrary {
  decltype(&wgan_video_begin) begin;
  decltype(&wgan_video_add) add;
  decltype(&wgan_video_end) end;
};

/// Loads the library that lies beside this one. Throws Error(kUsage) if it cannot be loaded.
const VideoLibrary& video_library() {
  static const VideoLibrary library = [] {
    Dl_info here{};
    ::dladdr(reinterpret_cast<const void*>(&video_library), &here);
    const Path folder = Path(here.dli_fname ? here.dli_fname : "").parent_path();
    void* found = ::dlopen((folder / kLibrary).c_str(), RTLD_NOW | RTLD_LOCAL);
    const auto function = [&](auto& to, const char* name) {
      to = reinterpret_cast<std::decay_t<decltype(to)>>(found ? ::dlsym(found, name) : nullptr);
      return to != nullptr;
    };
    VideoLibrary all{};
    if (function(all.begin, "wgan_video_begin") && function(all.add, "wgan_video_add") &&
        function(all.end, "wgan_video_end"))
      return all;
    const char* why = ::dlerror();
    throw Error(ExitCode::kUsage, cat("an MP4 needs ", kLibrary,
                                      " with OpenCV's module for video, which cannot be "
                                      "loaded (",
                                      why ? shown(why) : "no reason given",
                                      "); name a file that ends in .webp or .gif"));
  }();
  return library;
}

constexpr std::string_view kFolder = ".wgan-video-";
constexpr const char* kPart = "video.mp4";  // in such a folder

/// Removes what processes left that were killed while they wrote a video there.
void remove_leftover_videos(const Path& parent) {
  std::vector<Path> left;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(parent, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(kFolder) || !entry->is_directory(error) || entry->is_symlink(error))
      continue;
    const auto process =
        to_integer(name.substr(kFolder.size(), name.find('-', kFolder.size()) - kFolder.size()));
    if (process && *process > 0 && *process < INT32_MAX &&
        ::kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH)
      left.push_back(entry->path());
  }
  for (const Path& folder : left) {
    std::filesystem::remove(folder / kPart, error);
    std::filesystem::remove(folder, error);
  }
}

/// Returns a new folder beside the file, which nobody else knows.
Path folder_beside(const Path& file) {
  const Path parent = file.parent_path().empty() ? Path(".") : file.parent_path();
  remove_leftover_videos(parent);
  std::string pattern = (parent / cat(kFolder, ::getpid(), "-XXXXXX")).string();
  if (!::mkdtemp(pattern.data()))
    throw Error(ExitCode::kDisk, cat(escaped(file.string()), ": nothing can be written there (",
                                     std::generic_category().message(errno), ")"));
  return pattern;
}

/// The encoder writes to a file in a folder of its own, whose contents go to the one that was named
/// when they are whole.
class Mp4 : public Animation {
 public:
  Mp4(Path file, const AnimationOptions& options)
      : file_(std::move(file)),
        fps_(options.fps),
        library_(video_library()),
        folder_(folder_beside(file_)),
        part_(folder_ / kPart) {}
  ~Mp4() override {
    if (video_) library_.end(video_);
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
    std::filesystem::remove(folder_, ignored);
  }

  void add(const Image& frame) override {
    const Image even = with_even_sides(frame);
    if (!video_) {
      video_ = library_.begin(part_.c_str(), fps_, static_cast<int>(even.width),
                              static_cast<int>(even.height));
      if (!video_)
        throw Error(ExitCode::kDisk, cat(escaped(file_.string()),
                                         ": FFmpeg cannot begin a video "
                                         "of ",
                                         even.width, "x", even.height,
                                         " pixels there; is the folder there and writable?"));
    }
    if (!library_.add(video_, even.pixels.data()))
      throw Error(ExitCode::kDisk, cat(escaped(file_.string()), ": FFmpeg cannot go on writing"));
  }

  void commit() override {
    library_.end(std::exchange(video_, nullptr));
    const std::string bytes = read_file(part_);
    // The index of the frames is written last. FFmpeg does not say when the disk is full.
    if (bytes.find("moov") == std::string::npos)
      throw Error(ExitCode::kDisk, cat(escaped(file_.string()),
                                       ": FFmpeg could not write all of it; is the disk full?"));
    write_atomically(file_, bytes);
  }

  std::string changed() const override {
    return padded_ ? "an MP4 has even sides, so each frame has a line or column twice" : "";
  }

 private:
  /// Returns the frame in RGB over white; the last line or column stands twice where its number is
  /// odd.
  Image with_even_sides(const Image& frame) {
    const Image flat = frame.channels == 4 ? over_colour(frame, {255, 255, 255}) : frame;
    Image even(flat.width + flat.width % 2, flat.height + flat.height % 2, 3);
    padded_ = padded_ || even.width != flat.width || even.height != flat.height;
    for (int64_t y = 0; y < even.height; ++y) {
      for (int64_t x = 0; x < even.width; ++x) {
        const uint8_t* from = flat.at(std::min(x, flat.width - 1), std::min(y, flat.height - 1));
        for (int64_t c = 0; c < 3; ++c) even.at(x, y)[c] = from[flat.channels == 1 ? 0 : c];
      }
    }
    return even;
  }

  Path file_;
  double fps_;
  const VideoLibrary& library_;
  Path folder_, part_;
  void* video_ = nullptr;
  bool padded_ = false;
};

}  // namespace

std::unique_ptr<Animation> make_mp4(const Path& file, const AnimationOptions& options) {
  return std::make_unique<Mp4>(file, options);
}

}  // namespace wgan
