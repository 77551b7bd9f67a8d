#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/report/recording_picture.h"

namespace backstep::host {

/// Places across every picture, in CSS pixels: names, the plot, numbers.
inline constexpr double kPlotLeft = 88, kPlotWidth = RecordingPicture::kColumns, kPlotRight = 44;
inline constexpr double kPictureWidth = kPlotLeft + kPlotWidth + kPlotRight;

/// The data of an SVG path, in whole fifths of a pixel from one point to the next: few bytes, and no error adds up.
class Path {
 public:
  void move_to(double x, double y);
  void line_to(double x, double y);
  void close();

  bool empty() const { return data_.empty(); }
  /// As an element; "" where it is empty.
  std::string element(std::string_view classes) const;

 private:
  void go(double x, double y);
  void number(std::int64_t value);

  std::string data_;
  char last_ = 0;
  std::int64_t x_ = 0, y_ = 0, start_x_ = 0, start_y_ = 0;
};

/// Time from left to right over kPlotWidth.
class TimeAxis {
 public:
  struct Tick {
    double x = 0;
    std::string label;
  };

  /// `zero_us` is what the labels count from.
  TimeAxis(std::int64_t from_us, std::int64_t to_us, std::int64_t zero_us);

  double x(std::int64_t t_us) const;
  bool shows(std::int64_t t_us) const { return t_us >= from_us_ && t_us <= to_us_; }
  std::vector<Tick> ticks() const;

  /// A vertical line at each tick from `top` to `bottom`, and the labels below.
  std::string drawn(double top, double bottom) const;

 private:
  std::int64_t from_us_, to_us_, zero_us_;
};

/// Values from bottom to top.
struct ValueAxis {
  double low = 0, high = 1;
  double top = 0, height = 1;  ///< pixels

  double y(double value) const;
};

/// The least number of one or two digits (1, 1.5, 2, 3, 4, 5, 6, 8 and their tens) that is no smaller.
double round_up(double value);

/// With a true minus sign.
std::string number_text(double value);

/// "1.47 s lost"
std::string lost_text(std::int64_t lost_us);

/// "3:07", "1:02:03"; with tenths of a second where `tenths`.
std::string clock_text(std::int64_t t_us, bool tenths = false);

/// `content` is markup.
std::string text_at(double x, double y, std::string_view classes, std::string_view content);
std::string line_between(double x1, double y1, double x2, double y2, std::string_view classes);
std::string box(double x, double y, double width, double height, std::string_view classes);

/// What a glyph tells of a stride.
struct Contacted {
  ContactClass contact = ContactClass::uncertain;
  bool backward = false;  ///< heel-first asks for attention
  bool used = true;       ///< else it is pale
};

/// The glyph of a contact class, `size` pixels wide, about its centre.
std::string contact_glyph(const Contacted& contacted, double x, double y, double size);

/// An SVG of kPictureWidth, and what it is in words.
std::string framed(double height, std::string_view label, std::string_view content);

/// The symbols that all pictures of a page use.
std::string_view symbols();

}  // namespace backstep::host
