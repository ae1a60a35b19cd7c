// Numbers as people read them: the same thin separators and minus sign as the tables, short forms for axes.

import type { Style } from "./model";

const THIN = "\u202f";
const MINUS = "\u2212";

/** `value` with `places` decimals, thousands set apart. */
export function decimal(value: number, places: number): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(places).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** A number as the tables print it. */
export function full(style: Style, value: number): string {
  switch (style) {
    case "count":
      return decimal(value, 0);
    case "percent":
      return `${decimal(value, 1)}${THIN}%`;
    case "decimal":
      return decimal(value, 2);
    case "usd":
      return `${decimal(value / 1e6, 1)}${THIN}million`;
  }
}

function trimmed(value: number): string {
  const [whole = "0", fraction = ""] = decimal(value, 2).split(".");
  const kept = fraction.replace(/0+$/, "");
  return kept === "" ? whole : `${whole}.${kept}`;
}

/** A tick of an axis: `250 k`, `2.5 M`, `40 %`. */
export function tick(style: Style, value: number): string {
  const size = Math.abs(value);
  switch (style) {
    case "percent":
      return `${trimmed(value)}${THIN}%`;
    case "usd":
      return trimmed(value / 1e6);
    case "decimal":
      return trimmed(value);
    case "count":
      if (size >= 1e6) return `${trimmed(value / 1e6)}${THIN}M`;
      if (size >= 1e4) return `${trimmed(value / 1e3)}${THIN}k`;
      return trimmed(value);
  }
}

/** The number beside a mark, in millions where space is short. */
export function label(style: Style, value: number, short = false): string {
  switch (style) {
    case "percent":
      return decimal(value, 1);
    case "count":
      return short && Math.abs(value) >= 1e6 ? `${decimal(value / 1e6, 2)}${THIN}M` : decimal(value, 0);
    default:
      return full(style, value);
  }
}
