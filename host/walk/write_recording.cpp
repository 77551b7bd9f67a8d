#include "host/walk/write_recording.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "host/ingest/sample_packer.h"

namespace backstep::host {

Result<void> write_recording(Result<std::unique_ptr<RecordingTarget>> target, const RecordingHeader& header,
                             const std::array<std::span<const ImuSample>, 2>& samples) {
  struct Arrival {
    Foot foot;
    SamplePacker::Packed packet;
  };
  std::vector<Arrival> arrivals;
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto i = index(foot);
    if (!header.devices[i]) continue;
    SamplePacker packer(*header.devices[i]);
    for (const ImuSample& sample : samples[i]) {
      if (auto packet = packer.push(sample)) arrivals.push_back({foot, *packet});
    }
    if (auto packet = packer.flush()) arrivals.push_back({foot, *packet});
  }
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const Arrival& a, const Arrival& b) { return a.packet.arrival_us < b.packet.arrival_us; });

  auto writer = GaitWriter::create(std::move(target), header);
  if (!writer) return tl::make_unexpected(writer.error());
  for (const Arrival& a : arrivals) {
    if (auto written = writer->write_packet(a.foot, a.packet.bytes.span(), a.packet.arrival_us); !written) {
      return written;
    }
  }
  return writer->finish();
}

}  // namespace backstep::host
