// One panel: Observable Plot draws axes and marks, and the names of the series stand beside their ends.

import {
  areaY,
  axisX,
  axisY,
  barY,
  dot,
  gridY,
  lineY,
  plot,
  pointer,
  pointerX,
  ruleX,
  ruleY,
  stackY,
  text as textMark,
  tip,
  type Markish,
} from "@observablehq/plot";

import { eventsOf, layOut, nameWidth, raise, type Flags } from "./events";
import { spread, wrap } from "./layout";
import type { Band, Chart, Line, Panel, Reach, Tone } from "./model";
import { full, label, tick } from "./numbers";
import { measureWith, swatch, text, type Font } from "./svg";

/** Where a panel stands in the picture, and what of it is drawn. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Room for the ticks of the vertical axis. */
  readonly left: number;
  readonly right: number;
  /** Whether it is the panel that carries the vertical ticks. */
  readonly first: boolean;
  /** Whether the series are named beside it. */
  readonly labels: boolean;
  /** Shared with other panels, or from its own figures. */
  readonly domain: [number, number] | undefined;
}

interface Datum {
  readonly series: string;
  readonly tone: Tone;
  readonly at: string;
  readonly x: Date | string;
  /** `NaN` is missing: lines break there. */
  readonly y: number;
}

const LABEL: Font = { size: 11.5, weight: 600 };
/** Room beside a plot that is not the label itself: gap, swatch, gap, and a little at the edge. */
const BESIDE = 22;
const TOP = 16;
const BOTTOM = 24;

const colour = (tone: Tone): string => `var(--${tone})`;
const weight = (tone: Tone): number => (tone === "focus" ? 3 : tone === "second" ? 2.5 : tone === "pale" ? 1.25 : 1.75);

function data(chart: Chart, line: Line): Datum[] {
  return line.marks.map((m) => ({
    series: line.name,
    tone: line.tone,
    at: m.at,
    x: chart.axis === "time" && m.start !== undefined ? day(m.start) : m.at,
    y: m.value ?? Number.NaN,
  }));
}

const told = (chart: Chart) => (d: Datum): string =>
  `${d.series === "" ? "" : `${d.series}\n`}${d.at}: ${Number.isNaN(d.y) ? "missing" : full(chart.style, d.y)}`;

/** January firsts, as many as fit. */
function years(all: readonly Datum[], width: number): Date[] {
  const times = all.map((d) => d.x).filter((x): x is Date => x instanceof Date);
  if (times.length === 0) return [];
  const first = Math.min(...times.map((t) => t.getTime()));
  const last = Math.max(...times.map((t) => t.getTime()));
  const from = new Date(first).getUTCFullYear();
  const to = new Date(last).getUTCFullYear();
  const step = [1, 2, 4, 5, 10, 20].find((s) => (to - from) / s <= width / 44) ?? 50;
  const out: Date[] = [];
  for (let year = Math.ceil(from / step) * step; year <= to; year += step) {
    const day = new Date(Date.UTC(year, 0, 1));
    if (day.getTime() >= first) out.push(day);
  }
  return out;
}

/** Every nth category, so that their names fit side by side. */
function categories(names: readonly string[], width: number): string[] {
  const measure = measureWith({ size: 11, weight: 400 });
  const widest = Math.max(1, ...names.map(measure)) + 8;
  const step = Math.max(1, Math.ceil((widest * names.length) / width));
  return names.filter((_, i) => i % step === 0);
}

function extent(chart: Chart, panel: Panel): [number, number] {
  const length = Math.max(0, ...panel.series.map((s) => s.marks.length));
  let low = 0;
  let high = 0;
  for (const reach of (panel.bands ?? []).flatMap((b) => b.reaches)) {
    low = Math.min(low, reach.low);
    high = Math.max(high, reach.high);
  }
  for (let i = 0; i < length; i++) {
    const values = panel.series.map((s) => s.marks[i]?.value ?? 0);
    if (chart.shape === "lines") {
      low = Math.min(low, ...values);
      high = Math.max(high, ...values);
    } else {
      low = Math.min(low, values.filter((v) => v < 0).reduce((a, b) => a + b, 0));
      high = Math.max(high, values.filter((v) => v > 0).reduce((a, b) => a + b, 0));
    }
  }
  return [low, high];
}

/** Room at the right of a plot for the names of its series, and those names in lines. */
function naming(panel: Panel, frame: Frame): { named: boolean; names: string[][]; right: number } {
  const measure = measureWith(LABEL);
  const named = frame.labels && panel.series.some((s) => s.name !== "") && panel.series.length > 1;
  const most = Math.min(190, frame.width * 0.32);
  const names = panel.series.map((s) => (named ? wrap(s.name, most - BESIDE, measure) : []));
  const widest = Math.max(0, ...names.flat().map(measure));
  return { named, names, right: frame.right + (named ? widest + BESIDE : 8) };
}

