#include "wgan/options/flags.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <iterator>
#include <map>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

bool in_range(const Flag& flag, double value) {
  return value >= flag.least && value <= flag.most && !(flag.positive && value == 0);
}

std::optional<bool> to_bool(std::string_view text) {
  for (const std::string_view yes : {"true", "yes", "on", "1"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"false", "no", "off", "0"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

/// "64" or "68x56".
std::optional<Size> to_size(std::string_view text) {
  const size_t cross = text.find('x');
  const auto width = to_integer(text.substr(0, cross));
  const auto height = cross == std::string_view::npos ? width : to_integer(text.substr(cross + 1));
  if (!width || !height) return std::nullopt;
  return Size{*width, *height};
}

/// "1%" or "0.01".
std::optional<double> to_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  const auto number = to_real(trim(text.substr(0, text.size() - percent)));
  return number && percent ? std::optional(*number / 100) : number;
}

/// "last:3", "last:3,every:1000".
std::optional<Keep> to_keep(std::string_view text) {
  Keep keep;
  const auto read = [&](std::string_view part) -> std::optional<bool> {
    const size_t colon = part.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto number = to_count(part.substr(colon + 1));
    int64_t* field = part.substr(0, colon) == "last"    ? &keep.last
                     : part.substr(0, colon) == "every" ? &keep.every
                                                        : nullptr;
    if (!field || !number || *number < 1) return std::nullopt;
    *field = *number;
    return true;
  };
  return to_list<bool>(text, read) ? std::optional(keep) : std::nullopt;
}

/// "0.1", "0.1:20000".
std::optional<CriticNoise> to_noise(std::string_view text) {
  const size_t colon = text.find(':');
  const auto deviation = to_real(text.substr(0, colon));
  const auto steps = colon == std::string_view::npos ? std::optional<int64_t>(0)
                                                     : to_count(text.substr(colon + 1));
  if (!deviation || !(*deviation >= 0 && *deviation <= 10) || !steps || *steps < 0)
    return std::nullopt;
  if (*deviation == 0 && colon != std::string_view::npos) return std::nullopt;  // nothing to fall
  return CriticNoise{*deviation, *steps};
}

/// What other programs call a flag of this one, in small letters with dashes.
const std::map<std::string, std::string>& names_elsewhere() {
  static const std::map<std::string, std::string> table{
      {"lr", "rate"},
      {"learning-rate", "rate"},
      {"lr-d", "critic-rate"},
      {"lr-g", "generator-rate"},
      {"b1", "beta1"},
      {"b2", "beta2"},
      {"batch-size", "batch"},
      {"batchsize", "batch"},
      {"n-epochs", "epochs"},
      {"num-epochs", "epochs"},
      {"epochs-num", "epochs"},
      {"niter", "epochs"},
      {"iters", "steps"},
      {"iterations", "steps"},
      {"max-iter", "steps"},
      {"image-size", "size"},
      {"imagesize", "size"},
      {"img-size", "size"},
      {"resolution", "size"},
      {"workers", "threads"},
      {"num-workers", "threads"},
      {"gpu", "device"},
      {"gpus", "device"},
      {"gpu-id", "device"},
      {"cuda", "device"},
      {"ngf", "features"},
      {"ndf", "features"},
      {"nz", "latent"},
      {"z-dim", "latent"},
      {"latent-dim", "latent"},
      {"clip-value", "clip"},
      {"lambda", "gp-lambda"},
      {"lambda-gp", "gp-lambda"},
      {"lambda-term", "gp-lambda"},
      {"critic-iters", "n-critic"},
      {"ncritic", "n-critic"},
      {"manualseed", "seed"},
      {"manual-seed", "seed"},
      {"random-seed", "seed"},
      {"dataroot", "data"},
      {"dataset", "data"},
      {"data-dir", "data"},
      {"data-path", "data"},
      {"outdir", "out"},
      {"outf", "out"},
      {"output", "out"},
      {"output-dir", "out"},
      {"save-dir", "out"},
      {"checkpoint", "ckpt"},
      {"model", "ckpt"},
      {"num-samples", "n"},
      {"n-samples", "n"},
      {"num-images", "n"},
      {"continue", "resume"},
      {"hflip", "flip"},
      {"mirror", "flip"},
      {"amp", "precision"},
      {"fp16", "precision"},
      {"bf16", "precision"},
  };
  return table;
}

/// The flag that does here what one of that name does elsewhere; a name that no other program has
/// in small letters and with dashes.
std::string name_here(std::string name) {
  for (char& letter : name)
    letter =
        letter == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const auto found = names_elsewhere().find(name);
  return found == names_elsewhere().end() ? name : found->second;
}

/// The shortest text without an exponent that reads back to the same double.
std::string in_digits(double value) {
  std::array<char, 512> buffer;
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return {buffer.data(), end};
}

template <typename Value, typename Write>
std::string with_commas(const std::vector<Value>& values, const Write& write) {
  std::vector<std::string> parts;
  for (const Value& value : values) parts.push_back(write(value));
  return join(parts, ",");
}

/// Stores what was read if there is a value and `fits` says yes of it.
template <typename Value>
bool store(Value* field, const std::optional<Value>& value, bool fits = true) {
  if (value && fits) *field = *value;
  return value && fits;
}

}  // namespace

const Flag& find_flag(const Flags& flags, const std::string& name, const std::string& source) {
  std::vector<std::string> names;
  for (const Flag& flag : flags) {
    if (flag.name == name) return flag;
    names.push_back(flag.name);
  }
  const auto known = [&](const std::string& wanted) {
    return std::find(names.begin(), names.end(), wanted) != names.end();
  };
  const std::string usual = name_here(name);
  const auto near = known(usual) ? std::optional(usual) : nearest(name, names);
  throw Error(ExitCode::kUsage,
              cat(source, ": there is no flag ", escaped(dashed(name)),
                  near ? cat("; did you mean ", dashed(*near), "?") : "; --help lists them"));
}

void assign(const Flag& flag, const std::string& value, const std::string& source) {
  const auto ranged = [&](auto number) {
    return number && in_range(flag, static_cast<double>(*number));
  };
  const bool good = std::visit(
      Overloaded{
          [&](bool* field) { return store(field, to_bool(value)); },
          [&](int64_t* field) { return store(field, to_count(value), ranged(to_count(value))); },
          [&](uint64_t* field) { return store(field, to_unsigned(value)); },
          [&](double* field) { return store(field, to_real(value), ranged(to_real(value))); },
          [&](Seconds field) {
            return store(field.value, to_seconds(value), ranged(to_seconds(value)));
          },
          [&](ByteCount field) {
            return store(field.value, to_bytes(value), ranged(to_bytes(value)));
          },
          [&](OrAuto field) {
            if (value == "auto") return *field.value = 0, true;
            return store(field.value, to_count(value), ranged(to_count(value)));
          },
          [&](Names field) {
            if (value == "none") return field.value->clear(), true;
            const auto known = [&](std::string_view name) -> std::optional<std::string> {
              for (const std::string& choice : flag.choices) {
                if (choice == name) return choice;
              }
              return std::nullopt;
            };
            return store(field.value, to_list<std::string>(value, known));
          },
          [&](Repeated field) { return !value.empty() && (field.value->push_back(value), true); },
          [&](Percent field) {
            return store(field.value, to_share(value), ranged(to_share(value)));
          },
          [&](Epochs field) {
            if (value == "epoch") return *field.value = 1, true;
            return store(field.value, to_count(value), ranged(to_count(value)));
          },
          [&](Keep* field) { return store(field, to_keep(value)); },
          [&](CriticNoise* field) { return store(field, to_noise(value)); },
          [&](std::vector<uint64_t>* field) {
            if (value == "none") return field->clear(), true;
            return store(field, to_list<uint64_t>(value, to_unsigned));
          },
          [&](OneOrFour field) {
            if (value == "none") return field.value->clear(), true;
            const auto list = to_list<double>(value, [&](std::string_view text) {
              const auto number = to_real(text);
              return ranged(number) ? number : std::nullopt;
            });
            return store(field.value, list, list && (list->size() == 1 || list->size() == 4));
          },
          [&](Size* field) {
            const auto size = to_size(value);
            return store(field, size,
                         size && in_range(flag, static_cast<double>(size->width)) &&
                             in_range(flag, static_cast<double>(size->height)));
          },
          [&](std::string* field) {
            for (const std::string& choice : flag.choices) {
              if (choice == value) *field = value;
            }
            if (flag.choices.empty()) *field = value;
            return *field == value;
          },
      },
      flag.field);
  if (good) return;
  const auto near = nearest(value, flag.choices);
  throw Error(ExitCode::kUsage,
              cat(source, ": ", dashed(flag.name), " ", value.empty() ? "''" : escaped(value),
                  ": expected ", expected(flag), near ? cat("; did you mean ", *near, "?") : ""));
}

std::string value_of(const Flag& flag) {
  return std::visit(
      Overloaded{
          [](bool* field) { return std::string(*field ? "true" : "false"); },
          [](int64_t* field) { return std::to_string(*field); },
          [](uint64_t* field) { return std::to_string(*field); },
          [](double* field) { return exact(*field); },
          [](std::string* field) { return *field; },
          [](Size* field) {
            return field->width == field->height ? std::to_string(field->width)
                                                 : cat(field->width, 'x', field->height);
          },
          [](Seconds field) {
            const std::string text = duration(*field.value);
            return to_seconds(text) == *field.value ? text : in_digits(*field.value) + "s";
          },
          [](ByteCount field) { return short_bytes(*field.value); },
          [](OrAuto field) { return *field.value ? std::to_string(*field.value) : "auto"; },
          [](Names field) { return field.value->empty() ? "none" : join(*field.value, ","); },
          [](Repeated field) { return join(*field.value, ", "); },
          [](Percent field) {
            const std::string text = exact(*field.value * 100) + "%";
            return to_share(text) == *field.value ? text : exact(*field.value);
          },
          [](Keep* field) {
            return cat("last:", field->last, field->every ? cat(",every:", field->every) : "");
          },
          [](Epochs field) { return std::to_string(*field.value); },
          [](CriticNoise* field) {
            return cat(exact(field->deviation), field->steps ? cat(":", field->steps) : "");
          },
          [](std::vector<uint64_t>* field) {
            return field->empty()
                       ? "none"
                       : with_commas(*field, [](uint64_t v) { return std::to_string(v); });
          },
          [](OneOrFour field) {
            return field.value->empty() ? "none" : with_commas(*field.value, exact);
          },
      },
      flag.field);
}

std::string dashed(const std::string& flag) { return (flag.size() == 1 ? "-" : "--") + flag; }

void clear(const Flag& flag) {
  if (const auto* field = std::get_if<Repeated>(&flag.field)) field->value->clear();
}

std::vector<std::string> values_of(const Flag& flag) {
  if (const auto* field = std::get_if<Repeated>(&flag.field)) return *field->value;
  return {value_of(flag)};
}

Flags joined(std::vector<Flags> parts) {
  Flags all;
  for (Flags& part : parts) std::move(part.begin(), part.end(), std::back_inserter(all));
  return all;
}

std::string expected(const Flag& flag) {
  if (std::holds_alternative<Names>(flag.field))
    return cat("none, or some of ", join(flag.choices, ", "), " with commas between");
  if (!flag.choices.empty()) return join(flag.choices, ", ");
  const std::string above = flag.positive ? "more than 0" : cat("at least ", exact(flag.least));
  const std::string range =
      flag.most >= 1e18 ? above
                        : (flag.positive ? "more than 0, up to " : cat(exact(flag.least), " to ")) +
                              exact(flag.most);
  return std::visit(
      Overloaded{
          [](bool*) { return std::string("true or false"); },
          [&](int64_t*) { return "a whole number, " + range; },
          [](uint64_t*) { return std::string("a whole number from 0"); },
          [&](double*) { return "a number, " + range; },
          [](std::string*) { return std::string("a text"); },
          [&](Size*) { return "a size such as 64 or 68x56 (width first), each side " + range; },
          [&](OrAuto) { return std::string("auto or ") + flag.metavar; },
          [](ByteCount) { return std::string("a number of bytes such as 500M or 2G"); },
          [](Names) { return std::string(); },
          [](Repeated) { return std::string("a text"); },
          [&](OneOrFour) { return "none, one number, or four with commas between, each " + range; },
          [&](Seconds) {
            return cat("a time with its unit, ", flag.positive ? "more than 0, " : "",
                       "such as 90s, 3m or 1h30m");
          },
          [](Percent) { return std::string("a share such as 1% or 0.01"); },
          [](Keep*) { return std::string("last:N or last:N,every:N, such as last:3,every:5000"); },
          [](Epochs) { return std::string("epoch, or a number of epochs"); },
          [](CriticNoise*) {
            return std::string(
                "a deviation from 0 to 10 such as 0.1, or with steps such as "
                "0.1:20000");
          },
          [](std::vector<uint64_t>*) {
            return std::string("whole numbers from 0 with commas between, such as 1,5,9");
          },
      },
      flag.field);
}

std::vector<Assignment> parse_flag_lines(std::string_view text, const std::string& name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // as editors of Windows write it
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<Assignment> assignments;
  for (int64_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line[0] == '#') continue;
    const std::string source = cat(escaped(name), ":", number);
    if (line.substr(0, 2) != "--") {
      throw Error(ExitCode::kUsage, cat(source, ": expected a flag such as '--batch 32', found '",
                                        escaped(line.substr(0, 40)), "'"));
    }
    const size_t split = line.find_first_of(" \t=", 2);
    const bool bare = split == std::string_view::npos;
    assignments.push_back({std::string(line.substr(2, bare ? split : split - 2)),
                           bare ? "true" : std::string(trim(line.substr(split + 1))), source});
  }
  return assignments;
}

}  // namespace wgan
