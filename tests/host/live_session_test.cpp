// Shoes (the firmware's own core) on one side, a live session on the other, and air that drops, doubles, reorders and
// breaks off: the recording is whole, and what was seen live is what --as-live makes of it.
#include "host/session/live_session.h"

#include <catch2/catch.hpp>
#include <deque>
#include <numeric>
#include <random>
#include <set>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "host/recording/gait_reader.h"
#include "host/sink/stride_table.h"
#include "host/source/recording_source.h"
#include "tests/firmware/shoe_fixture.h"
#include "tests/host/gait_fixture.h"

using namespace backstep;
using host::LiveSession;

namespace {

constexpr std::array kFeet = {Foot::left, Foot::right};

/// The stride table as text.
struct Table final : host::Sink {
  void on_stride(const Stride& stride) override { text += host::stride_csv_row(stride); }
  std::string text = host::stride_csv_header();
};

FootSetup toes_forward(const host::RecordedDevice&) {
  FootSetup setup;
  setup.toes_axis_sensor = Vec3::UnitX();
  return setup;
}

struct Air {
  double drop = 0, duplicate = 0, reorder = 0;
  std::int64_t outage_from_us = 0, outage_to_us = 0;  ///< of the left shoe
  std::int64_t reboot_us = -1;                        ///< of the left shoe
  double drift_ppm = 0;                               ///< the left shoe's clock runs fast, the right one's slow
  bool exchanges = false;                             ///< the host asks the shoes for their time
  std::int64_t host_dies_us = -1, host_back_us = -1;  ///< killed, and started again on the same recording
};

/// Both shoes walk; packets arrive 20 ms after they were made, if they do.
class Walk {
 public:
  Walk(const Air& air, std::filesystem::path recording, host::Sink* sink = nullptr) : air_(air), sinks_{&table_} {
    if (sink != nullptr) {
      sinks_.push_back(sink);
    }
    walker::WalkerConfig config = *walker::preset("backward-good");
    const walker::Walk walk = walker::walk(config, 3);
    settings_.recording = std::move(recording);
    settings_.start_utc_us = 1'700'000'000'000'000;
    for (const Foot foot : kFeet) {
      const auto i = at(foot);
      shoes_[i] = std::make_unique<firmware::test::TestShoe>(true, 154 * 1024);
      shoes_[i]->link();
      settings_.shoes[i] = shoes_[i]->info();
      settings_.packets_made[i] = 0;
      for (const ImuSample& s : walk.feet[i].measured) {
        samples_[i].push_back(counts(s, settings_.shoes[i]->device));
      }
      exchange_before(foot, -1'000'000);
      shoes_[i]->command(wire::CommandKind::start, 19);
    }
    auto session = LiveSession::start(settings_, toes_forward, sinks_);
    REQUIRE(session);
    session_ = std::move(*session);
  }

  void play() {
    const std::size_t n = samples_[0].size();
    for (std::size_t k = 0; k < n; ++k) {
      const auto t_us = static_cast<std::int64_t>(static_cast<double>(k) * 1e6 / 208);
      die_and_come_back(t_us);
      if (!session_) {
        for (const Foot foot : kFeet) {
          shoe(foot).shoe.sample(samples_[at(foot)][k], device_us(foot, t_us));
        }
        continue;
      }
      for (const Foot foot : kFeet) {
        link(foot, t_us);
        if (air_.exchanges && k % 208 == 0) {
          session_->on_exchange(foot, exchange(foot, t_us));
        }
        shoe(foot).shoe.sample(samples_[at(foot)][k], device_us(foot, t_us));
        transmit(foot, t_us);
      }
      deliver(t_us);
    }
    std::int64_t t_us = static_cast<std::int64_t>(static_cast<double>(n) * 1e6 / 208);
    for (const Foot foot : kFeet) {
      link(foot, t_us);
      shoe(foot).command(wire::CommandKind::stop);
    }
    for (int i = 0; i < 2000; ++i, t_us += 20'000) {
      for (const Foot foot : kFeet) {
        if (i % 50 == 0) {
          session_->on_packets_made(foot, shoe(foot).shoe.counters().packets_made());
        }
        transmit(foot, t_us);
      }
      deliver(t_us);
    }
    CHECK(session_->complete());
    REQUIRE(session_->finish());
  }

  const std::string& table() const { return table_.text; }
  std::size_t samples(Foot foot) const { return samples_[at(foot)].size(); }
  const std::vector<wire::ImuRaw>& sent(Foot foot) const { return samples_[at(foot)]; }
  const LiveSession& session() const { return *session_; }