/** Lays out the events of a panel. */
export function flagsOf(chart: Chart, panel: Panel, frame: Frame): Flags {
  const events = eventsOf(chart, panel);
  const times = panel.series.flatMap((s) => s.marks.flatMap((m) => (m.start === undefined ? [] : [day(m.start).getTime()])));
  if (chart.axis !== "time" || times.length === 0) return layOut([], { first: 0, last: 0, left: 0, right: 0 }, false, () => 0);
  const right = frame.width - naming(panel, frame).right;
  const axis = { first: Math.min(...times), last: Math.max(...times), left: frame.left, right };
  return layOut(events, axis, frame.labels, nameWidth());
}

/** Draws one panel into the picture, with its events in the `room` above the plot. */
export function plotPanel(svg: SVGSVGElement, chart: Chart, panel: Panel, at: Frame, flags: Flags, room: number): void {
  const frame = { ...at, y: at.y + room };
  const { named, names, right } = naming(panel, frame);
  const inner = frame.width - frame.left - right;
  const bands = panel.series.map((line) => data(chart, line));
  const all = bands.flat();
  const [low, high] = frame.domain ?? extent(chart, panel);
  const span = high - low || 1;
  const domain: [number, number] = [low < 0 ? low - span * 0.08 : low, high > 0 ? high + span * 0.08 : high + (low < 0 ? span * 0.04 : 0)];
  if (domain[0] === domain[1]) domain[1] += 1;

  const marks: Markish[] = [
    gridY({ stroke: "var(--grid)", strokeOpacity: 1, ticks: frame.height < 200 ? 3 : 5 }),
    axisY({
      ticks: frame.height < 200 ? 3 : 5,
      tickSize: 0,
      tickFormat: (v: number) => (frame.first ? tick(chart.style, v) : ""),
      label: null,
      fontSize: 11,
      fill: "var(--soft)",
      ...(frame.first ? {} : { textAnchor: "end" as const }),
    }),
  ];
  const order = [...new Set(all.map((d) => d.at))];
  if (chart.axis === "time") {
    marks.push(
      axisX({
        ticks: years(all, inner),
        tickFormat: (d: Date) => String(d.getUTCFullYear()),
        tickSize: 4,
        label: null,
        fontSize: 11,
        stroke: "var(--line)",
        fill: "var(--soft)",
      }),
    );
  } else {
    marks.push(
      axisX({ ticks: categories(order, inner), tickSize: 0, label: null, fontSize: 11, fill: "var(--soft)" }),
    );
  }
  marks.push(...(panel.bands ?? []).flatMap(behind));
  marks.push(...shapes(chart, panel, bands, order));
  marks.push(ruleY([0], { stroke: "var(--soft)" }));
  if (chart.mark_values) marks.push(...values(chart, bands, order, inner / order.length < 76));
  const look = { fill: "var(--page)", stroke: "var(--line)", fontSize: 12, title: told(chart), x: "x" } as const;
  if (chart.shape === "lines") {
    marks.push(tip(all.filter((d) => !Number.isNaN(d.y)), pointer({ ...look, y: "y" })));
  } else {
    marks.push(tip(all, pointerX(stackY({ ...look, y: "y", z: "series" }))));
  }

  const drawn = plot({
    width: frame.width,
    height: frame.height,
    marginLeft: frame.left,
    marginRight: right,
    marginTop: TOP,
    marginBottom: BOTTOM,
    style: { background: "none", color: "var(--ink)", fontSize: "11px" },
    x: chart.axis === "time" ? { type: "utc" } : { type: chart.shape === "columns" ? "band" : "point", domain: order, padding: chart.shape === "columns" ? 0.25 : 0.15 },
    y: { domain },
    marks,
  }) as unknown as SVGSVGElement & ReturnType<typeof plot>;
  drawn.setAttribute("x", String(frame.x));
  drawn.setAttribute("y", String(frame.y));
  drawn.removeAttribute("class");
  // The picture is one image with one description; names of its parts would be read out as noise.
  for (const part of drawn.querySelectorAll("[aria-label]")) {
    part.setAttribute("data-mark", part.getAttribute("aria-label") ?? "");
    part.removeAttribute("aria-label");
  }
  svg.append(drawn);
  if (all.every((d) => Number.isNaN(d.y))) {
    const font: Font = { size: 11.5, weight: 400 };
    svg.append(text("not published", frame.x + frame.left + 4, frame.y + frame.height / 2, font, "var(--soft)"));
  }
  raise(svg, flags, frame.x, frame.y + TOP, frame.y + frame.height - BOTTOM);
  if (!named) return;

  const scale = drawn.scale("y");
  if (scale === undefined) return;
  const ends = ending(chart, bands);
  const leading = LABEL.size * 1.2;
  const middles = spread(
    ends.map((end, i) => ({ at: scale.apply(end) as number, height: (names[i]?.length ?? 1) * leading + 4 })),
    0,
    frame.height - BOTTOM + 8,
  );
  panel.series.forEach((line, i) => {
    const parts = names[i] ?? [];
    const middle = frame.y + (middles[i] ?? 0);
    const x = frame.x + frame.width - right + 4;
    const top = middle - (parts.length * leading) / 2;
    svg.append(swatch(x, top + leading / 2, colour(line.tone)));
    parts.forEach((part, n) => {
      svg.append(text(part, x + 14, top + n * leading + LABEL.size * 0.95, LABEL, "var(--ink)"));
    });
  });
}

