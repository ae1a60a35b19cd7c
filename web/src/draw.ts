// A whole picture: title, subtitle, plots, labels and source line in one SVG, so that what is copied keeps them.

import { measureWith, text, type Font } from "./svg";
import { key, type Flags } from "./events";
import { columnsFor, wrap } from "./layout";
import type { Chart } from "./model";
import { label as shortLabel } from "./numbers";
import { flagsOf, plotPanel, type Frame } from "./plot";

const SVG = "http://www.w3.org/2000/svg";
const TITLE: Font = { size: 16, weight: 700 };
const SUBTITLE: Font = { size: 12.5, weight: 400 };
const SOURCE: Font = { size: 11, weight: 400 };
const HEADING: Font = { size: 12.5, weight: 600 };
const LEADING = 1.3;

/** Writes lines of text downwards from `y` (their top) and returns where they end. */
function paragraph(svg: SVGSVGElement, lines: readonly string[], font: Font, fill: string, y: number, x = 0): number {
  for (const line of lines) {
    y += font.size * LEADING;
    svg.append(text(line, x, y - font.size * 0.3, font, fill));
  }
  return y;
}

/** Draws a chart `width` pixels wide. */
export function draw(chart: Chart, width: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("xmlns", SVG);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", `${chart.id}-name`);
  svg.setAttribute("aria-describedby", `${chart.id}-description`);
  svg.setAttribute("font-family", getComputedStyle(document.body).fontFamily);
  const ground = document.createElementNS(SVG, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", "var(--page)");
  svg.append(ground);

  const lines = (words: string, font: Font): string[] => wrap(words, width, measureWith(font));
  let y = paragraph(svg, lines(chart.title, TITLE), TITLE, "var(--ink)", 0);
  y = paragraph(svg, lines(chart.subtitle, SUBTITLE), SUBTITLE, "var(--soft)", y + 2);
  y = paragraph(svg, lines(chart.unit, SOURCE), SOURCE, "var(--soft)", y + 8);
  y = chart.panels.length > 1 ? multiples(svg, chart, width, y) : single(svg, chart, width, y);
  y = paragraph(svg, lines(chart.source, SOURCE), SOURCE, "var(--soft)", y + 4);
  const height = Math.ceil(y + 4);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  return svg;
}

function single(svg: SVGSVGElement, chart: Chart, width: number, y: number): number {
  const height = Math.round(Math.max(280, Math.min(380, width * 0.44)));
  const panel = chart.panels[0];
  if (panel === undefined) return y;
  const frame: Frame = { x: 0, y, width, height, left: 48, right: 0, first: true, labels: true, domain: undefined };
  const flags = flagsOf(chart, panel, frame);
  plotPanel(svg, chart, panel, frame, flags, flags.height);
  return key(svg, chart.events ?? [], [flags], width, y + height + flags.height);
}

function multiples(svg: SVGSVGElement, chart: Chart, width: number, y: number): number {
  const gutter = 46;
  const gap = 14;
  const columns = columnsFor(width - gutter, chart.panels.length);
  const inner = (width - gutter - gap * (columns - 1)) / columns;
  const height = Math.round(Math.max(104, Math.min(150, inner * 0.7)));
  const values = chart.panels.flatMap((p) => p.series.flatMap((s) => s.marks.map((m) => m.value ?? 0)));
  const reaches = chart.panels.flatMap((p) => (p.bands ?? []).flatMap((b) => b.reaches.flatMap((r) => [r.low, r.high])));
  const domain: [number, number] = [Math.min(0, ...values, ...reaches), Math.max(0, ...values, ...reaches)];
  const measure = measureWith(HEADING);
  const all: Flags[] = [];
  for (let from = 0; from < chart.panels.length; from += columns) {
    const row = chart.panels.slice(from, from + columns);
    const headings = row.map((panel) => wrap(panel.title, inner, measure));
    const deepest = Math.max(...headings.map((h) => h.length));
    const top = y + 6;
    const under = top + deepest * HEADING.size * LEADING;
    const frames = row.map((_, i): Frame => {
      const left = i === 0 ? gutter : 0;
      return {
        x: gutter + i * (inner + gap) - left,
        y: under + SOURCE.size * LEADING,
        width: inner + left,
        height,
        left,
        right: 12,
        first: i === 0,
        labels: false,
        domain,
      };
    });
    const flags = row.map((panel, i) => flagsOf(chart, panel, frames[i] as Frame));
    all.push(...flags);
    // One room for the whole row, so that its plots stand on one line.
    const room = Math.max(0, ...flags.map((f) => f.height));
    row.forEach((panel, i) => {
      const x = gutter + i * (inner + gap);
      paragraph(svg, headings[i] ?? [], HEADING, "var(--ink)", top, x);
      const last = panel.series[0]?.marks.findLast((m) => m.value !== null);
      const told =
        last === undefined || last.value === null ? "no figure" : `${last.at}: ${shortLabel(chart.style, last.value)}`;
      paragraph(svg, [told], SOURCE, "var(--soft)", under, x);
      plotPanel(svg, chart, panel, frames[i] as Frame, flags[i] as Flags, room);
    });
    y = under + SOURCE.size * LEADING + room + height;
  }
  return key(svg, chart.events ?? [], all, width, y);
}
