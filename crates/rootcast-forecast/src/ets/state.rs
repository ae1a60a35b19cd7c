//! Parameters, states, and the walk of a form through a series.

use super::form::{ErrorKind, Form, Season, Trend};

/// Smoothing parameters. Those that a form does not have are ignored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// How much of an error the level takes up.
    pub alpha: f64,
    /// How much of it the slope takes up: `β`, not the `β* = β/α` of some texts.
    pub beta: f64,
    /// How much of it the season takes up.
    pub gamma: f64,
    /// What is left of a slope after a step.
    pub phi: f64,
}

/// Level, slope and season at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The level.
    pub level: f64,
    /// The slope; a factor where the trend is one.
    pub slope: f64,
    /// The season, the step that comes next first; empty where there is none.
    pub seasons: Vec<f64>,
}

/// What a walk through a series leaves at each step, for fitted values and for gradients.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    pub(crate) level: Vec<f64>,
    pub(crate) slope: Vec<f64>,
    /// `φ b` or `b^φ`.
    pub(crate) faded: Vec<f64>,
    pub(crate) season: Vec<f64>,
    pub(crate) expected: Vec<f64>,
    /// The error as it is, `y - μ`.
    pub(crate) error: Vec<f64>,
    pub(crate) ring: Vec<f64>,
}

/// What of a walk the likelihood needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sums {
    /// Of squared errors, relative where the form's errors are.
    pub(crate) squares: f64,
    /// Of `log |μ|`, where errors are relative.
    pub(crate) logs: f64,
    pub(crate) level: f64,
    pub(crate) slope: f64,
}

/// Forms as numbers that the compiler can make a loop for.
pub(crate) const NONE: u8 = 0;
pub(crate) const ADD: u8 = 1;
pub(crate) const TIMES: u8 = 2;

/// Calls a function that is generic over whether errors are relative, the trend, and the season.
macro_rules! for_form {
    ($form:expr, $call:ident ( $($arg:expr),* $(,)? )) => {{
        use $crate::ets::form::{ErrorKind, Season, Trend};
        use $crate::ets::state::{ADD, NONE, TIMES};
        let form: $crate::ets::form::Form = $form;
        match (form.error, form.trend, form.season) {
            (ErrorKind::Additive, Trend::None, Season::None) => $call::<false, NONE, NONE>($($arg),*),
            (ErrorKind::Additive, Trend::None, Season::Additive) => $call::<false, NONE, ADD>($($arg),*),
            (ErrorKind::Additive, Trend::None, Season::Multiplicative) => $call::<false, NONE, TIMES>($($arg),*),
            (ErrorKind::Additive, Trend::Additive | Trend::AdditiveDamped, Season::None) => $call::<false, ADD, NONE>($($arg),*),
            (ErrorKind::Additive, Trend::Additive | Trend::AdditiveDamped, Season::Additive) => $call::<false, ADD, ADD>($($arg),*),
            (ErrorKind::Additive, Trend::Additive | Trend::AdditiveDamped, Season::Multiplicative) => $call::<false, ADD, TIMES>($($arg),*),
            (ErrorKind::Additive, _, Season::None) => $call::<false, TIMES, NONE>($($arg),*),
            (ErrorKind::Additive, _, Season::Additive) => $call::<false, TIMES, ADD>($($arg),*),
            (ErrorKind::Additive, _, Season::Multiplicative) => $call::<false, TIMES, TIMES>($($arg),*),
            (ErrorKind::Multiplicative, Trend::None, Season::None) => $call::<true, NONE, NONE>($($arg),*),
            (ErrorKind::Multiplicative, Trend::None, Season::Additive) => $call::<true, NONE, ADD>($($arg),*),
            (ErrorKind::Multiplicative, Trend::None, Season::Multiplicative) => $call::<true, NONE, TIMES>($($arg),*),
            (ErrorKind::Multiplicative, Trend::Additive | Trend::AdditiveDamped, Season::None) => $call::<true, ADD, NONE>($($arg),*),
            (ErrorKind::Multiplicative, Trend::Additive | Trend::AdditiveDamped, Season::Additive) => $call::<true, ADD, ADD>($($arg),*),
            (ErrorKind::Multiplicative, Trend::Additive | Trend::AdditiveDamped, Season::Multiplicative) => $call::<true, ADD, TIMES>($($arg),*),
            (ErrorKind::Multiplicative, _, Season::None) => $call::<true, TIMES, NONE>($($arg),*),
            (ErrorKind::Multiplicative, _, Season::Additive) => $call::<true, TIMES, ADD>($($arg),*),
            (ErrorKind::Multiplicative, _, Season::Multiplicative) => $call::<true, TIMES, TIMES>($($arg),*),
        }
    }};
}
pub(crate) use for_form;

impl Tape {
    /// Room for `n` steps and a season of `m`.
    pub(crate) fn prepare(&mut self, n: usize, seasons: &[f64]) {
        for column in [
            &mut self.level,
            &mut self.slope,
            &mut self.faded,
            &mut self.season,
            &mut self.expected,
            &mut self.error,
        ] {
            column.resize(n, 0.0);
        }
        self.ring.clear();
        self.ring.extend_from_slice(seasons);
    }
}

