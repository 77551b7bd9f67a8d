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

LossFigures lose_packets_of(const RecordingResult& r, const PacketLoss& loss) {
  const std::vector<bool> arriving = r.walk.arriving(loss);
  WalkSource source(r.walk, arriving);
  const std::vector<Stride> strides = analyse(source, r.recording.setup);
  const Comparison c = compare(r.walk.truth, strides, r.recording.truth_use);

  LossFigures result;
  result.strides_found = {c.found, c.true_strides};
  result.found_true = {c.found, c.found + c.invented};
  result.contacts_opposite = contacts_opposite(c);
  result.directions_reversed = directions_reversed(c);
  for (const Foot foot : {Foot::left, Foot::right}) {
    result.beside_loss_flagged.add(flagged(strides, lost_us(r.walk, arriving, foot), foot));
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

void LossFigures::add(const LossFigures& other) {
  strides_found.add(other.strides_found);
  found_true.add(other.found_true);
  contacts_opposite += other.contacts_opposite;
  directions_reversed += other.directions_reversed;
  beside_loss_flagged.add(other.beside_loss_flagged);
  lengths.insert(lengths.end(), other.lengths.begin(), other.lengths.end());
}

LossFigures LossResult::all() const {
  LossFigures sum;
  for (const auto& [family, figures] : of_family) {
    sum.add(figures);
  }
  return sum;
}

std::vector<Deviation> deviations(const LossFigures& figures, bool flagged) {
  std::vector<Deviation> out;
  for (const LossLength& l : figures.lengths) {
    if (l.flagged == flagged) {
      out.push_back(l.m);
    }
  }
  return out;
}

std::vector<double> errors_cm(const LossFigures& figures, bool flagged) {
  return errors(deviations(figures, flagged), 100);
}

std::vector<double> unflagged_without_loss_cm(const LossFigures& figures) {
  std::vector<double> out;
  for (const LossLength& l : figures.lengths) {
    if (!l.flagged) {
      out.push_back(100 * l.error_without_loss_m);
    }
  }
  return out;
}

LossResult lose_packets(const Results& results, double share, unsigned seeds) {
  const auto every_other = [&](unsigned first) {
    LossResult sum;
    for (unsigned seed = first; seed < seeds; seed += 2) {
      for (const RecordingResult& r : results) {
        sum.of_family[r.recording.family].add(lose_packets_of(r, {share, seed}));
      }
    }
    return sum;
  };
  auto odd = std::async(std::launch::async, every_other, 1U);
  LossResult sum = every_other(0);
  for (const auto& [family, figures] : odd.get().of_family) {
    sum.of_family[family].add(figures);
  }
  sum.seeds = seeds;
  return sum;
}

}  // namespace backstep::validation
