// Notifications of both shoes: a list of (kind, time until it arrives, length, bytes), through parse_packet and the
// decoders.
#include "schemas/packet.h"

#include <algorithm>
#include <array>

#include "host/ingest/session_ingest.h"
#include "tests/fuzz/input.h"

using namespace backstep;
using namespace backstep::fuzz;

namespace {

constexpr std::int64_t kWait_us = 250'000;

host::RecordingHeader header_from(Input& in) {
  const auto bits = in.take<std::uint8_t>();
  host::RecordingHeader header;
  for (auto& device : header.devices) {
    device.emplace();
    device->rate_hz = (bits & 1U) != 0 ? 1000 : 104;
    if ((bits & 2U) != 0) {
      device->clock_offset_us = in.take<std::int64_t>();
    }
  }
  return header;
}

void check_round_trip(std::span<const std::uint8_t> bytes) {
  wire::Packet packet, again;
  if (wire::parse_packet(bytes, packet) != wire::PacketError::none) {
    return;
  }
  must(packet.count >= 1 && packet.count <= wire::kMaxSamples, "1 to 19 samples in a packet");
  const wire::PacketBytes packed = wire::pack(packet);
  must(std::ranges::equal(packed.span(), bytes), "what was parsed packs to the same bytes");
  must(wire::parse_packet(packed.span(), again) == wire::PacketError::none, "what was packed parses");
}

/// Takes what is ready. Times of a foot go forward, whatever the shoes send.
class Drain {
 public:
  void operator()(host::SessionIngest& ingest) {
    while (const auto reading = ingest.next()) {
      const auto foot = index(reading->foot);
      must(!any_[foot] || reading->sample.t_us > last_us_[foot], "a foot's times go forward");
      must(finite(reading->sample), "numbers from counts");
      any_[foot] = true;
      last_us_[foot] = reading->sample.t_us;
      ++samples_[foot];
    }
  }
  std::size_t samples(Foot foot) const { return samples_[index(foot)]; }

 private:
  std::array<bool, 2> any_{};
  std::array<std::int64_t, 2> last_us_{};
  std::array<std::size_t, 2> samples_{};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  host::SessionIngest ingest(header_from(in), kWait_us);
  Drain drain;
  std::int64_t arrival_us = 0;
  while (!in.empty()) {
    const auto kind = in.take<std::uint8_t>();
    const Foot foot = (kind & 1U) != 0 ? Foot::right : Foot::left;
    // Usually up to 65 ms later; sometimes at any time there is, as a damaged or forged recording says.
    arrival_us = (kind & 0xF0U) == 0xF0U ? in.take<std::int64_t>() % kMaxTime_us
                                         : std::min(arrival_us + in.take<std::uint16_t>(), kMaxTime_us);
    const auto bytes = in.take_bytes(in.take<std::uint8_t>());
    check_round_trip(bytes);
    ingest.push(foot, bytes, arrival_us);
    drain(ingest);
  }
  ingest.finish();
  drain(ingest);
  for (const Foot foot : {Foot::left, Foot::right}) {
    must(drain.samples(foot) == ingest.counters(foot).samples, "every sample counted comes out");
  }
  return 0;
}
