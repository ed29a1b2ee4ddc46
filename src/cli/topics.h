#pragma once

#include <string>
#include <vector>

namespace wgan {

/// A text about something that concerns several commands.
struct Topic {
  const char* name;     // "exit-codes"
  const char* summary;  // the text's first line
  const char* text;     // the rest; lines of at most 80 columns
};

/// Returns the topics, one for each file in src/cli/topics, in order of their names.
const std::vector<Topic>& topics();

/// Returns the topic of that name, or null.
const Topic* find_topic(const std::string& name);

}  // namespace wgan