const day = (start: string): Date => new Date(`${start}T00:00:00Z`);

/** Intervals as a veil; those on top of one another grow darker towards the middle. One alone is a stroke. */
function behind(band: Band): Markish[] {
  const ends = { x: (r: Reach) => day(r.start), y1: "low", y2: "high" } as const;
  const told = (r: Reach): string => `${r.at}\n${band.name}`;
  if (band.reaches.length === 1) {
    const look = { stroke: colour(band.tone), strokeWidth: 1.25, strokeOpacity: 0.7, strokeDasharray: "3 3" } as const;
    return [
      ruleX([...band.reaches], { ...ends, ...look }),
      tip([...band.reaches], pointerX({ x: ends.x, y: "high", fill: "var(--page)", stroke: "var(--line)", fontSize: 12, title: told, maxRadius: 8 })),
    ];
  }
  return [areaY([...band.reaches], { ...ends, fill: colour(band.tone), fillOpacity: 0.2 })];
}

/** The height in data at which each series ends. */
function ending(chart: Chart, bands: readonly Datum[][]): number[] {
  if (chart.shape === "lines") {
    return bands.map((band) => band.findLast((d) => !Number.isNaN(d.y))?.y ?? 0);
  }
  let below = 0;
  return bands.map((band) => {
    const value = band.at(-1)?.y ?? 0;
    const end = Number.isNaN(value) ? 0 : value;
    below += end;
    return below - end / 2;
  });
}

function shapes(chart: Chart, panel: Panel, bands: readonly Datum[][], order: readonly string[]): Markish[] {
  const all = bands.flat();
  switch (chart.shape) {
    case "stacked-area":
      return [areaY(all, stackY({ x: "x", y: "y", z: "series", fill: (d: Datum) => colour(d.tone), stroke: "var(--page)", strokeWidth: 0.75 }))];
    case "columns":
      return [barY(all, stackY({ x: "x", y: "y", z: "series", fill: (d: Datum) => colour(d.tone), stroke: "var(--page)", strokeWidth: 0.75 }))];
    case "lines":
      // The emphasised series last, on top.
      return panel.series
        .map((line, i) => ({ line, band: bands[i] ?? [] }))
        .sort((a, b) => weight(a.line.tone) - weight(b.line.tone))
        .flatMap(({ line, band }) => {
          const marks: Markish[] = [
            lineY(band, { x: "x", y: "y", stroke: colour(line.tone), strokeWidth: weight(line.tone), strokeLinejoin: "round" }),
          ];
          const known = band.filter((d) => !Number.isNaN(d.y));
          const short = chart.axis === "category" && (chart.mark_values || known.length < order.length);
          const dots = short ? known : known.slice(-1);
          if (line.tone !== "pale") marks.push(dot(dots, { x: "x", y: "y", fill: colour(line.tone), r: 3 }));
          return marks;
        });
  }
}

/** Numbers at the marks: the sum on top of a column; on lines those of the first two series, apart from each other. */
function values(chart: Chart, bands: readonly Datum[][], order: readonly string[], short: boolean): Markish[] {
  const style = { fill: "var(--ink)", stroke: "var(--page)", strokeWidth: 4, fontSize: 11.5, fontWeight: 600 } as const;
  if (chart.shape === "columns") {
    const sums = order.map((at) => {
      const here = bands.flat().filter((d) => d.at === at && !Number.isNaN(d.y));
      return { x: at, y: here.reduce((sum, d) => sum + d.y, 0) };
    });
    return [
      textMark(sums.filter((s) => s.y >= 0), { ...style, x: "x", y: "y", dy: -8, text: (d: { y: number }) => label(chart.style, d.y, short) }),
      textMark(sums.filter((s) => s.y < 0), { ...style, x: "x", y: "y", dy: 9, text: (d: { y: number }) => label(chart.style, d.y, short) }),
    ];
  }
  const above: Datum[] = [];
  const below: Datum[] = [];
  const told = bands.flat().filter((d) => (d.tone === "focus" || d.tone === "second") && !Number.isNaN(d.y));
  for (const datum of told) {
    const other = told.find((d) => d.at === datum.at && d.tone !== datum.tone);
    (other !== undefined && other.y > datum.y ? below : above).push(datum);
  }
  const words = (d: Datum): string => label(chart.style, d.y);
  return [
    textMark(above, { ...style, x: "x", y: "y", dy: -11, text: words }),
    textMark(below, { ...style, x: "x", y: "y", dy: 12, text: words }),
  ];
}
