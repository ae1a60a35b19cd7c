import { describe, expect, it } from "vitest";

import { columnsFor, spread, wrap } from "../../src/layout";

const measure = (text: string): number => text.length;

describe("wrap", () => {
  it("breaks between words and never loses one", () => {
    expect(wrap("one two three four", 9, measure)).toEqual(["one two", "three", "four"]);
  });
  it("lets a word that is too wide stand alone", () => {
    expect(wrap("a wonderfully b", 5, measure)).toEqual(["a", "wonderfully", "b"]);
  });
  it("does not break at a space that must not break", () => {
    expect(wrap("Title\u00a08 it", 7, measure)).toEqual(["Title\u00a08", "it"]);
  });
  it("has no lines for no text", () => {
    expect(wrap("", 10, measure)).toEqual([]);
  });
});

describe("spread", () => {
  const apart = (middles: number[], heights: number[]): boolean => {
    const boxes = middles.map((m, i) => [m - (heights[i] ?? 0) / 2, m + (heights[i] ?? 0) / 2] as const);
    return boxes.every(([a0, a1], i) => boxes.every(([b0, b1], j) => i === j || a1 <= b0 + 1e-9 || b1 <= a0 + 1e-9));
  };
  it("leaves labels alone that do not touch", () => {
    expect(spread([{ at: 20, height: 10 }, { at: 60, height: 10 }], 0, 100)).toEqual([20, 60]);
  });
  it("moves labels apart and keeps their order", () => {
    const middles = spread([{ at: 50, height: 10 }, { at: 51, height: 20 }, { at: 49, height: 10 }], 0, 100);
    expect(apart(middles, [10, 20, 10])).toBe(true);
    expect(middles[2]).toBeLessThan(middles[0] ?? 0);
    expect(middles[0]).toBeLessThan(middles[1] ?? 0);
  });
  it("keeps them inside", () => {
    const middles = spread([{ at: -5, height: 10 }, { at: 99, height: 10 }, { at: 98, height: 10 }], 0, 100);
    expect(Math.min(...middles)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...middles)).toBeLessThanOrEqual(95);
    expect(apart(middles, [10, 10, 10])).toBe(true);
  });
});

describe("columnsFor", () => {
  it("fills rows evenly", () => {
    expect(columnsFor(900, 8)).toBe(4);
    expect(columnsFor(900, 12)).toBe(4);
    expect(columnsFor(330, 8)).toBe(2);
    expect(columnsFor(900, 1)).toBe(1);
  });
});
