#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "wgan/options/options.h"

/// What a flag sets: a variable, and how its text is read and written.
namespace wgan {

class Binding;
struct Flag;

/// A number of seconds that is written "3m" or "1h30m".
struct Seconds {
  double* value;
};

/// A number of bytes that is written "500M".
struct ByteCount {
  double* value;
};

/// A whole number for which 0 means, and is written, "auto".
struct OrAuto {
  int64_t* value;
};

/// Some of `Flag::choices`, with commas between; empty is "none".
struct Names {
  std::vector<std::string>* value;
};

/// Texts that are given one by one: the flag may be repeated.
struct Repeated {
  std::vector<std::string>* value;
};

/// Files or folders that are given one by one: the flag may be repeated.
struct Paths {
  std::vector<std::string>* value;
};

/// Seeds and ranges of them, with commas between; empty is "none".
struct Seeds {
  std::vector<SeedRange>* value;
};

/// Numbers with commas between; empty is "none".
struct Numbers {
  std::vector<double>* value;
};

/// One number, or one for each of four things, with commas between; empty is "none".
struct OneOrFour {
  std::vector<double>* value;
};

/// A share from 0 to 1 that is written "1%".
struct Percent {
  double* value;
};

/// A number of epochs; "epoch" means every one.
struct Epochs {
  int64_t* value;
};

/// The variable that a flag sets, with the codec for values of its type. Copies refer to the same
/// variable, which must outlive them. A new type of value takes a constructor here and its codec in
/// `src/core/options`.
class Field {
 public:
  Field(bool* value);                   // a switch: true or false
  Field(int64_t* value);                // "20000", "20k"; within the range of the flag
  Field(uint64_t* value);               // a whole number from 0
  Field(double* value);                 // within the range of the flag
  Field(std::string* value);            // any text, or one of Flag::choices
  Field(Size* value);                   // "64", "68x56"; both sides within the range of the flag
  Field(Keep* value);                   // "last:3,every:1000"
  Field(CriticNoise* value);            // "0.1:20000"
  Field(Checks* value);                 // "500" steps, or "5%" of the time
  Field(std::vector<uint64_t>* value);  // "1,5,9", or "none"
  Field(Seconds field);
  Field(ByteCount field);
  Field(OrAuto field);
  Field(Names field);
  Field(Repeated field);
  Field(Paths field);
  Field(Numbers field);
  Field(OneOrFour field);
  Field(Seeds field);  // "0-999,1234"
  Field(Percent field);
  Field(Epochs field);

  /// Stores the value that `text` stands for, or adds it to those of a repeated flag. Returns
  /// false, and leaves the variable as it was, if `flag` takes no such text.
  bool read(const std::string& text, const Flag& flag) const;

  /// The texts that `read` turns back into the variable's value, to the last bit: one, or as many
  /// as a repeated flag was given.
  std::vector<std::string> texts() const;

  /// What `read` takes, for messages: "a whole number, 1 to 65536".
  std::string expected(const Flag& flag) const;

  /// Forgets what a repeated flag was given; does nothing to other variables.
  void clear() const;

  /// Stores the value of another field. Both must have the same type.
  void copy(const Field& other) const;

  /// Whether two fields of the same type hold the same value.
  bool equals(const Field& other) const;

  bool is_switch() const;    // the name of the flag alone means true
  bool is_repeated() const;  // each occurrence of the flag adds a value
  bool names_paths() const;  // the values are names of files or folders
  bool needs_unit() const;   // a bare number is ambiguous when someone types it

 private:
  std::shared_ptr<const Binding> binding_;
};

}  // namespace wgan
