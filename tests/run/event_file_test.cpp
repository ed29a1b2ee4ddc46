#include "wgan/run/event_file.h"

#include "wgan/files/blob.h"

#include <gtest/gtest.h>

#include "support.h"

namespace wgan {
namespace {

EventSummary some() {
  EventSummary summary;
  summary.scalar("loss", 0.5);
  return summary;
}

std::vector<int64_t> steps_of(const RunFolder& folder) {
  std::vector<int64_t> steps;
  for (const int64_t number : folder.event_files()) {
    const auto places = places_of_events(*open_blob(folder.events(number)));
    for (size_t i = 2; i < places.size(); ++i) steps.push_back(places[i].step);
  }
  return steps;
}

TEST(EventFile, GoesOnWhereARunGoesOnAndForgetsWhatCameLater) {
  const TemporaryFolder scratch;
  const RunFolder folder{scratch.path()};
  {
    EventFile file(folder, -1);
    EXPECT_TRUE(file.empty());
    for (const int64_t step : {10, 20, 30}) file.write(step, some());
  }
  const std::string before = contents_of(folder.events(0));
  {
    EventFile file(folder, 30);
    EXPECT_FALSE(file.empty());
    EXPECT_EQ(contents_of(folder.events(0)), before) << "nothing is to be removed";
    file.go_back(20);
    file.write(30, some());
  }
  EXPECT_EQ(folder.event_files(), std::vector<int64_t>{1}) << "so that TensorBoard sees a new one";
  EXPECT_EQ(steps_of(folder), (std::vector<int64_t>{10, 20, 30}));
  {  // A run that goes back to where it was resumed, as after numbers that are not finite.
    EventFile file(folder, 20);
    file.write(25, some());
    file.go_back(20);
    EXPECT_EQ(steps_of(folder), (std::vector<int64_t>{10, 20}));
    file.write(25, some());
  }
  EXPECT_EQ(steps_of(folder), (std::vector<int64_t>{10, 20, 25}));
  EventFile(folder, -1);
  EXPECT_EQ(steps_of(folder), std::vector<int64_t>{});
}

TEST(EventFile, SurvivesTornRecordsLeftoverFilesAndStrangers) {
  const TemporaryFolder scratch;
  const RunFolder folder{scratch.path()};
  {
    EventFile file(folder, -1);
    file.write(10, some());
    file.write(20, some());
  }
  std::string torn = contents_of(folder.events(0));
  torn.resize(torn.size() - 3);
  put(folder.events(0), "the file that was being replaced");
  put(folder.events(3), torn);
  put(folder.root / "events.out.tfevents.1700000000.other", "of another program");
  put(folder.root / "events.out.tfevents.wgan", "no number");
  EventFile(folder, 20).write(20, some());
  EXPECT_EQ(folder.event_files(), std::vector<int64_t>{4});
  EXPECT_EQ(steps_of(folder), (std::vector<int64_t>{10, 20}));
  EXPECT_EQ(contents_of(folder.root / "events.out.tfevents.1700000000.other"),
            "of another program");
}

}  // namespace
}  // namespace wgan
