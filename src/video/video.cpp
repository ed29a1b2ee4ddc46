#include "wgan/animation/video.h"

#include <memory>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

struct Video {
  cv::VideoWriter writer;
  cv::Size size;
};

}  // namespace

EXPORTED void* wgan_video_begin(const char* path, double fps, int width, int height) {
  try {
    auto video = std::make_unique<Video>();
    video->size = {width, height};
    for (const char* codec : {"avc1", "mp4v"}) {
      const int code = cv::VideoWriter::fourcc(codec[0], codec[1], codec[2], codec[3]);
      if (video->writer.open(path, cv::CAP_FFMPEG, code, fps, video->size)) return video.release();
    }
  } catch (const std::exception&) {
  }
  return nullptr;
}

EXPORTED bool wgan_video_add(void* video, const uint8_t* rgb) {
  try {
    auto& [writer, size] = *static_cast<Video*>(video);
    cv::Mat bgr;
    cv::cvtColor(cv::Mat(size, CV_8UC3, const_cast<uint8_t*>(rgb)), bgr, cv::COLOR_RGB2BGR);
    writer.write(bgr);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

EXPORTED void wgan_video_end(void* video) { delete static_cast<Video*>(video); }
