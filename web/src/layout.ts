// Placing words: breaking lines to a width, and moving labels apart. Pure, so that it can be tested without a page.

/** Width of a text in pixels. */
export type Measure = (text: string) => number;

/** Breaks a text into lines no wider than `width`; a word that is wider stands alone. */
export function wrap(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (word === "") continue;
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** A label that wants to stand with its middle at `at` and is `height` tall. */
export interface Wish {
  readonly at: number;
  readonly height: number;
}

/**
 * Middles for labels in one column, in the order given: none overlaps another, all lie between `top` and `bottom`
 * where they fit, and each is as near to its wish as the others allow.
 */
export function spread(wishes: readonly Wish[], top: number, bottom: number): number[] {
  const order = wishes.map((_, i) => i).sort((a, b) => (wishes[a]?.at ?? 0) - (wishes[b]?.at ?? 0) || a - b);
  // Labels that collide become one block, centred on the mean of its wishes.
  interface Block { members: number[]; height: number; sum: number; from: number }
  const place = (b: Block): void => {
    b.from = Math.max(top, Math.min(bottom - b.height, b.sum / b.members.length - b.height / 2));
  };
  const blocks: Block[] = [];
  for (const i of order) {
    const wish = wishes[i];
    if (wish === undefined) continue;
    const block: Block = { members: [i], height: wish.height, sum: wish.at, from: 0 };
    place(block);
    blocks.push(block);
    for (;;) {
      const last = blocks.at(-1);
      const before = blocks.at(-2);
      if (last === undefined || before === undefined || before.from + before.height <= last.from) break;
      blocks.pop();
      before.members.push(...last.members);
      before.height += last.height;
      before.sum += last.sum;
      place(before);
    }
  }
  const middles = new Array<number>(wishes.length).fill(0);
  for (const block of blocks) {
    let y = block.from;
    for (const i of block.members) {
      const height = wishes[i]?.height ?? 0;
      middles[i] = y + height / 2;
      y += height;
    }
  }
  return middles;
}

/** How many panels stand side by side. */
export function columnsFor(width: number, panels: number): number {
  if (panels <= 1) return 1;
  const most = Math.max(2, Math.floor(width / 170));
  const rows = Math.ceil(panels / Math.min(most, panels));
  return Math.ceil(panels / rows);
}

/** A label on a pole: the pole stands at `at`, the label covers `from` to `to`. */
export interface Flag {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Lanes for flags, 0 nearest the ground, so that no label covers another and no pole crosses a label; `undefined`
 * where `most` lanes are too few. Flags at one place share their pole.
 */
export function lanes(flags: readonly Flag[], most: number): number[] | undefined {
  const out = new Array<number>(flags.length).fill(-1);
  const order = flags.map((_, i) => i).sort((a, b) => (flags[b]?.at ?? 0) - (flags[a]?.at ?? 0) || a - b);
  const placed: number[] = [];
  const under = (pole: Flag, label: Flag): boolean =>
    Math.abs(pole.at - label.at) > 0.5 && pole.at > label.from && pole.at < label.to;
  for (const i of order) {
    const flag = flags[i];
    if (flag === undefined) continue;
    const fits = (lane: number): boolean =>
      placed.every((j) => {
        const other = flags[j];
        const its = out[j] ?? 0;
        if (other === undefined) return true;
        if (lane === its && flag.from < other.to && other.from < flag.to) return false;
        return !(under(other, flag) && lane <= its) && !(under(flag, other) && its <= lane);
      });
    let lane = 0;
    while (lane < most && !fits(lane)) lane++;
    if (lane === most) return undefined;
    out[i] = lane;
    placed.push(i);
  }
  return out;
}
