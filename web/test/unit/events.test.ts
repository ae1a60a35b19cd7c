import { describe, expect, it } from "vitest";

import { eventsOf, layOut } from "../../src/events";
import { lanes, type Flag } from "../../src/layout";
import type { Chart, EventMark } from "../../src/model";

/** Labels that cover each other, and poles that cross labels. */
function faults(flags: readonly Flag[], where: readonly number[]): string[] {
  const out: string[] = [];
  flags.forEach((a, i) => {
    flags.forEach((b, j) => {
      if (i === j) return;
      if (i < j && where[i] === where[j] && a.from < b.to && b.from < a.to) out.push(`${i} covers ${j}`);
      const shared = Math.abs(a.at - b.at) <= 0.5;
      if (!shared && b.at > a.from && b.at < a.to && (where[i] ?? 0) <= (where[j] ?? 0)) out.push(`the pole of ${j} crosses ${i}`);
    });
  });
  return out;
}

const right = (at: number, width: number): Flag => ({ at, from: at, to: at + width });

describe("lanes", () => {
  it("keeps flags that are far apart on the ground", () => {
    expect(lanes([right(0, 10), right(50, 10)], 3)).toEqual([0, 0]);
  });
  it("raises a label over the pole it would be crossed by", () => {
    expect(lanes([right(0, 30), right(10, 30)], 3)).toEqual([1, 0]);
  });
  it("lets flags at one place share their pole", () => {
    const where = lanes([right(10, 30), right(10, 20)], 3) ?? [];
    expect(new Set(where)).toEqual(new Set([0, 1]));
  });
  it("gives up where the lanes are too few", () => {
    expect(lanes([right(0, 30), right(5, 30), right(10, 30)], 2)).toBeUndefined();
  });
  it("never lets anything cross, however the flags fall", () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let round = 0; round < 300; round++) {
      const flags = Array.from({ length: 1 + Math.floor(random() * 16) }, () => right(Math.round(random() * 200), 6 + random() * 60));
      const where = lanes(flags, flags.length + 1);
      expect(where).toBeDefined();
      expect(faults(flags, where ?? [])).toEqual([]);
    }
  });
});

const event = (number: number, at: string, title = `Event ${number}`): EventMark => ({ number, at, day: at, title });
const axis = { first: Date.parse("2020-01-01"), last: Date.parse("2024-01-01"), left: 48, right: 248 };
const width = (words: string): number => words.length * 6;

describe("layOut", () => {
  it("names events where the names fit, and numbers them where not", () => {
    const few = layOut([event(1, "2020-06-01", "A"), event(2, "2022-06-01", "B")], axis, true, width);
    expect(few.named).toBe(true);
    expect(few.placed.map((p) => p.label)).toEqual(["1\u00a0A", "2\u00a0B"]);
    const long = "a name that is longer than the whole of the plot";
    const many = layOut([event(1, "2020-06-01", long), event(2, "2022-06-01", long)], axis, true, width);
    expect(many.named).toBe(false);
    expect(many.placed.map((p) => p.label)).toEqual(["1", "2"]);
  });
  it("turns a name at the right edge to the left", () => {
    const [last] = layOut([event(1, "2023-12-01", "Late")], axis, true, width).placed;
    expect(last?.left).toBe(true);
  });
  it("leaves out what is outside the axis, and draws the rest, however close", () => {
    const days = ["2019-12-31", "2021-01-01", "2021-01-02", "2021-01-02", "2021-01-03", "2024-01-02"];
    const { placed } = layOut(days.map((d, i) => event(i + 1, d)), axis, false, width);
    expect(placed.map((p) => p.event.number)).toEqual([2, 3, 4, 5]);
    expect(new Set(placed.map((p) => p.lane)).size).toBe(4);
  });
  it("tells a last day from a first", () => {
    const end: EventMark = { ...event(3, "2022-05-11"), end: true };
    expect(layOut([end], axis, false, width).placed[0]?.label).toBe("3\u00a0end");
    expect(layOut([end], axis, true, width).placed[0]?.label).toBe("3\u00a0Event\u00203: end");
  });
  it("takes no room without events", () => {
    expect(layOut([], axis, true, width).height).toBe(0);
  });
});

describe("eventsOf", () => {
  it("gives a panel the events it marks, and none to one that marks none", () => {
    const chart = { events: [event(1, "2021-01-01"), event(2, "2022-01-01")], panels: [] } as unknown as Chart;
    expect(eventsOf(chart, { title: "", series: [], events: [2] }).map((e) => e.number)).toEqual([2]);
    expect(eventsOf(chart, { title: "", series: [] })).toEqual([]);
  });
});
