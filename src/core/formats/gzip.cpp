#include "wgan/formats/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

#include "wgan/text/text.h"

namespace wgan {
namespace {

class Inflater {
 public:
  Inflater() {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
};

}  // namespace

bool is_gzip(std::string_view file) { return file.substr(0, 2) == "\x1f\x8b"; }

Unpacked gunzip(std::string_view file, int64_t most) {
  Inflater inflater;
  z_stream& z = inflater.stream();
  Unpacked out;
  std::array<char, 1 << 16> buffer;
  for (int status = Z_OK; true;) {
    if (z.avail_in == 0) {  // zlib counts in 32 bits
      const size_t part = std::min<size_t>(file.size(), 1 << 30);
      z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.data()));
      z.avail_in = static_cast<uInt>(part);
      file.remove_prefix(part);
    }
    if (z.avail_in == 0) {
      if (status != Z_STREAM_END) out.fault = "its gzip stream is cut off";
      return out;
    }
    if (status == Z_STREAM_END) {
      // Another part may follow. Ignores padding or anything else there, as gzip does.
      if (z.avail_in < 2 || !is_gzip({reinterpret_cast<const char*>(z.next_in), 2})) return out;
      inflateReset(&z);
    }
    z.next_out = reinterpret_cast<Bytef*>(buffer.data());
    z.avail_out = buffer.size();
    status = inflate(&z, Z_NO_FLUSH);
    const auto got = static_cast<int64_t>(buffer.size() - z.avail_out);
    if (got > most - static_cast<int64_t>(out.bytes.size())) {
      out.fault = cat("it unpacks to more than ", bytes(static_cast<double>(most)),
                      "; unpack it with gunzip");
      return out;
    }
    out.bytes.append(buffer.data(), static_cast<size_t>(got));
    if (status != Z_OK && status != Z_STREAM_END) {
      return {"", "its gzip stream is damaged"};  // the output cannot be trusted
    }
  }
}

}  // namespace wgan
