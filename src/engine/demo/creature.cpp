#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "wgan/demo/demo.h"
#include "wgan/random/random.h"

namespace wgan {
namespace {

constexpr int kOversampling = 4;

/// Converts hue in turns, and saturation and value in 0 to 1, to 8-bit RGBA.
cv::Scalar colour(double hue, double saturation, double value) {
  const auto channel = [&](double n) {
    const double k = std::fmod(n + (hue - std::floor(hue)) * 6, 6);
    return 255 * value * (1 - saturation * std::max(0.0, std::min({k, 4 - k, 1.0})));
  };
  return {channel(5), channel(3), channel(1), 255};
}

enum class Ears { kNone, kPointed, kRound, kLong, kHorns, kAntennae };
enum class Limbs { kArms, kWings, kFins, kNone };
enum class Tail { kNone, kRound, kPointed, kFlame };
enum class Marks { kNone, kStripes, kSpots, kMask };

template <typename Kind>
Kind pick(Random& random, std::initializer_list<Kind> kinds) {
  return kinds.begin()[random.below(static_cast<uint32_t>(kinds.size()))];
}

/// The parts of a creature, in units of the canvas: x to the right from the middle, y down from the
/// top.
struct Creature {
  double body_x, body_y, body_w, body_h;  // centre and half axes
  bool has_head;
  double head_y, head_w, head_h;
  Ears ears;
  Limbs limbs;
  Tail tail;
  Marks marks;
  double ear_size, limb_size, limb_drop, feet_w, feet_spread, tail_side;
  double eye_size, eye_gap, eye_tall;
  bool white_eyes, belly, cheeks, beak;
  cv::Scalar main, second, light, outline, eye;
};

Creature invent(Random& r) {
  Creature c{};
  const double hue = r.uniform(), saturation = r.between(0.5, 0.95), value = r.between(0.6, 0.98);
  const double other = hue + pick(r, {0.08, -0.08, 0.33, 0.5, 0.62});
  c.main = colour(hue, saturation, value);
  c.second = colour(other, r.between(0.5, 0.95), r.between(0.55, 0.98));
  c.light = colour(hue + 0.03, saturation * 0.3, std::min(1.0, value + 0.25));
  c.outline = colour(hue, std::min(1.0, saturation + 0.1), value * 0.32);
  c.eye = pick(
      r, {colour(0, 0, 0.08), colour(0, 0, 0.08), colour(0.98, 0.8, 0.5), colour(0.6, 0.8, 0.45)});

  c.has_head = r.below(3) != 0;
  if (c.has_head) {
    c.body_w = r.between(0.15, 0.23), c.body_h = r.between(0.16, 0.22),
    c.body_y = r.between(0.66, 0.7);
    c.head_w = r.between(0.17, 0.26), c.head_h = r.between(0.15, 0.22);
    c.head_y = c.body_y - c.body_h * 0.55 - c.head_h * 0.75;
  } else {
    c.body_w = r.between(0.2, 0.34), c.body_h = r.between(0.2, 0.3),
    c.body_y = r.between(0.54, 0.6);
    c.head_y = c.body_y - c.body_h * 0.25, c.head_w = c.body_w, c.head_h = c.body_h * 0.8;
  }
  c.body_x = 0.5;
  c.ears = pick(r, {Ears::kNone, Ears::kPointed, Ears::kRound, Ears::kLong, Ears::kHorns,
                    Ears::kAntennae, Ears::kPointed, Ears::kRound});
  c.limbs = pick(r, {Limbs::kArms, Limbs::kArms, Limbs::kWings, Limbs::kFins, Limbs::kNone});
  c.tail = pick(r, {Tail::kNone, Tail::kRound, Tail::kPointed, Tail::kFlame});
  c.marks = pick(r, {Marks::kNone, Marks::kNone, Marks::kStripes, Marks::kSpots, Marks::kMask});
  c.ear_size = r.between(0.7, 1.3), c.limb_size = r.between(0.7, 1.3),
  c.limb_drop = r.between(-0.3, 0.3);
  c.feet_w = r.between(0.07, 0.12), c.feet_spread = r.between(0.45, 0.75),
  c.tail_side = r.below(2) ? 1 : -1;
  c.eye_size = r.between(0.035, 0.065), c.eye_gap = r.between(0.32, 0.5),
  c.eye_tall = r.between(1, 1.5);
  c.white_eyes = r.below(2), c.belly = r.below(3) != 0, c.cheeks = r.below(3) == 0,
  c.beak = r.below(4) == 0;
  return c;
}

using Point = std::array<double, 2>;

/// Draws shapes on a square canvas, twice: once swollen in the outline's colour, once filled, so
/// that touching parts share one line around them.
class Pen {
 public:
  Pen(cv::Mat& canvas, double swell, const cv::Scalar* single)
      : canvas_(canvas), swell_(swell), single_(single) {}

  bool outlining() const { return single_ != nullptr; }

