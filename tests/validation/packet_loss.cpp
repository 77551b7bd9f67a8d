#include "tests/validation/packet_loss.h"

#include <array>
#include <future>
#include <map>

#include "tests/validation/analysis.h"

namespace backstep::validation {

namespace {

/// Times at which samples of a foot were lost.
std::vector<std::int64_t> lost_us(const WalkData& walk, const std::vector<bool>& arriving, Foot foot) {
  std::vector<std::int64_t> times;
  for (std::size_t i = 0; i < arriving.size(); ++i) {
    if (!arriving[i] && walk.readings[i].foot == foot) {
      times.push_back(walk.readings[i].sample.t_us);
    }
  }
  return times;
}

Share flagged(const std::vector<Stride>& strides, const std::vector<std::int64_t>& lost, Foot foot) {
  Share share;
  for (const Stride& s : strides) {
    const auto first = s.t_start_us ? std::lower_bound(lost.begin(), lost.end(), *s.t_start_us) : lost.end();
    if (s.foot == foot && first != lost.end() && *first <= s.t_ff_us) {
      share.add(s.quality.has(Quality::gap));
    }
  }
  return share;
}

void add(LossResult& to, const LossResult& from) {
  to.strides_found.add(from.strides_found);
  to.found_true.add(from.found_true);
  to.contacts_opposite += from.contacts_opposite;
  to.directions_reversed += from.directions_reversed;
  to.rows_beside_loss_flagged.add(from.rows_beside_loss_flagged);
  to.lengths.insert(to.lengths.end(), from.lengths.begin(), from.lengths.end());
}

LossResult lose_packets_of(const RecordingResult& r, const PacketLoss& loss) {
  const std::vector<bool> arriving = r.walk.arriving(loss);
  WalkSource source(r.walk, arriving);
  const std::vector<Stride> strides = analyse(source, r.recording.setup);
  const Comparison c = compare(r.walk.truth, strides, r.recording.truth_use);

  LossResult result;
  result.strides_found = {c.found, c.true_strides};
  result.found_true = {c.found, c.found + c.invented};
  result.contacts_opposite = contacts_opposite(c);
  result.directions_reversed = directions_reversed(c);
  for (const Foot foot : {Foot::left, Foot::right}) {
    result.rows_beside_loss_flagged.add(flagged(strides, lost_us(r.walk, arriving, foot), foot));
  }
  std::map<std::pair<Foot, double>, double> without_m;
  for (const LengthError& l : r.comparison.lengths) {
    without_m[{l.truth.foot, l.truth.start_s}] = l.m.error;
  }
  for (const LengthError& l : c.lengths) {
    const auto same = without_m.find({l.truth.foot, l.truth.start_s});
    if (!l.turning() && same != without_m.end()) {
      result.lengths.push_back({strides[l.row].quality.has(Quality::gap), l.m, same->second});
    }
  }
  return result;
}

}  // namespace

LossResult lose_packets(const Results& results, double share, unsigned seeds) {
  const auto every_other = [&](unsigned first) {
    LossResult sum;
    for (unsigned seed = first; seed < seeds; seed += 2) {
      for (const RecordingResult& r : results) {
        add(sum, lose_packets_of(r, {share, seed}));
      }
    }
    return sum;
  };
  auto odd = std::async(std::launch::async, every_other, 1U);
  LossResult sum = every_other(0);
  add(sum, odd.get());
  sum.seeds = seeds;
  return sum;
}

}  // namespace backstep::validation