 private:
  struct Flying {
    Foot foot;
    wire::PacketBytes bytes;
    std::int64_t arrival_us;
  };

  static std::size_t at(Foot foot) { return static_cast<std::size_t>(index(foot)); }
  firmware::test::TestShoe& shoe(Foot foot) { return *shoes_[at(foot)]; }

  static wire::ImuRaw counts(const ImuSample& s, const wire::DeviceInfo& device) {
    const auto c = [](Real value, float lsb) {
      return static_cast<std::int16_t>(std::clamp(std::round(value / Real(lsb)), Real(-32767), Real(32767)));
    };
    const Vec3 &a = s.acc_mps2, &g = s.gyr_radps;
    const float al = device.acc_lsb_mps2(), gl = device.gyr_lsb_radps();
    return {c(a.x(), al), c(a.y(), al), c(a.z(), al), c(g.x(), gl), c(g.y(), gl), c(g.z(), gl)};
  }

  std::uint64_t device_us(Foot foot, std::int64_t t_us) const {
    const double drift = (foot == Foot::left ? 1e-6 : -1e-6) * air_.drift_ppm;
    return static_cast<std::uint64_t>(t_us + std::llround(drift * static_cast<double>(t_us)) + 5'000'777) +
           1'000'000'000 * at(foot);
  }

