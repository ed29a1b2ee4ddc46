#include "meeting.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <random>
#include <thread>

#include "wgan/base/error.h"
#include "wgan/text/text.h"

namespace wgan {
namespace {

constexpr std::chrono::milliseconds kPause{10};
/// The others wait longer than rank 0, which says who is missing.
constexpr std::chrono::seconds kLonger{2};
constexpr const char* kCurrent = "wgan/current";  // the number of rank 0's newest start
constexpr char kRefused = '!';

std::string drawn_number() {
  std::random_device device;
  return cat(device(), "-", device());
}

/// What a rank says when it comes, a line each.
struct Hello {
  std::string token;  // which no other start of a rank has
  std::string size, run_id, name;
};

std::string text_of(const Hello& hello) {
  return join({hello.token, hello.size, hello.run_id, hello.name}, "\n");
}

Hello parse(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  lines.resize(4);
  return {lines[0], lines[1], lines[2], lines[3]};
}

Hello own_hello(const Launch& launch) {
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  return {
      drawn_number(), std::to_string(launch.size), escaped(launch.run_id),
      cat("rank ", launch.rank, " (process ", ::getpid(), " on ", escaped(std::string(host)), ")")};
}

/// Says why a rank does not belong to rank 0; empty if it does.
std::string objection(const Hello& other, const Hello& leader, int64_t rank) {
  if (other.size != leader.size)
    return cat("rank ", rank, " was started as one of ", escaped(other.size),
               " processes, and rank 0 as one of ", leader.size);
  if (other.run_id != leader.run_id)
    return cat("rank ", rank, " belongs to the run '", other.run_id,
               "' of its launcher, and rank 0 ", "to '", leader.run_id, "'");
  return "";
}

/// What rank 0 answers: who takes part or, behind a mark, why there is no start. The reason is
/// empty where rank 0 tells it.
std::string answer_to(const Hello& hello, const std::vector<std::string>& names) {
  return cat(hello.token, "\n", join(names, "\n"));
}
std::string refusal_of(const Hello& hello, ExitCode code, const std::string& reason) {
  return cat(hello.token, "\n", std::string(1, kRefused), static_cast<int>(code), " ", reason);
}

/// Throws the Error of a refusal, without the mark.
[[noreturn]] void throw_refusal(const std::string& text) {
  const size_t space = std::min(text.find(' '), text.size());
  const auto code = to_unsigned(text.substr(0, space)).value_or(0);
  throw Error(code == static_cast<uint64_t>(ExitCode::kUsage) ? ExitCode::kUsage : ExitCode::kPeer,
              text.substr(std::min(space + 1, text.size())));
}

/// Rank 0's part.
Meeting lead(const TimedStore& store, const Launch& launch, Clock::time_point until) {
  const auto began = Clock::now();
  const Hello own = own_hello(launch);
  const std::string number = drawn_number(), prefix = cat("wgan/", number);
  store.set(cat(prefix, "/", beat_key(0)), "0 0 ");
  store.set(kCurrent, number);
  std::map<int64_t, Hello> come{{0, own}};
  std::optional<Error> refusal;
  int64_t refused = 0;
  while (std::ssize(come) < launch.size && !refusal) {
    for (int64_t rank = 1; rank < launch.size && !refusal; ++rank) {
      const std::string key = cat(prefix, "/hello/", rank);
      if (come.count(rank) || !store.has(key)) continue;
      come[rank] = parse(store.get(key));
      const std::string reason = objection(come[rank], own, rank);
      if (!reason.empty()) refusal = Error(ExitCode::kUsage, reason), refused = rank;
    }
    if (Clock::now() > until && !refusal) {
      std::vector<std::string> missing;
      for (int64_t rank = 1; rank < launch.size; ++rank) {
        if (!come.count(rank)) missing.push_back(std::to_string(rank));
      }
      if (missing.empty()) break;
      const bool one = missing.size() == 1;
      refusal = Error(ExitCode::kPeer,
                      cat(one ? "rank " : "ranks ", some_of(missing), one ? " has" : " have",
                          " not come within ", duration(std::round(seconds_since(began))),
                          ": were all processes started?"));
    }
    std::this_thread::sleep_for(kPause);
  }
  std::vector<std::string> names;
  for (const auto& [rank, hello] : come) names.push_back(hello.name);
  for (const auto& [rank, hello] : come) {
    const std::string answer =
        refusal ? refusal_of(hello, refusal->code(), rank == refused ? refusal->what() : "")
                : answer_to(hello, names);
    store.set(cat(prefix, "/go/", rank), answer);
  }
  if (!refusal) return {prefix, names};
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // for the others to read it
  throw *refusal;
}

/// The part of the other ranks.
Meeting come(const TimedStore& store, const Launch& launch, Clock::time_point until) {
  const auto began = Clock::now();
  const Hello own = own_hello(launch);
  std::string number;
  while (true) {
    const std::string prefix = cat("wgan/", number);
    if (const std::string newest = store.has(kCurrent) ? store.get(kCurrent) : "";
        newest != number) {
      number = newest;
      const std::string start = cat("wgan/", number);
      if (store.add(cat(start, "/came/", launch.rank), 1) > 1 && !launch.launcher_listens)
        throw Error(ExitCode::kUsage,
                    cat("two processes were started as rank ", launch.rank, " of one run"));
      store.set(cat(start, "/", beat_key(launch.rank)), "0 0 ");
      store.set(cat(start, "/hello/", launch.rank), text_of(own));
      continue;
    }
    const std::string key = cat(prefix, "/go/", launch.rank);
    if (!number.empty() && store.has(key)) {
      std::vector<std::string> names;
      const std::string answer = store.get(key);
      for (const std::string_view line : split(answer, '\n')) names.emplace_back(line);
      if (names[0] == own.token) {  // else for a process of an earlier start
        names.erase(names.begin());
        if (names[0].starts_with(kRefused)) throw_refusal(names[0].substr(1));
        return {prefix, names};
      }
    }
    if (Clock::now() > until + kLonger)
      throw Error(ExitCode::kPeer,
                  cat("rank 0 has not answered within ", duration(std::round(seconds_since(began))),
                      ": is it running?"));
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

std::string beat_key(int64_t rank) { return cat("beat/", rank); }

Meeting meet(const TimedStore& store, const Launch& launch, Clock::time_point until) {
  try {
    return launch.rank == 0 ? lead(store, launch, until) : come(store, launch, until);
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    throw Error(ExitCode::kPeer, launch.rank == 0
                                     ? "the store of the launcher does not answer"
                                     : "rank 0 ended, or cannot be reached, before all had come");
  }
}

}  // namespace wgan
