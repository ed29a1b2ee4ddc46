#include "wgan/formats/tfevents.h"

#include "wgan/files/blob.h"

#include <gtest/gtest.h>

#include "support.h"

namespace wgan {
namespace {

using namespace std::string_literals;

TEST(TfEvents, BeginLikeAFileOfTensorFlow) {
  const std::string head = begin_events(0);
  // The length 24 and its masked checksum, with which every file of TensorFlow begins, then the
  // fields 1 (a double) and 3 (a text).
  EXPECT_EQ(head.substr(0, 12), "\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22"s);
  EXPECT_EQ(head.substr(12, 24), "\x09\0\0\0\0\0\0\0\0\x1a\x0d"s + "brain.Event:2");
  EXPECT_EQ(places_of_events(*memory_blob(head)).size(), 2U);
}

TEST(TfEvents, AScalarIsTheBytesOfItsFields) {
  EventSummary summary;
  EXPECT_TRUE(summary.empty());
  summary.scalar("a", 1);
  // Summary.value (1): tag (1) "a", simple_value (2) 1.0f.
  EXPECT_EQ(summary.values(), "\x0a\x08\x0a\x01\x61\x15\0\0\x80\x3f"s);
  const std::string record = event_record(1, 300, summary);
  // Event: wall_time (1) 1.0, step (2) 300 as a varint, summary (5).
  EXPECT_EQ(record.substr(12, record.size() - 16),
            "\x09\0\0\0\0\0\0\xf0\x3f\x10\xac\x02\x2a\x0a"s + summary.values());
}

TEST(TfEvents, AreFoundUpToTheFirstOneThatIsTornOrChanged) {
  EventSummary summary;
  summary.text("t", std::string(300, 'x'));
  summary.image("i", 8, 8, 3, "png");
  summary.histogram("h", {0, 1, 2, 1, 1, {0, 1}, {1, 1}});
  const std::string head = begin_events(5), first = event_record(6, 7, summary),
                    second = event_record(6, 1'000'000'000'000, summary);
  const std::string file = head + first + second;
  const auto places = places_of_events(*memory_blob(file));
  ASSERT_EQ(places.size(), 4U);
  EXPECT_EQ(places[2].step, 7);
  EXPECT_EQ(places[2].begin, head.size());
  EXPECT_EQ(places[3].step, 1'000'000'000'000);
  EXPECT_EQ(places[3].end, file.size());
  for (size_t cut = 1; cut < second.size(); cut += 7)
    EXPECT_EQ(places_of_events(*memory_blob(file.substr(0, file.size() - cut))).size(), 3U) << cut;
  for (size_t at = head.size(); at < head.size() + first.size(); ++at) {
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_EQ(places_of_events(*memory_blob(changed)).size(), 2U) << at;
  }
  EXPECT_TRUE(places_of_events(*memory_blob("")).empty());
  EXPECT_TRUE(places_of_events(*memory_blob("step,images\n1,2\n and so on, for a while")).empty());
}

}  // namespace
}  // namespace wgan
