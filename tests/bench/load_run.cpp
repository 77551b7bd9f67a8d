#include "tests/bench/load_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "host/base/output_queue.h"
#include "host/recording/queued_gait_writer.h"
#include "host/sink/event_lines.h"
#include "tests/bench/load_shoes.h"
#include "tests/host/live_fixture.h"

namespace backstep::bench {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Clock = LoadShoes::Clock;

/// What the shoes of walker `number` measure; there are a few different walks.
const walker::Walk& walk_of(std::size_t number) {
  static const std::vector<walker::Walk> kWalks = [] {
    walker::WalkerConfig config = *walker::preset("backward-good");
    config.bouts = {walker::stand(2), walker::walk(walker::Travel::backward, 0.7, 0.7 * 56)};
    std::vector<walker::Walk> walks;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      walks.push_back(walker::walk(config, seed));
    }
    return walks;
  }();
  return kWalks[number % kWalks.size()];
}

/// The sample with which a walker begins: people do not walk in step, and a stride's row takes work when it is
/// complete.
std::size_t begin_of(std::size_t walker) { return walker * 97 % 250; }

double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); }

double cpu_s(int who) {
  rusage used{};
  ::getrusage(who, &used);
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// How long this thread has been ready to run without a core (Linux, Documentation/scheduler/sched-stats).
double waited_s() {
  double on_core_ns = 0, waited_ns = 0;
  std::ifstream("/proc/thread-self/schedstat") >> on_core_ns >> waited_ns;
  return 1e-9 * waited_ns;
}

/// One walker's session, as `backstep live --events --csv` has it.
class Station {
 public:
  Station(asio::io_context& loop, Clock::time_point begin, const LoadSetting& setting, std::size_t number,
          const std::array<wire::Info, 2>& shoes)
      : loop_(loop), begin_(begin) {
    const auto file = [&](const char* ending) { return setting.folder / fmt::format("{}.{}", number, ending); };
    lines_file_ = ::open(file("ndjson").c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    lines_ = std::make_unique<host::OutputQueue>(lines_file_, std::size_t{1} << 20);
    events_ = std::make_unique<host::EventLines>([this](std::string line) { lines_->write(std::move(line)); },
                                                 [this] { return now_us(); });
    sinks_ = {&table_, events_.get()};
    host::LiveSettings settings;
    settings.recorder = host::recorder_to(file("gait"));
    for (const Foot foot : kFeet) {
      settings.shoes[at(foot)] = shoes[at(foot)];
      settings.packets_made[at(foot)] = 0;
    }
    auto session = host::LiveSession::start(settings, test::toes_forward, sinks_);
    if (!session) {
      throw std::runtime_error(session.error().message());
    }
    session_ = std::move(*session);
  }
  Station(const Station&) = delete;
  Station& operator=(const Station&) = delete;
  ~Station() {
    lines_.reset();
    ::close(lines_file_);
  }

  void listen(Foot foot, int socket) {
    asio::co_spawn(loop_, receive(foot, asio::posix::stream_descriptor(loop_, socket)), asio::detached);
    asio::co_spawn(loop_, ask(foot), asio::detached);
  }

  bool over() const { return over_ == kFeet.size(); }

  /// Closes the recording. Returns how much was dropped.
  std::size_t finish() {
    if (const auto finished = session_->finish(); !finished) {
      throw std::runtime_error(finished.error().message());
    }
    return lines_->dropped() + (session_->complete() ? 0U : 1U);
  }

  const std::string& table() const { return table_.text; }

 private:
  static std::size_t at(Foot foot) { return index(foot); }

  std::int64_t now_us() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin_).count();
  }

  asio::awaitable<void> receive(Foot foot, asio::posix::stream_descriptor socket) {
    std::array<std::uint8_t, 512> bytes{};
    boost::system::error_code error;
    while (true) {
      const std::size_t size =
          co_await socket.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
      if (error || size == 0) {
        break;
      }
      if (const auto written = session_->on_packet(foot, std::span(bytes).first(size), now_us()); !written) {
        throw std::runtime_error(written.error().message());
      }
    }
    ++over_;
  }

  /// Looks for what is missing as often as `live` does.
  asio::awaitable<void> ask(Foot foot) {
    asio::steady_timer timer(loop_);
    while (!over()) {
      session_->next_request(foot, now_us());
      timer.expires_after(20ms);
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  asio::io_context& loop_;
  const Clock::time_point begin_;
  int lines_file_ = -1;
  std::unique_ptr<host::OutputQueue> lines_;
  std::unique_ptr<host::EventLines> events_;
  test::Table table_;
  std::vector<host::Sink*> sinks_;
  std::unique_ptr<host::LiveSession> session_;
  std::size_t over_ = 0;
};

/// Ticks every 5 ms; how late each is told, those that a stall made overdue too.
asio::awaitable<void> measure(asio::io_context& loop, const LoadSetting& setting, LoadShoes& shoes,
                              LoadFigures& figures) {
  constexpr auto kTick = 5ms;
  asio::steady_timer timer(loop);
  auto next = Clock::now();
  const auto until = [&](double seconds_more, auto&& told) -> asio::awaitable<void> {
    const auto end = next + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds_more));
    while (next < end) {
      timer.expires_at(next += kTick);
      co_await timer.async_wait(asio::use_awaitable);
      told(std::chrono::duration<double>(Clock::now() - next).count());
    }
  };
  co_await until(setting.settle_s, [](double) {});
  const double loop_s = cpu_s(RUSAGE_THREAD), all_s = cpu_s(RUSAGE_SELF), shoes_s = shoes.cpu_s(),
               waiting_s = waited_s();
  co_await until(setting.seconds, [&](double late_s) { figures.late_s.push_back(late_s); });
  figures.loop_cpu_s = cpu_s(RUSAGE_THREAD) - loop_s;
  figures.loop_waited_s = waited_s() - waiting_s;
  figures.writers_cpu_s = cpu_s(RUSAGE_SELF) - all_s - figures.loop_cpu_s - (shoes.cpu_s() - shoes_s);
  std::ranges::sort(figures.late_s);
}