  TimeExchange exchange(Foot foot, std::int64_t asked_us) {
    firmware::test::TestShoe& s = shoe(foot);
    s.now_us = device_us(foot, asked_us + 15'000);
    s.command(wire::CommandKind::time);
    return {asked_us, s.reply.reply.device_us(), std::get<wire::TimeSent>(s.reply.details).device_us(),
            asked_us + 35'000};
  }

  void exchange_before(Foot foot, std::int64_t t_us) {
    settings_.exchanges[at(foot)].clear();
    for (int i = 0; air_.exchanges && i < 16; ++i, t_us += 10'000) {
      settings_.exchanges[at(foot)].push_back(exchange(foot, t_us));
    }
  }

  void die_and_come_back(std::int64_t t_us) {
    if (session_ && t_us >= air_.host_dies_us && t_us < air_.host_back_us) {
      session_.reset();
      flying_.clear();
      for (const Foot foot : kFeet) {
        shoe(foot).shoe.disconnected(device_us(foot, t_us));
      }
    } else if (!session_ && t_us >= air_.host_back_us) {
      for (const Foot foot : kFeet) {
        shoe(foot).link();
        settings_.shoes[at(foot)] = shoe(foot).info();
        exchange_before(foot, t_us - 200'000);
        shoe(foot).received.clear();
      }
      table_.text = host::stride_csv_header();
      const auto point = host::find_resume_point(settings_.recording);
      REQUIRE(point);
      CHECK(point->start_utc_us == settings_.start_utc_us);
      CHECK(std::abs(point->latest_us - air_.host_dies_us) < 200'000);
      auto session = LiveSession::resume(settings_, toes_forward, sinks_);
      REQUIRE(session);
      session_ = std::move(*session);
    }
  }

  double draw() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  void link(Foot foot, std::int64_t t_us) {
    if (foot != Foot::left) {
      return;
    }
    const bool out = t_us >= air_.outage_from_us && t_us < air_.outage_to_us;
    if (out && !out_) {
      shoe(foot).shoe.disconnected(static_cast<std::uint64_t>(t_us));
    } else if (!out && out_) {
      shoe(foot).link();
      session_->on_reconnected(foot, air_.outage_from_us, t_us, "connection lost");
    }
    out_ = out;
    if (air_.reboot_us >= 0 && t_us >= air_.reboot_us) {
      air_.reboot_us = -1;
      shoe(foot).restart();
      shoe(foot).link();
      shoe(foot).command(wire::CommandKind::start, 19);
    }
  }

  void transmit(Foot foot, std::int64_t t_us) {
    while (const auto packet = shoe(foot).shoe.next_packet()) {
      shoe(foot).shoe.packet_taken(true);
      if (draw() < air_.drop) {
        continue;
      }
      const std::int64_t late_us = draw() < air_.reorder ? 200'000 : 0;
      flying_.push_back({foot, *packet, t_us + 20'000 + late_us});
      if (draw() < air_.duplicate) {
        flying_.push_back({foot, *packet, t_us + 30'000});
      }
    }
    while (const auto range = session_->next_request(foot, t_us)) {
      if (foot == Foot::left && out_) {
        continue;  // into the void
      }
      auto& s = shoe(foot);
      const auto status = s.command(wire::CommandKind::resend, range->first, range->last);
      const auto* coming = std::get_if<wire::Resending>(&s.reply.details);
      session_->on_resend_reply(foot, *range, status, coming != nullptr ? *coming : wire::Resending{});
    }
    for (const wire::PacketBytes& bytes : shoe(foot).received) {  // what command() pumped
      flying_.push_back({foot, bytes, t_us + 20'000});
    }
    shoe(foot).received.clear();
  }

  void deliver(std::int64_t t_us) {
    std::stable_sort(flying_.begin(), flying_.end(),
                     [](const Flying& a, const Flying& b) { return a.arrival_us < b.arrival_us; });
    while (!flying_.empty() && flying_.front().arrival_us <= t_us) {
      const Flying f = flying_.front();
      flying_.pop_front();
      REQUIRE(session_->on_packet(f.foot, f.bytes.span(), f.arrival_us));
    }
  }

  Air air_;
  host::LiveSettings settings_;
  std::mt19937 random_{7};
  bool out_ = false;
  std::array<std::unique_ptr<firmware::test::TestShoe>, 2> shoes_;
  std::array<std::vector<wire::ImuRaw>, 2> samples_;
  std::deque<Flying> flying_;
  Table table_;
  std::vector<host::Sink*> sinks_;
  std::unique_ptr<LiveSession> session_;
};

std::string replayed(const std::filesystem::path& path, host::Waiting waiting) {
  auto source = host::open_recording(path, waiting);
  REQUIRE(source);
  SessionConfig config = host::fitted_to((*source)->info(), {});
  config.setup = {toes_forward({}), toes_forward({})};
  const auto pipeline = std::make_unique<SessionPipeline>(config);
  Table table;
  host::Sink* const sinks[] = {&table};
  host::run(**source, *pipeline, sinks);
  return table.text;
}

/// The counts of one foot in the recording, each packet once, in the order of their numbers.
std::vector<wire::ImuRaw> recorded(const std::filesystem::path& path, Foot foot) {
  auto reader = host::GaitReader::open(path);
  REQUIRE(reader);
  std::map<std::uint32_t, wire::Packet> packets;
  while (const auto record = reader->next()) {
    const auto* p = std::get_if<host::PacketRecord>(&*record);
    wire::Packet packet;
    if (p != nullptr && p->foot == foot && wire::parse_packet(p->bytes, packet) == wire::PacketError::none) {
      packets.emplace(packet.sequence, packet);
    }
  }
  CHECK(reader->report().whole());
  std::vector<wire::ImuRaw> samples;
  for (const auto& [sequence, packet] : packets) {
    samples.insert(samples.end(), packet.samples.begin(),
                   packet.samples.begin() + static_cast<std::ptrdiff_t>(packet.count));
  }
  return samples;
}

std::size_t rows(const std::string& table) {
  return static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')) - 1;
}

void check_whole(const Walk& walk, const std::filesystem::path& path) {
  for (const Foot foot : kFeet) {
    const auto got = recorded(path, foot);
    REQUIRE(got.size() == walk.samples(foot));
    CHECK(std::equal(got.begin(), got.end(), walk.sent(foot).begin(), firmware::test::same));
  }
}

}  // namespace

TEST_CASE("Through clean air the live table is that of the recording, also without bounds on waiting") {
  const host::TemporaryPath file("clean.gait");
  Walk walk({}, file.path());
  walk.play();
  check_whole(walk, file.path());
  CHECK(rows(walk.table()) > 30);
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
  CHECK(replayed(file.path(), host::Waiting::for_all) == walk.table());
}

TEST_CASE("Whatever the air does, every sample is recorded and the live table is the one of --as-live") {
  const Air air = GENERATE(Air{0.01, 0, 0, 0, 0}, Air{0.10, 0.05, 0.02, 0, 0}, Air{0, 0, 0.20, 0, 0},
                           Air{0.02, 0.02, 0.02, 4'000'000, 24'000'000});
  const host::TemporaryPath clean_file("clean.gait"), file("rough.gait");
  Walk clean({}, clean_file.path());
  clean.play();
  Walk walk(air, file.path());
  walk.play();
  check_whole(walk, file.path());
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
  // Nothing was lost in the end, so `analyze` finds what it finds without faults.
  CHECK(rows(replayed(file.path(), host::Waiting::for_all)) == rows(clean.table()));
}

TEST_CASE("A shoe that restarts in mid-walk goes on in the same recording") {
  const host::TemporaryPath file("reboot.gait");
  Air air;
  air.reboot_us = 12'000'000;
  Walk walk(air, file.path());
  walk.play();
  CHECK(walk.session().foot(Foot::left).counters.reboots == 1);
  CHECK(walk.session().foot(Foot::left).counters.samples > walk.samples(Foot::left) - 40);
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
}

TEST_CASE("Shoes that tell their time share a clock: step times are measured, live and from the recording") {
  struct Steps final : host::Sink {
    void on_stride(const Stride& stride) override {
      if (stride.step_time_s && stride.stride_time_s) {
        of_foot[static_cast<std::size_t>(index(stride.foot))].push_back(*stride.step_time_s / *stride.stride_time_s);
      }
    }
    std::array<std::vector<Real>, 2> of_foot;
  } steps;
  Air air{.drop = 0.02, .drift_ppm = 100, .exchanges = true};
  const host::TemporaryPath file("steps.gait");
  Walk walk(air, file.path(), &steps);
  walk.play();
  CHECK(host::read_header(file.path())->common_clock);
  for (const auto& shares : steps.of_foot) {  // the walker steps evenly; 10 ms are 1 % of a stride
    REQUIRE(shares.size() > 12);
    const Real mean = std::accumulate(shares.begin(), shares.end(), Real(0)) / static_cast<Real>(shares.size());
    CHECK(std::abs(mean - Real(0.5)) < Real(0.01));
  }
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
  CHECK(walk.session().foot(Foot::left).clock_uncertainty_us.value() < 20'000);
  CHECK(std::abs(walk.session().foot(Foot::right).delay_us.value() - 20'000) < 10'000);
}

TEST_CASE("A host that is killed goes on in the same recording, and fetches what it missed") {
  const host::TemporaryPath clean_file("clean.gait"), file("killed.gait");
  Walk clean({.drift_ppm = 50, .exchanges = true}, clean_file.path());
  clean.play();
  Walk walk({.drop = 0.02, .drift_ppm = 50, .exchanges = true, .host_dies_us = 9'000'000, .host_back_us = 15'000'000},
            file.path());
  walk.play();
  check_whole(walk, file.path());
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
  // The clock goes on through the hole, so `analyze` finds the walk as it was.
  CHECK(rows(replayed(file.path(), host::Waiting::for_all)) == rows(clean.table()));
}

TEST_CASE("A recording is gone on with by its own shoes only, and only one from shoes") {
  const host::TemporaryPath file("other.gait"), simulated("simulated.gait");
  host::LiveSettings settings;
  settings.shoes[0] = firmware::test::TestShoe().info();
  settings.recording = file.path();
  settings.start_utc_us = 5;
  REQUIRE((*LiveSession::start(settings, toes_forward, {}))->finish());
  const auto refused = [&] {
    const auto session = LiveSession::resume(settings, toes_forward, {});
    return session ? std::string() : session.error().message;
  };
  CHECK(refused().empty());
  reinterpret_cast<char*>(&settings.shoes[0]->device)[44] = 'X';  // of the serial number: schemas/README.md
  CHECK(refused().find("of the left shoe 3F2A, and the one found is XF2A") != std::string::npos);
  settings.shoes[1] = firmware::test::TestShoe().info();
  settings.shoes[0].reset();
  CHECK(refused().find("has no right shoe") != std::string::npos);
  host::write_test_walk(simulated.path(), 1);
  const auto point = host::find_resume_point(simulated.path());
  REQUIRE_FALSE(point);
  CHECK(point.error().message.find("was not recorded from shoes") != std::string::npos);
}

TEST_CASE("Without their time the feet are not said to share a clock") {
  const host::TemporaryPath file("apart.gait");
  Walk walk({}, file.path());
  walk.play();
  CHECK_FALSE(host::read_header(file.path())->common_clock);
}

TEST_CASE("Shoes that cannot be, and files that are there already, are refused in words") {
  host::LiveSettings settings;
  settings.shoes[0].emplace();
  auto session = LiveSession::start(settings, toes_forward, {});
  REQUIRE_FALSE(session);
  CHECK(session.error().message.find("left") != std::string::npos);
  const host::TemporaryPath file("there.gait");
  host::write_bytes(file.path(), {1});
  settings.shoes[0] = firmware::test::TestShoe().info();
  settings.recording = file.path();
  session = LiveSession::start(settings, toes_forward, {});
  REQUIRE_FALSE(session);
  CHECK(session.error().message.find("there.gait") != std::string::npos);
}
