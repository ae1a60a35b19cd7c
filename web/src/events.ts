// Events on a chart: a rule at the first day of each, with its number, and its name where there is room. Where there is
// none the numbers stand alone and the names below the picture's plots.

import { lanes, wrap, type Flag } from "./layout";
import type { Chart, EventMark, Panel } from "./model";
import { measureWith, text, type Font } from "./svg";

const SVG = "http://www.w3.org/2000/svg";
const NAME: Font = { size: 10.5, weight: 400 };
const LANE = 14;
/** Lanes of names; beyond, numbers take less room. */
const MOST_NAMED = 6;
/** Free room on either side of a label. */
const GAP = 3;

/** An event where it stands. */
interface Placed {
  readonly event: EventMark;
  /** Pixels from the left edge of the panel's frame. */
  readonly x: number;
  readonly lane: number;
  readonly label: string;
  /** Whether the label stands left of its rule, where it would leave the plot on the right. */
  readonly left: boolean;
}

/** The events of a panel, laid out above its plot. */
export interface Flags {
  readonly placed: readonly Placed[];
  /** Whether the names stand at the rules, so that no key is needed. */
  readonly named: boolean;
  /** Pixels they take above the plot. */
  readonly height: number;
}

const time = (event: EventMark): number => Date.parse(`${event.at}T00:00:00Z`);

/** What stands beside the number. */
export const nameOf = (event: EventMark): string => (event.end === true ? `${event.title}: end` : event.title);

/** The events a panel marks. */
export function eventsOf(chart: Chart, panel: Panel): EventMark[] {
  const marked = new Set(panel.events ?? []);
  return (chart.events ?? []).filter((e) => marked.has(e.number));
}

/**
 * Lays out the events of a panel whose time axis runs from `first` to `last` (milliseconds) between the pixels `left`
 * and `right`. With `names`, each has its title where that fits; without, its number alone.
 */
export function layOut(
  events: readonly EventMark[],
  axis: { first: number; last: number; left: number; right: number },
  names: boolean,
  width: (words: string) => number,
): Flags {
  const span = axis.last - axis.first || 1;
  const inside = events.filter((e) => time(e) >= axis.first && time(e) <= axis.last);
  const at = (e: EventMark): number => axis.left + ((time(e) - axis.first) / span) * (axis.right - axis.left);
  const place = (label: (e: EventMark) => string, most: number, turn: boolean): Placed[] | undefined => {
    const flags = inside.map((event): Flag & { left: boolean; event: EventMark } => {
      const x = at(event);
      const w = width(label(event)) + 2 * GAP;
      const left = turn && x + w > axis.right;
      return left ? { event, at: x, from: x - w, to: x, left } : { event, at: x, from: x, to: x + w, left };
    });
    if (flags.some((f) => f.from < axis.left)) return undefined;
    return lanes(flags, most)?.map((lane, i) => {
      const flag = flags[i] as (typeof flags)[number];
      return { event: flag.event, x: flag.at, lane, label: label(flag.event), left: flag.left };
    });
  };
  const named = names ? place((e) => `${e.number}\u00a0${nameOf(e)}`, MOST_NAMED, true) : undefined;
  // Labels that all stand right of their rules fit in as many lanes as there are labels.
  const number = (e: EventMark): string => (e.end === true ? `${e.number}\u00a0end` : String(e.number));
  const placed = named ?? place(number, inside.length + 1, false) ?? [];
  const highest = Math.max(-1, ...placed.map((p) => p.lane));
  return { placed, named: named !== undefined, height: (highest + 1) * LANE };
}

/** Draws poles and labels above a plot whose top is at `ground`, and the rules through it down to `foot`. */
export function raise(svg: SVGSVGElement, flags: Flags, x: number, ground: number, foot: number): void {
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("data-mark", "event");
  for (const { event, x: at, lane, label, left } of flags.placed) {
    const top = ground - lane * LANE - 2;
    const line = document.createElementNS(SVG, "line");
    line.setAttribute("x1", (x + at).toFixed(1));
    line.setAttribute("x2", (x + at).toFixed(1));
    line.setAttribute("y1", (top - LANE + 4).toFixed(1));
    line.setAttribute("y2", foot.toFixed(1));
    line.setAttribute("stroke", "var(--ink)");
    line.setAttribute("stroke-opacity", "0.55");
    line.setAttribute("stroke-width", "1");
    line.setAttribute("stroke-dasharray", "3 2");
    line.setAttribute("data-event", String(event.number));
    const words = text(label, x + at + (left ? -GAP : GAP), top - 3, NAME, "var(--ink)");
    words.setAttribute("text-anchor", left ? "end" : "start");
    group.append(line, words);
  }
  svg.append(group);
}

/** The names of events that stand on plots by number alone, in as many columns as fit; returns where they end. */
export function key(svg: SVGSVGElement, all: readonly EventMark[], plots: readonly Flags[], width: number, y: number): number {
  const shown = new Set(plots.filter((f) => !f.named).flatMap((f) => f.placed.map((p) => p.event)));
  const events = all.filter((e) => shown.has(e));
  if (events.length === 0) return y;
  const measure = measureWith(NAME);
  const columns = Math.max(1, Math.min(3, Math.floor(width / 300)));
  const room = width / columns - 12;
  const entries = events.map((e) => wrap(`${e.number}\u00a0\u00a0${e.day}\u2002${nameOf(e)}`, room, measure));
  const leading = NAME.size * 1.3;
  const rows = Math.ceil(entries.length / columns);
  let deepest = y;
  for (let column = 0; column < columns; column++) {
    let at = y;
    for (const lines of entries.slice(column * rows, (column + 1) * rows)) {
      lines.forEach((line, i) => {
        at += leading;
        svg.append(text(line, column * (width / columns) + (i === 0 ? 0 : 14), at - NAME.size * 0.3, NAME, "var(--soft)"));
      });
    }
    deepest = Math.max(deepest, at);
  }
  return deepest + 4;
}

/** Width of a label. */
export const nameWidth = (): ((words: string) => number) => measureWith(NAME);