/// Room for two sockets a shoe and two files a walker.
void allow_many_files() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

LoadFigures run_load(const LoadSetting& setting) {
  allow_many_files();
  asio::io_context loop;
  LoadShoes shoes;
  LoadFigures figures;
  std::vector<std::unique_ptr<Station>> stations;
  std::vector<std::array<int, 2>> sockets;
  const auto count = static_cast<std::size_t>((setting.settle_s + setting.seconds) * 208);
  for (std::size_t walker = 0; walker < setting.walkers; ++walker) {
    std::array<int, 2> host_ends{};
    for (const Foot foot : kFeet) {
      const auto i = index(foot);
      std::array<int, 2> ends{};
      if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw std::runtime_error("no more sockets");
      }
      host_ends[i] = ends[0];
      const wire::Info like = firmware::test::TestShoe().info();
      std::vector<wire::ImuRaw> samples;
      for (const ImuSample& s : std::span(walk_of(walker).feet[i].measured).subspan(begin_of(walker), count)) {
        samples.push_back(test::counts(s, like.device));
      }
      shoes.add(std::move(samples), ends[1], setting.samples_per_packet);
    }
    sockets.push_back(host_ends);
  }
  const auto begin = Clock::now();
  for (std::size_t walker = 0; walker < setting.walkers; ++walker) {
    stations.push_back(std::make_unique<Station>(loop, begin, setting, walker,
                                                 std::array{shoes.info(2 * walker), shoes.info(2 * walker + 1)}));
    for (const Foot foot : kFeet) {
      stations.back()->listen(foot, sockets[walker][index(foot)]);
    }
  }
  shoes.start();
  const auto rethrow = [](const std::exception_ptr& error) {
    if (error) {
      std::rethrow_exception(error);
    }
  };
  asio::co_spawn(loop, measure(loop, setting, shoes, figures), rethrow);
  loop.run();
  for (std::size_t walker = 0; walker < setting.walkers; ++walker) {
    figures.dropped += stations[walker]->finish();
    figures.tables.push_back(stations[walker]->table());
    figures.sent.push_back({shoes.samples(2 * walker), shoes.samples(2 * walker + 1)});
  }
  return figures;
}

}  // namespace backstep::bench
