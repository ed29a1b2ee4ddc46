#pragma once

#include <cstdint>

/// The functions that libwgan-video.so exports. OpenCV's module for video brings some 240 libraries
/// into a process, so that it is in a library of its own, which is loaded when a video is asked
/// for.
extern "C" {
/// Begins a video of H.264 or, if this FFmpeg has no encoder for it, MPEG-4, in the file `path`,
/// whose name ends in .mp4. Both sides must be even. Returns null if it cannot.
void* wgan_video_begin(const char* path, double fps, int width, int height);
/// Adds a frame of bytes [height, width, 3] in RGB. Returns whether it could.
bool wgan_video_add(void* video, const uint8_t* rgb);
void wgan_video_end(void* video);
}
