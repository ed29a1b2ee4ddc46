#pragma once

namespace wgan {

/// While it lives, counts the seconds in each of LibTorch's operators, without those that it calls
/// itself; `print` writes them out by operator and shapes, the longest first, for each of `cycles`
/// cycles: the calls times their median.
class Profile {
 public:
  Profile();
  ~Profile();
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;
  void print(long long cycles) const;

 private:
  unsigned long long handle_;
};

}  // namespace wgan
