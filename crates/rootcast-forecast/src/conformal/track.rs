//! What is remembered of the forecasts one horizon ahead.

use std::collections::VecDeque;

use super::Settings;

/// The probabilities outside, on one side, at which limits are watched: those of the central 95, 80 and 50 per cent.
pub(super) const TAILS: [f64; 3] = [0.025, 0.1, 0.25];

/// Nothing is read off a model beyond this level: there it is its draws that speak.
const FAR: f64 = 0.9995;

/// How far from the median, in the units of the model's own spread.
pub(super) type Standard<'a> = &'a dyn Fn(f64) -> f64;

/// The scores of one horizon, and where the levels of its limits stand.
#[derive(Clone, Debug)]
pub(super) struct Track {
    /// Steps ahead, from 1.
    ahead: usize,
    scores: VecDeque<f64>,
    sorted: Vec<f64>,
    /// The probability asked for outside each lower and upper limit; the second of each pair is the upper.
    asked: [[f64; 2]; TAILS.len()],
}

impl Track {
    pub(super) fn new(ahead: usize) -> Self {
        Self {
            ahead,
            scores: VecDeque::new(),
            sorted: Vec::new(),
            asked: TAILS.map(|tail| [tail, tail]),
        }
    }

    /// Takes the score of an outcome, and whether it lay outside each limit that was issued for it.
    pub(super) fn hear(&mut self, score: f64, missed: [[bool; 2]; TAILS.len()], settings: &Settings) {
        let gamma = settings.gamma / self.ahead as f64;
        for ((asked, missed), tail) in self.asked.iter_mut().zip(missed).zip(TAILS) {
            for (asked, missed) in asked.iter_mut().zip(missed) {
                let step = gamma * (tail - f64::from(u8::from(missed)));
                *asked = (*asked + step).clamp(-settings.farthest, (10.0 * tail).min(0.45));
            }
        }
        self.scores.push_back(score);
        while self.scores.len() > settings.window.max(1) {
            self.scores.pop_front();
        }
        self.sorted.clear();
        self.sorted.extend(&self.scores);
        self.sorted.sort_by(f64::total_cmp);
    }

    /// How many scores are remembered.
    pub(super) fn scores(&self) -> usize {
        self.scores.len()
    }

    /// The calibrated quantile at a level, as a score: ≥ 0 above the median and ≤ 0 below.
    pub(super) fn score_at(&self, level: f64, standard: Standard<'_>, settings: &Settings) -> f64 {
        let upper = level >= 0.5;
        let outside = if upper { 1.0 - level } else { level };
        let inside = 1.0 - (outside + self.shift(outside, upper));
        // Both sides are looked at as if they were above.
        let spread = |p: f64| if upper { standard(p) } else { -standard(1.0 - p) }.max(0.0);
        let said = spread(inside.clamp(0.5, FAR));
        // Scores of overlapping forecasts repeat each other: only one in `ahead` is news.
        let news = self.sorted.len() as f64 / self.ahead as f64;
        let near = ((0.5 - outside) / 0.25).min(1.0);
        let came = self.empirical(inside, upper, said);
        // More is needed to draw a limit in than to move it out.
        let trust = settings.trust.max(1e-9) * if came < said { settings.narrow } else { 1.0 };
        let weight = near * news / (news + trust);
        let beyond = 1.0 + settings.reach * (inside - FAR).max(0.0);
        let score = (weight * came + (1.0 - weight) * said).max(0.0) * beyond;
        if upper { score } else { -score }
    }

    /// By how much the probability outside is moved: as at the watched limits, straight between them, and not at all at
    /// the median.
    fn shift(&self, outside: f64, upper: bool) -> f64 {
        let side = usize::from(upper);
        let moved = |i: usize| self.asked[i][side] - TAILS[i];
        let (mut from, mut at) = (TAILS[0], moved(0));
        if outside <= from {
            return at;
        }
        for (to, next) in (1..TAILS.len()).map(|i| (TAILS[i], moved(i))).chain([(0.5, 0.0)]) {
            if outside <= to {
                return at + (next - at) * (outside - from) / (to - from);
            }
            (from, at) = (to, next);
        }
        0.0
    }

    /// The score below which the share `inside` of scores lies, on one side. Where the scores are too few to reach so
    /// far, they only say how far out they lie if that is farther than the model said.
    fn empirical(&self, inside: f64, upper: bool, said: f64) -> f64 {
        let n = self.sorted.len();
        let Some(last) = n.checked_sub(1) else {
            return 0.0;
        };
        let ranked = |i: usize| {
            if upper {
                self.sorted[i]
            } else {
                -self.sorted[last - i]
            }
        };
        let position = (n as f64 + 1.0) * inside - 1.0;
        if position >= last as f64 {
            return ranked(last).max(said);
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in 0..last"
        )]
        let low = position.max(0.0) as usize;
        let share = (position - low as f64).clamp(0.0, 1.0);
        ranked(low) + share * (ranked(low + 1) - ranked(low))
    }
}
