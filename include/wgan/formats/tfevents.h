#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The event files that TensorBoard reads: TFRecords, each the protocol buffer of an Event
/// (tensorboard/compat/proto/event.proto and summary.proto). Tags and texts must be UTF-8.
namespace wgan {

class Blob;

/// Numbers counted in buckets; the bucket i holds those in (limits[i - 1], limits[i]].
struct EventHistogram {
  double min = 0, max = 0, count = 0, sum = 0, sum_of_squares = 0;
  std::vector<double> limits, counts;  // of the same length
};

/// A setting of a run as TensorBoard's table of hyper-parameters shows it.
struct EventSetting {
  std::string name, value;
};

/// Values under their tags, which become one record.
class EventSummary {
 public:
  void scalar(std::string_view tag, double value);
  /// `png` is an encoded picture of that many pixels and channels.
  void image(std::string_view tag, int64_t width, int64_t height, int64_t channels,
             std::string_view png);
  void histogram(std::string_view tag, const EventHistogram& histogram);
  /// `text` is Markdown.
  void text(std::string_view tag, std::string_view text);
  /// The settings that a run began with. Those that are numbers, true or false become such.
  void settings(const std::vector<EventSetting>& settings, double wall_time);

  bool empty() const { return values_.empty(); }
  const std::string& values() const { return values_; }

 private:
  std::string values_;  // repeated Summary.Value
};

/// Returns the records that begin a file: its version and the start of a session, at which
/// TensorBoard forgets what it read of this run before.
std::string begin_events(double wall_time);

/// Returns the record of a summary. `wall_time` is in seconds since 1970.
std::string event_record(double wall_time, int64_t step, const EventSummary& summary);

/// A whole record in a file of events.
struct EventPlace {
  int64_t step;
  int64_t begin, end;  // its bytes
};

/// Returns the places of the whole records at the front of a file, up to the first one that is torn
/// or whose checksums are wrong. Reads one record at a time.
std::vector<EventPlace> places_of_events(const Blob& file);

}  // namespace wgan