  void ellipse(double x, double y, double w, double h, const cv::Scalar& fill, double degrees = 0) {
    constexpr int kShift = 6;
    const double unit = side() * (1 << kShift);
    cv::ellipse(canvas_, cv::Point(cvRound(x * unit), cvRound(y * unit)),
                cv::Size(cvRound((w + swell_) * unit), cvRound((h + swell_) * unit)), degrees, 0,
                360, single_ ? *single_ : fill, cv::FILLED, cv::LINE_8, kShift);
  }

  void polygon(const std::vector<Point>& points, const cv::Scalar& fill) {
    std::vector<cv::Point> corners;
    for (const auto& [x, y] : points)
      corners.emplace_back(cvRound(x * side()), cvRound(y * side()));
    const cv::Scalar& paint = single_ ? *single_ : fill;
    cv::fillPoly(canvas_, std::vector<std::vector<cv::Point>>{corners}, paint);
    if (swell_ > 0) cv::polylines(canvas_, corners, true, paint, cvRound(2 * swell_ * side()));
  }

  void both_sides(double x, const auto& draw) {
    draw(0.5 - x, -1);
    draw(0.5 + x, 1);
  }

 private:
  double side() const { return canvas_.cols; }

  cv::Mat& canvas_;
  double swell_;
  const cv::Scalar* single_;
};

void draw_tail(Pen& pen, const Creature& c) {
  const double x = 0.5 + c.tail_side * c.body_w, y = c.body_y + c.body_h * 0.2, s = c.tail_side;
  if (c.tail == Tail::kRound) pen.ellipse(x + s * 0.05, y, 0.09, 0.08, c.second);
  if (c.tail == Tail::kPointed)
    pen.polygon({{x - s * 0.06, y + 0.06}, {x + s * 0.17, y - 0.14}, {x + s * 0.02, y - 0.06}},
                c.main);
  if (c.tail == Tail::kFlame) {
    pen.polygon({{x - s * 0.05, y + 0.06}, {x + s * 0.13, y - 0.02}, {x - s * 0.03, y - 0.03}},
                c.main);
    pen.ellipse(x + s * 0.13, y - 0.06, 0.05, 0.08, colour(0.07, 0.9, 1));
    if (!pen.outlining()) pen.ellipse(x + s * 0.13, y - 0.04, 0.025, 0.045, colour(0.15, 0.8, 1));
  }
}

void draw_ears(Pen& pen, const Creature& c) {
  const double top = c.head_y - c.head_h, size = 0.13 * c.ear_size;
  pen.both_sides(c.head_w * 0.6, [&](double x, int s) {
    switch (c.ears) {
      case Ears::kNone:
        break;
      case Ears::kPointed:
        pen.polygon(
            {{x - s * 0.07, top + 0.06}, {x + s * 0.06, top - size}, {x + s * 0.08, top + 0.12}},
            c.main);
        if (!pen.outlining())
          pen.polygon({{x - s * 0.02, top + 0.05},
                       {x + s * 0.05, top - size * 0.6},
                       {x + s * 0.05, top + 0.08}},
                      c.second);
        break;
      case Ears::kRound:
        pen.ellipse(x + s * 0.03, top + 0.02, size * 0.65, size * 0.65, c.main);
        if (!pen.outlining())
          pen.ellipse(x + s * 0.03, top + 0.02, size * 0.35, size * 0.35, c.second);
        break;
      case Ears::kLong:
        pen.ellipse(x, top - size * 0.6, 0.045, size * 1.2, c.main, s * 14);
        if (!pen.outlining()) pen.ellipse(x, top - size * 0.6, 0.02, size * 0.85, c.second, s * 14);
        break;
      case Ears::kHorns:
        pen.polygon(
            {{x - 0.035, top + 0.05}, {x + s * 0.05, top - size * 0.8}, {x + 0.035, top + 0.05}},
            c.second);
        break;
      case Ears::kAntennae:
        pen.polygon({{x - 0.01, top + 0.05},
                     {x + s * 0.05 - 0.01, top - size * 0.8},
                     {x + s * 0.05 + 0.01, top - size * 0.8},
                     {x + 0.01, top + 0.05}},
                    c.main);
        pen.ellipse(x + s * 0.05, top - size * 0.8, 0.035, 0.035, c.second);
        break;
    }
  });
}

void draw_limbs(Pen& pen, const Creature& c) {
  const double y = c.body_y + c.limb_drop * c.body_h, size = c.limb_size;
  pen.both_sides(c.body_w * 0.95, [&](double x, int s) {
    switch (c.limbs) {
      case Limbs::kNone:
        break;
      case Limbs::kArms:
        pen.ellipse(x + s * 0.02, y, 0.05, 0.1 * size, c.main, -s * 35);
        break;
      case Limbs::kFins:
        pen.ellipse(x + s * 0.05, y + 0.02, 0.1 * size, 0.045, c.second, s * 25);
        break;
      case Limbs::kWings:
        pen.polygon({{x - s * 0.08, y + 0.06},
                     {x + s * 0.18 * size, y - 0.16 * size},
                     {x + s * 0.15 * size, y},
                     {x + s * 0.1 * size, y + 0.08}},
                    c.second);
        break;
    }
  });
  pen.both_sides(c.body_w * c.feet_spread, [&](double x, int) {
    pen.ellipse(x, c.body_y + c.body_h * 0.93, c.feet_w * 0.8, c.feet_w * 0.6,
                c.limbs == Limbs::kArms ? c.main : c.second);
  });
}

void draw_marks(Pen& pen, const Creature& c) {
  if (c.belly)
    pen.ellipse(0.5, c.body_y + c.body_h * 0.3, c.body_w * 0.6, c.body_h * 0.55, c.light);
  switch (c.marks) {
    case Marks::kNone:
      break;
    case Marks::kStripes:
      pen.both_sides(c.body_w * 0.72, [&](double x, int s) {
        for (const double y : {-0.35, 0.05, 0.45}) {
          pen.polygon({{x + s * 0.04, c.body_y + c.body_h * y - 0.02},
                       {x - s * 0.06, c.body_y + c.body_h * y},
                       {x + s * 0.04, c.body_y + c.body_h * y + 0.025}},
                      c.second);
        }
      });
      break;
    case Marks::kSpots:
      for (const double x : {0.3, 0.65}) {
        pen.both_sides(c.body_w * x, [&](double at, int) {
          pen.ellipse(at, c.body_y + c.body_h * (x - 0.5), 0.028, 0.028, c.second);
        });
      }
      break;
    case Marks::kMask:
      pen.ellipse(0.5, c.head_y - c.head_h * 0.62, c.head_w * 0.5, c.head_h * 0.3, c.second);
      break;
  }
}

void draw_face(Pen& pen, const Creature& c) {
  const double y = c.head_y + c.head_h * 0.05, size = c.eye_size;
  pen.both_sides(c.head_w * c.eye_gap, [&](double x, int s) {
    if (c.white_eyes) {
      pen.ellipse(x, y, size * 1.15, size * 1.15 * c.eye_tall, colour(0, 0, 1));
      pen.ellipse(x - s * size * 0.25, y + size * 0.15, size * 0.7, size * 0.75 * c.eye_tall,
                  c.eye);
    } else {
      pen.ellipse(x, y, size * 0.85, size * 0.85 * c.eye_tall, c.eye);
    }
    pen.ellipse(x - size * 0.2, y - size * 0.35 * c.eye_tall, size * 0.28, size * 0.28,
                colour(0, 0, 1));
    if (c.cheeks)
      pen.ellipse(x + s * size * 0.9, y + size * 2.1, size * 0.75, size * 0.55,
                  colour(0.97, 0.55, 0.98));
  });
  const double mouth = y + c.head_h * 0.45;
  if (c.beak)
    pen.polygon({{0.5 - 0.045, mouth - 0.03}, {0.5 + 0.045, mouth - 0.03}, {0.5, mouth + 0.045}},
                colour(0.11, 0.85, 0.98));
  else pen.ellipse(0.5, mouth, 0.03, 0.014, c.outline);
}

/// Shades the visible pixels as if lit from the upper left: brighter there, darker below.
void shade(cv::Mat& canvas) {
  for (int y = 0; y < canvas.rows; ++y) {
    for (int x = 0; x < canvas.cols; ++x) {
      auto& pixel = canvas.at<cv::Vec4b>(y, x);
      if (pixel[3] == 0) continue;
      const double light = 1.16 - 0.34 * y / canvas.rows - 0.12 * x / canvas.cols;
      for (int c = 0; c < 3; ++c) pixel[c] = cv::saturate_cast<uint8_t>(pixel[c] * light);
    }
  }
}

void paint(Pen pen, const Creature& c) {
  draw_tail(pen, c);
  draw_ears(pen, c);
  draw_limbs(pen, c);
  pen.ellipse(0.5, c.body_y, c.body_w, c.body_h, c.main);
  if (c.has_head) pen.ellipse(0.5, c.head_y, c.head_w, c.head_h, c.main);
  if (pen.outlining()) return;
  draw_marks(pen, c);
  draw_face(pen, c);
}

}  // namespace

Image draw_creature(uint64_t seed, uint64_t index, Size size) {
  Random random(seed, Stream::kCreature, 0, 0, index);
  const Creature creature = invent(random);
  const int side = static_cast<int>(std::min(size.width, size.height));
  cv::Mat canvas(side * kOversampling, side * kOversampling, CV_8UC4, cv::Scalar(0, 0, 0, 0));
  paint(Pen(canvas, 0.014, &creature.outline), creature);
  paint(Pen(canvas, 0, nullptr), creature);
  shade(canvas);

  Image large(canvas.cols, canvas.rows, 4);
  std::copy(canvas.datastart, canvas.dataend, large.pixels.begin());
  return prepare(large,
                 {.size = size, .fit = "contain", .channels = 4, .background = std::nullopt});
}

}  // namespace wgan
