#include "topics.h"

#include <algorithm>

#include "topic_texts.h"

namespace wgan {

const std::vector<Topic>& topics() {
  static const std::vector<Topic> list{std::begin(kTopicTexts), std::end(kTopicTexts)};
  return list;
}

const Topic* find_topic(const std::string& name) {
  const auto topic = std::find_if(topics().begin(), topics().end(),
                                  [&](const Topic& t) { return name == t.name; });
  return topic == topics().end() ? nullptr : &*topic;
}

}  // namespace wgan
