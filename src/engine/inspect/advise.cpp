#include <algorithm>
#include <cmath>

#include "wgan/inspect/inspect.h"
#include "wgan/inspect/shapes.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr int64_t kFew = 1000;       // with fewer, a critic soon memorises every picture
constexpr int64_t kPlenty = 10'000;  // from here on augmentation matters less

std::string share(int64_t part, size_t all) {
  return cat(std::lround(100.0 * static_cast<double>(part) / static_cast<double>(all)), " %");
}

int64_t count_of(const Inspection& found, bool PictureFacts::*fact) {
  return std::count_if(found.used.begin(), found.used.end(),
                       [&](const PictureFacts& facts) { return facts.*fact; });
}

template <typename Value>
Value median(const std::vector<PictureFacts>& used, Value (*value)(const PictureFacts&)) {
  std::vector<Value> values;
  for (const PictureFacts& facts : used) values.push_back(value(facts));
  const auto middle = values.begin() + static_cast<int64_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Returns a picture of the size that most pictures have, if nine tenths of them have it.
const PictureFacts* common_size(const Inspection& found) {
  for (const auto& [size, count] : found.sizes) {
    if (10 * count < 9 * static_cast<int64_t>(found.used.size())) continue;
    for (const PictureFacts& facts : found.used) {
      if (cat(facts.width, 'x', facts.height) == size) return &facts;
    }
  }
  return nullptr;
}

Suggestion suggest_size(const Inspection& found) {
  constexpr int64_t kLeast = 16, kLargest = 128;
  const PictureFacts* common = common_size(found);
  if (common && std::min(common->width, common->height) >= kLeast &&
      std::max(common->width, common->height) <= kLargest) {
    const std::string size = common->width == common->height
                                 ? std::to_string(common->width)
                                 : cat(common->width, 'x', common->height);
    return {"size", size, "that is the size of the pictures"};
  }
  const int64_t side = median<int64_t>(
      found.used, [](const PictureFacts& f) { return std::min(f.width, f.height); });
  int64_t best = 32;
  for (const int64_t candidate : {48, 64}) {
    if (candidate <= side) best = candidate;
  }
  return {"size", std::to_string(best),
          cat("the shorter side of half of the pictures is ", side, " pixels or more",
              side > 64 ? ", and 64 is where networks of this kind are at home" : "")};
}

Suggestion suggest_fit(const Inspection& found) {
  const double shape = median<double>(found.used, [](const PictureFacts& f) {
    return static_cast<double>(f.width) / static_cast<double>(f.height);
  });
  const auto off = std::count_if(found.used.begin(), found.used.end(), [&](const PictureFacts& f) {
    const double own = static_cast<double>(f.width) / static_cast<double>(f.height);
    return std::abs(std::log(own / shape)) > std::log(1.1);
  });
  const bool square = std::abs(std::log(shape)) < std::log(1.1) || common_size(found);
  if (off * 20 < static_cast<int64_t>(found.used.size()) && square)
    return {"fit", "cover", "the pictures have one shape, so hardly anything is cut"};
  if (count_of(found, &PictureFacts::framed) * 2 > static_cast<int64_t>(found.used.size()))
    return {"fit", "contain", "the shapes differ and the borders are blank: nothing is cut"};
  return {"fit", "cover",
          cat("the shapes differ (", share(off, found.used.size()),
              " by more than a tenth); contain would show borders")};
}

void suggest_alpha(Inspection& found) {
  if (found.transparent == 0) return;
  const double bright =
      median<double>(found.used, [](const PictureFacts& f) { return f.brightness; });
  const std::string part = share(found.transparent, found.used.size());
  found.suggestions.push_back(
      {"alpha", bright < 0.6 ? "white" : "black",
       cat(part, " of the pictures are transparent somewhere, and what is seen of them is ",
           bright < 0.6 ? "darker" : "brighter",
           " than that; --alpha keep makes transparent pictures")});
}

void suggest_shift(Inspection& found) {
  const auto wide = std::count_if(found.used.begin(), found.used.end(),
                                  [](const PictureFacts& f) { return f.margin >= 1.0 / 16; });
  if (2 * wide < static_cast<int64_t>(found.used.size())) return;
  found.suggestions.push_back(
      {"shift-blank", "true",
       cat(share(wide, found.used.size()),
           " of the pictures have a blank margin to move the figure into")});
}

std::string names(const std::vector<int64_t>& indices, const Inspection& found,
                  const ImageSource& source) {
  constexpr size_t kNamed = 3;
  std::vector<std::string> list;
  for (size_t i = 0; i < std::min(kNamed, indices.size()); ++i) {
    list.push_back(escaped(source.name(found.used[static_cast<size_t>(indices[i])].index)));
  }
  return join(list, ", ") + (indices.size() > kNamed ? ", …" : "");
}

std::string group_text(const std::vector<std::vector<int64_t>>& groups, const char* what,
                       const Inspection& found, const ImageSource& source) {
  int64_t spare = 0;
  for (const auto& group : groups) spare += static_cast<int64_t>(group.size()) - 1;
  return cat(grouped(spare), " pictures ", what, " as another one, such as ",
             names(groups[0], found, source));
}

void find_warnings(Inspection& found, const ImageSource& source) {
  const auto warn = [&](const char* about, const std::string& text) {
    found.findings.push_back({about, text, true});
  };
  const auto count = static_cast<int64_t>(found.used.size());
  if (!found.skipped.empty()) {
    warn("skipped",
         cat(grouped(static_cast<int64_t>(found.skipped.size())), " cannot be used, such as ",
             escaped(found.skipped[0].name), ": ", found.skipped[0].reason));
  }
  for (const Skipped& one : found.faulty) warn("faults", line_about(one));
  if (!found.usable()) return warn("count", cat(count, " usable pictures are too few to train on"));
  if (!found.duplicates.empty())
    warn("duplicates", group_text(found.duplicates, "have the same pixels", found, source));
  if (!found.near_duplicates.empty())
    warn("near-duplicates",
         group_text(found.near_duplicates, "look nearly the same", found, source));
  if (!found.blank.empty()) {
    warn("blank", cat(grouped(static_cast<int64_t>(found.blank.size())),
                      found.blank.size() == 1 ? " picture shows" : " pictures show",
                      " one colour only, such as ", names(found.blank, found, source)));
  }
  if (!found.classes.empty()) {
    const auto [least, most] =
        std::minmax_element(found.class_counts.begin(), found.class_counts.end() - 1);
    if (*most > 10 * *least) {
      warn("balance",
           cat("the classes are uneven: ",
               escaped(found.classes[static_cast<size_t>(most - found.class_counts.begin())]),
               " has ", grouped(*most), " pictures, ",
               escaped(found.classes[static_cast<size_t>(least - found.class_counts.begin())]),
               " has ", grouped(*least)));
    }
  }
  std::vector<PictureShape> shapes;
  for (const PictureFacts& facts : found.used)
    shapes.push_back({facts.width, facts.height, facts.channels, facts.label});
  if (const auto mixed = mixed_kinds(shapes, found.classes)) warn("mixed", *mixed);
  const std::string wants =
      "networks of this kind are usually trained on ten thousand to a hundred thousand pictures "
      "(CIFAR-10 50,000, STL-10 105,000)";
  if (count < kFew) {
    warn("count", cat(grouped(count), " pictures are few: ", wants,
                      "; augment them (--flip, --shift-blank, --diffaugment "
                      "color,translation,cutout), or the critic learns them by heart"));
  } else if (count < kPlenty) {
    found.findings.push_back({"count",
                              cat(grouped(count), " pictures will do: ", wants,
                                  "; --flip and --diffaugment color,translation,cutout make more "
                                  "of them"),
                              false});
  }
}

}  // namespace

void advise(Inspection& found, const ImageSource& source) {
  find_warnings(found, source);
  if (!found.usable()) return;
  found.suggestions.push_back(suggest_size(found));
  found.suggestions.push_back(suggest_fit(found));
  suggest_alpha(found);
  suggest_shift(found);
}

}  // namespace wgan
