// The brief as the binary writes it. Field for field what `brief/model.rs` serialises, as far as the charts need it.

export type Shape = "lines" | "stacked-area" | "columns";
export type Axis = "time" | "category";
export type Style = "count" | "percent" | "decimal" | "usd";
export type Tone = "focus" | "second" | "third" | "fourth" | "rest" | "pale";

export interface Mark {
  readonly at: string;
  /** First day of the period, ISO 8601; absent on an axis of categories. */
  readonly start?: string;
  /** `null` is missing, never zero. */
  readonly value: number | null;
  readonly missing?: string;
}

export interface Line {
  readonly name: string;
  readonly tone: Tone;
  readonly marks: readonly Mark[];
}

/** An event that happened while the figures of a chart were counted. */
export interface EventMark {
  /** The same on every chart and in the table of events. */
  readonly number: number;
  readonly title: string;
  /** First day, or last, ISO 8601. */
  readonly at: string;
  /** That day as exactly as it is known. */
  readonly day: string;
  /** Whether it is the last day; absent where it is the first. */
  readonly end?: boolean;
}

/** An interval as drawn. */
export interface Reach {
  readonly at: string;
  /** First day of the period, ISO 8601. */
  readonly start: string;
  readonly low: number;
  readonly high: number;
}

/** Intervals of one probability, or a stroke where there is one only. */
export interface Band {
  readonly name: string;
  readonly tone: Tone;
  readonly reaches: readonly Reach[];
}

export interface Panel {
  readonly title: string;
  readonly series: readonly Line[];
  /** Drawn behind the series, the widest first; absent where there are none. */
  readonly bands?: readonly Band[];
  /** Numbers of the events marked on it; absent where there are none. */
  readonly events?: readonly number[];
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly source: string;
  readonly shape: Shape;
  readonly axis: Axis;
  readonly style: Style;
  readonly unit: string;
  readonly mark_values: boolean;
  readonly panels: readonly Panel[];
  /** The events its panels mark; absent where there are none. */
  readonly events?: readonly EventMark[];
}

export interface Section {
  readonly charts: readonly Chart[];
}

export interface Brief {
  readonly format: number;
  readonly sections: readonly Section[];
}

/** The only version of the JSON this bundle draws. */
export const FORMAT = 1;

/** Reads the inlined JSON; an unknown version is an error, not a guess. */
export function parse(text: string): Brief {
  const brief = JSON.parse(text) as Brief;
  if (brief.format !== FORMAT) throw new Error(`the page holds format ${brief.format}, this script draws ${FORMAT}`);
  return brief;
}
