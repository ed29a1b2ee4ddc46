#include "wgan/inspect/shapes.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "wgan/text/text.h"

namespace wgan {
namespace {

/// The size of a picture, and 1 if it is gray.
using Kind = std::array<int64_t, 3>;

Kind kind_of(const PictureShape& shape) {
  return {shape.width, shape.height, shape.channels == 1 ? 1 : 0};
}

std::string text_of(const Kind& kind) { return cat(kind[0], "x", kind[1], kind[2] ? " gray" : ""); }

/// Returns the kind of nine tenths of the pictures; nothing if they have no common one, or are too
/// few to tell.
std::optional<Kind> common_kind(const std::map<Kind, int64_t>& counts) {
  int64_t all = 0;
  for (const auto& [kind, count] : counts) all += count;
  constexpr int64_t kFew = 10;
  for (const auto& [kind, count] : counts) {
    if (all >= kFew && 10 * count >= 9 * all) return kind;
  }
  return std::nullopt;
}

/// The classes of one kind, and their pictures.
struct Group {
  std::vector<std::string> classes;
  int64_t pictures = 0;

  std::string text(const Kind& kind) const {
    const size_t more = classes.size() - 1;
    return cat(grouped(pictures), " of ", text_of(kind), " in ", escaped(classes.front()),
               more == 0 ? "" : cat(" and ", more, more == 1 ? " other folder" : " other folders"));
  }
};

}  // namespace

std::optional<std::string> mixed_kinds(const std::vector<PictureShape>& shapes,
                                       const std::vector<std::string>& classes) {
  std::vector<std::map<Kind, int64_t>> counts(classes.size());
  for (const PictureShape& shape : shapes) {
    if (shape.label >= 0 && static_cast<size_t>(shape.label) < counts.size())
      ++counts[static_cast<size_t>(shape.label)][kind_of(shape)];
  }
  std::map<Kind, Group> groups;
  for (size_t i = 0; i < classes.size(); ++i) {
    const auto kind = common_kind(counts[i]);
    if (!kind) continue;
    Group& group = groups[*kind];
    group.classes.push_back(classes[i]);
    for (const auto& [each, count] : counts[i]) group.pictures += count;
  }
  if (groups.size() < 2) return std::nullopt;
  constexpr size_t kNamed = 5;
  std::vector<std::string> parts;
  for (const auto& [kind, group] : groups) {
    if (parts.size() < kNamed) parts.push_back(group.text(kind));
  }
  if (groups.size() > kNamed) parts.push_back(cat(groups.size() - kNamed, " other kinds"));
  return cat("the folder seems to mix several sets: ", join(parts, "; "),
             ". A model of all of them learns none well: name one folder");
}

std::optional<std::string> cut_by_fit(const std::vector<PictureShape>& shapes,
                                      const DataOptions& o) {
  constexpr double kMuch = 0.1;
  if (o.fit != "cover" || shapes.empty()) return std::nullopt;
  const double wanted = static_cast<double>(o.size.width) / static_cast<double>(o.size.height);
  const auto cut = [&](const PictureShape& shape) {  // share of the longer side
    const double own = static_cast<double>(shape.width) / static_cast<double>(shape.height);
    return 1 - std::min(own / wanted, wanted / own);
  };
  std::vector<PictureShape> sorted = shapes;
  const auto middle = sorted.begin() + static_cast<int64_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end(),
                   [&](const PictureShape& a, const PictureShape& b) { return cut(a) < cut(b); });
  if (cut(*middle) <= kMuch) return std::nullopt;
  const bool wide =
      static_cast<double>(middle->width) / static_cast<double>(middle->height) > wanted;
  return cat("--fit cover cuts ", std::lround(100 * cut(*middle)), " % of the ",
             wide ? "width" : "height", " off a picture of ", middle->width, "x", middle->height,
             " and as much or more off half of them; --fit contain keeps them whole, and so does a "
             "--size of their shape");
}

}  // namespace wgan
