#pragma once

#include <string_view>

namespace backstep::host {

/// The looks of a page: quiet, light or dark as the reader has it, and on A4.
inline constexpr std::string_view kPageStyle = R"(
:root { color-scheme: light; --paper: #ffffff; --wash: #f2f4f5; --line: #d6dade; --axis: #7d858c; --ink: #14181b;
  --ink-2: #454d53; --ink-3: #5d656c; --left: #0b5ca8; --right: #a84b00; --unsure: #687077; --heel: #930a46;
  --font: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --paper: #0f1214; --wash: #1b2024; --line: #30373d; --axis: #7f8890; --ink: #eceff1;
    --ink-2: #bcc4ca; --ink-3: #9aa3aa; --left: #6cb2f5; --right: #f0a050; --unsure: #828b92; --heel: #ff93bf; }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1008px; padding: 24px; background: var(--paper); color: var(--ink);
  font: 400 15px/1.45 var(--font); font-variant-numeric: tabular-nums lining-nums; }
h1, h2, h3, p, ol, figure, table { margin: 0; padding: 0; }
h1 { font-size: 22px; font-weight: 600; line-height: 1.2; overflow-wrap: anywhere; }
h2 { font-size: 18px; font-weight: 600; margin-top: 32px; padding-top: 16px; border-top: 1px solid var(--line); }
h3 { font-size: 15px; font-weight: 600; margin-top: 16px; }
.left-name { color: var(--left); } .right-name { color: var(--right); }
.muted { color: var(--ink-2); }
.note { font-size: 13px; color: var(--ink-3); max-width: 108ch; overflow-wrap: anywhere; }
ol { list-style: none; }
li { display: grid; grid-template-columns: 56px 1fr; margin-top: 12px; max-width: 96ch; overflow-wrap: anywhere; }
li b { font-weight: 600; }
li p + p { color: var(--ink-2); }
figure { margin-top: 8px; overflow-x: auto; }
.chart { display: block; width: 100%; min-width: 720px; height: auto; }
.sprite { position: absolute; }
text { font: 400 12px var(--font); font-variant-numeric: tabular-nums; fill: var(--ink-3); }
.end { text-anchor: end; } .mid { text-anchor: middle; }
.lab { fill: var(--ink-2); } .strong { font-weight: 600; fill: var(--ink); }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.fifths { transform: scale(.2); vector-effect: non-scaling-stroke; }
.grid { stroke: var(--line); fill: none; } .target { stroke: var(--ink-3); stroke-dasharray: 2 3; fill: none; }
.band { stroke-width: 1; stroke-linejoin: round; fill-opacity: .3; } .band.left { fill: var(--left); stroke: var(--left); }
.band.right { fill: var(--right); stroke: var(--right); }
.curve { fill: none; stroke-width: 1.2; stroke-linejoin: round; stroke-linecap: round; }
.curve.left { stroke: var(--left); } .curve.right { stroke: var(--right); }
.tick { stroke: var(--ink); stroke-width: 1.2; fill: none; } .thick { stroke: var(--ink-3); stroke-width: 5; fill: none; }
.mark { stroke: var(--ink); stroke-dasharray: 5 3; fill: none; } .contact { stroke: var(--axis); fill: none; }
.zone { fill: var(--wash); } .lost { fill: url(#hatch); } .hatch { stroke: var(--axis); fill: none; }
.c-ball { color: var(--ink); } .c-flat, .c-unsure { color: var(--unsure); } .c-heel { color: var(--heel); }
.pale { opacity: .4; }
table { border-collapse: collapse; margin-top: 12px; max-width: 720px; width: 100%; }
th, td { padding: 6px 8px; text-align: left; border-bottom: 1px solid var(--line); vertical-align: baseline;
  font-weight: 400; overflow-wrap: anywhere; }
th { font-size: 13px; color: var(--ink-2); } thead th { font-weight: 600; }
.safety { max-width: none; margin-top: 32px; padding-top: 16px; border-top: 1px solid var(--line); }
@page { size: A4; margin: 14mm 12mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; }
  .chart { min-width: 0; }
  text { font-size: 13.5px; }
  th, td { padding: 4px 8px; }
  .foot, li, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
}
)";

}  // namespace backstep::host