/// `b^φ`, quick where the slope does not fade.
#[allow(clippy::float_cmp, reason = "1 is set, not computed")]
pub(crate) fn power(slope: f64, phi: f64) -> f64 {
    if phi == 1.0 { slope } else { slope.powf(phi) }
}

/// Walks a form through a series from a starting state; the tape keeps what happened, its ring the season at the end.
///
/// With `q = l`, `l + φb` or `l b^φ`, the expected figure is `μ = q`, `q + s` or `q s`, and an error `e = y - μ` moves the
/// states by `l ← q + α e/d`, `b ← φb + β e/(d r)`, `s ← s + γ e/q*`, where `d = s` beside a season that is a factor, `r =
/// l` beside a slope that is one, `q* = q` for a season that is a factor, and 1 otherwise: tables 2.2 and 2.3 of Hyndman et
/// al. (2008), which are the same for both kinds of errors when these are written as `e`.
pub(crate) fn walk<const RELATIVE: bool, const TREND: u8, const SEASON: u8>(
    y: &[f64],
    p: &Parameters,
    (mut level, mut slope): (f64, f64),
    tape: &mut Tape,
) -> Sums {
    /// Expected figures multiplied before a logarithm is taken.
    const CHUNK: usize = 8;
    let n = y.len();
    let (levels, slopes) = (&mut tape.level[..n], &mut tape.slope[..n]);
    let (fadeds, seasons) = (&mut tape.faded[..n], &mut tape.season[..n]);
    let (expecteds, errors) = (&mut tape.expected[..n], &mut tape.error[..n]);
    let ring = &mut tape.ring;
    let (mut squares, mut logs) = (0.0, 0.0);
    let (mut product, mut held) = (1.0_f64, 0);
    let mut at = 0;
    for t in 0..n {
        levels[t] = level;
        let (mut q, mut faded) = (level, 0.0);
        if TREND != NONE {
            slopes[t] = slope;
            faded = if TREND == ADD {
                p.phi * slope
            } else {
                power(slope, p.phi)
            };
            fadeds[t] = faded;
            q = if TREND == ADD {
                level + faded
            } else {
                level * faded
            };
        }
        let mut expected = q;
        let mut by_season = 1.0;
        if SEASON != NONE {
            let s = ring[at];
            seasons[t] = s;
            if SEASON == ADD {
                expected = q + s;
            } else {
                expected = q * s;
                by_season = 1.0 / s;
            }
        }
        let e = y[t] - expected;
        expecteds[t] = expected;
        errors[t] = e;
        if RELATIVE {
            let share = e / expected;
            squares += share * share;
            product *= expected.abs();
            held += 1;
            if held == CHUNK {
                logs += chunk_log(product, &expecteds[t + 1 - CHUNK..=t]);
                (product, held) = (1.0, 0);
            }
        } else {
            squares += e * e;
        }
        if SEASON != NONE {
            ring[at] = seasons[t] + p.gamma * if SEASON == ADD { e } else { e / q };
            at += 1;
            if at == ring.len() {
                at = 0;
            }
        }
        let step = e * by_season;
        if TREND != NONE {
            slope = faded + p.beta * if TREND == ADD { step } else { step / level };
        }
        level = q + p.alpha * step;
    }
    if RELATIVE && held > 0 {
        logs += chunk_log(product, &expecteds[n - held..]);
    }
    ring.rotate_left(at);
    Sums {
        squares,
        logs,
        level,
        slope,
    }
}

/// The logarithm of a product, from its parts where it has left the range of numbers.
fn chunk_log(product: f64, parts: &[f64]) -> f64 {
    if product.is_normal() {
        product.ln()
    } else {
        parts.iter().map(|v| v.abs().ln()).sum()
    }
}

/// Walks any form.
pub(crate) fn walk_form(form: Form, y: &[f64], p: &Parameters, start: (f64, f64), tape: &mut Tape) -> Sums {
    for_form!(form, walk(y, p, start, tape))
}

/// Minus twice the log-likelihood of a walk, up to a constant that is the same for all forms: `n log Σ ε² + 2 Σ log |μ|`.
pub(crate) fn deviance(form: Form, n: usize, sums: &Sums, floor: f64) -> f64 {
    let spread = n as f64 * sums.squares.max(floor).ln();
    match form.error {
        ErrorKind::Additive => spread,
        ErrorKind::Multiplicative => spread + 2.0 * sums.logs,
    }
}

/// One step of a form from a state without looking at a figure: `q`, and what is expected.
pub(crate) fn expect(form: Form, p: &Parameters, level: f64, slope: f64, season: f64) -> (f64, f64) {
    let q = match form.trend {
        Trend::None => level,
        Trend::Additive => level + slope,
        Trend::AdditiveDamped => level + p.phi * slope,
        Trend::Multiplicative => level * slope,
        Trend::MultiplicativeDamped => level * power(slope, p.phi),
    };
    let expected = match form.season {
        Season::None => q,
        Season::Additive => q + season,
        Season::Multiplicative => q * season,
    };
    (q, expected)
}
