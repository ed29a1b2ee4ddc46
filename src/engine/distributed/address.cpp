#include "address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

std::string place_of(const Launch& l) { return cat(escaped(l.master), ":", l.port); }

Addresses addresses_of(const Launch& l) {
  addrinfo wanted{}, *found = nullptr;
  wanted.ai_socktype = SOCK_STREAM;
  const int code = ::getaddrinfo(l.master.c_str(), std::to_string(l.port).c_str(), &wanted, &found);
  if (code != 0)
    throw Error(ExitCode::kUsage, cat("MASTER_ADDR is ", escaped(l.master),
                                      ", and there is no such host: ", ::gai_strerror(code)));
  return {found, ::freeaddrinfo};
}

std::string text_of(const sockaddr* address, socklen_t length) {
  char host[NI_MAXHOST] = {};
  ::getnameinfo(address, length, host, sizeof host, nullptr, 0, NI_NUMERICHOST);
  return host;
}

/// A socket that closes itself.
class Socket {
 public:
  explicit Socket(const addrinfo& a)
      : file_(::socket(a.ai_family, a.ai_socktype | SOCK_CLOEXEC, a.ai_protocol)) {}
  ~Socket() {
    if (file_ >= 0) ::close(file_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int file() const { return file_; }
  int release() { return std::exchange(file_, -1); }

 private:
  int file_;
};

/// Connects within `milliseconds`. Returns 0, or errno.
int connect_within(int socket, const addrinfo& to, int milliseconds) {
  timeval limit{milliseconds / 1000, milliseconds % 1000 * 1000};
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  return ::connect(socket, to.ai_addr, to.ai_addrlen) == 0 ? 0 : errno;
}

}  // namespace

Listener listen_as_master(const Launch& l) {
  const Addresses all = addresses_of(l);
  int error = 0;
  for (const addrinfo* a = all.get(); a; a = a->ai_next) {
    Socket socket(*a);
    const int on = 1;
    ::setsockopt(socket.file(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (socket.file() < 0 || ::bind(socket.file(), a->ai_addr, a->ai_addrlen) != 0 ||
        ::listen(socket.file(), SOMAXCONN) != 0) {
      error = errno;
      continue;
    }
    const std::string address = text_of(a->ai_addr, a->ai_addrlen);
    if (l.local_size < l.size && (address.starts_with("127.") || address == "::1"))
      throw Error(ExitCode::kUsage,
                  cat("MASTER_ADDR is ", escaped(l.master), ", which is ", address,
                      " on the host of rank 0, where no other host reaches it: set MASTER_ADDR to "
                      "its address in the network"));
    return {socket.release(), address};
  }
  if (error == EADDRINUSE)
    throw Error(ExitCode::kUsage, cat("port ", l.port, " of ", escaped(l.master),
                                      " is in use by another program: set MASTER_PORT to another"));
  throw Error(ExitCode::kUsage,
              cat("rank 0 cannot listen at ", place_of(l), " (", std::strerror(error),
                  "): MASTER_ADDR must be an address of the host of rank 0"));
}

std::string reach_master(const Launch& l, Clock::time_point until) {
  constexpr auto kPause = std::chrono::milliseconds(100);
  constexpr int kOneTry = 5'000;  // milliseconds
  const auto began = Clock::now();
  while (true) {
    int error = 0;
    const Addresses all = addresses_of(l);
    for (const addrinfo* a = all.get(); a; a = a->ai_next) {
      const Socket socket(*a);
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
      error = socket.file() < 0
                  ? errno
                  : connect_within(socket.file(), *a,
                                   static_cast<int>(std::clamp<int64_t>(left, 100, kOneTry)));
      if (error != 0) continue;
      sockaddr_storage own{};
      socklen_t length = sizeof own;
      ::getsockname(socket.file(), reinterpret_cast<sockaddr*>(&own), &length);
      return text_of(reinterpret_cast<const sockaddr*>(&own), length);
    }
    if (Clock::now() >= until)
      throw Error(ExitCode::kPeer,
                  cat("rank ", l.rank, " cannot reach rank 0 at ", place_of(l), ": ",
                      std::strerror(error == EINPROGRESS ? ETIMEDOUT : error), ", for ",
                      duration(std::round(seconds_since(began))),
                      "; is it running, and are MASTER_ADDR and MASTER_PORT right?"));
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace wgan
