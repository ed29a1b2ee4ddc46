#pragma once

namespace wgan {

/// While it lives, measures the seconds in each of LibTorch's operators, without those in operators
/// that it calls. `print` writes them by operator and shapes, the longest first, for each of
/// `cycles` cycles: the number of calls times their median.
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
