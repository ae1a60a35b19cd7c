//! Estimating a form: the parameters and starting states at which the likelihood is largest.

use super::{
    descend::{Limits, Room, Smooth, descend},
    form::{Form, Season},
    gradient::{Gradient, back},
    start::parameters,
    state::{Parameters, State, Sums, Tape, deviance, for_form, walk_form},
};

/// Bounds of `α`, and of `β` below `α` and `γ` below `1 - α`: the usual region of Hyndman et al. (2008), in which a form may
/// be read as smoothing.
const SHARE: (f64, f64) = (1e-4, 0.9999);
/// Bounds of `φ`: below, a slope would be gone before it is used; above, it cannot be told from one that stays.
const PHI: (f64, f64) = (0.8, 0.98);

/// Room for searches, to be used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {
    room: Room,
    tape: Tape,
    gradient: Gradient,
    x: Vec<f64>,
}

/// What a search found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) deviance: f64,
    /// The sum of squared errors, relative where the form's are.
    pub(crate) squares: f64,
    pub(crate) parameters: Parameters,
    pub(crate) start: State,
}

/// The deviance as a function of free coordinates: each smoothing parameter as the logit of its place within its bounds, each
/// state as its distance from where the search began in units of its likely error. The last step of the starting season
/// follows from the others.
struct Likelihood<'a> {
    form: Form,
    y: &'a [f64],
    floor: f64,
    begin: &'a State,
    /// Units of level, slope and season.
    units: (f64, f64, f64),
    tape: &'a mut Tape,
    gradient: &'a mut Gradient,
    seasons: Vec<f64>,
    last: (Parameters, f64, f64, Sums),
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn logit(share: f64) -> f64 {
    let share = share.clamp(1e-6, 1.0 - 1e-6);
    (share / (1.0 - share)).ln()
}

/// Place within bounds.
fn within((low, high): (f64, f64), x: f64) -> f64 {
    low + (high - low) * logistic(x)
}

impl Likelihood<'_> {
    /// Parameters, level and slope at a point; the season goes to `self.seasons`.
    fn read(&mut self, x: &[f64]) -> (Parameters, f64, f64) {
        let form = self.form;
        let mut at = x.iter().copied();
        let mut next = || at.next().unwrap_or(0.0);
        let alpha = within(SHARE, next());
        let beta = if form.has_slope() {
            within((SHARE.0, alpha), next())
        } else {
            0.0
        };
        let gamma = if form.has_season() {
            within((SHARE.0, 1.0 - alpha), next())
        } else {
            0.0
        };
        let phi = if form.is_damped() {
            within(PHI, next())
        } else {
            1.0
        };
        let level = self.begin.level + self.units.0 * next();
        let slope = if form.has_slope() {
            self.begin.slope + self.units.1 * next()
        } else {
            0.0
        };
        if form.has_season() {
            let m = self.begin.seasons.len();
            let mut moved = 0.0;
            for j in 0..m - 1 {
                let by = self.units.2 * next();
                self.seasons[j] = self.begin.seasons[j] + by;
                moved += by;
            }
            self.seasons[m - 1] = self.begin.seasons[m - 1] - moved;
        }
        let parameters = Parameters {
            alpha,
            beta,
            gamma,
            phi,
        };
        (parameters, level, slope)
    }
}

impl Smooth for Likelihood<'_> {
    fn value(&mut self, x: &[f64]) -> f64 {
        let (p, level, slope) = self.read(x);
        let form = self.form;
        if form.season == Season::Multiplicative && self.seasons.iter().any(|s| *s <= 1e-3) {
            return f64::INFINITY;
        }
        let n = self.y.len();
        self.tape.prepare(n, &self.seasons);
        let sums = walk_form(form, self.y, &p, (level, slope), self.tape);
        self.last = (p, level, slope, sums);
        // A form for positive figures that expects others is not that form.
        if form.needs_positive() && !self.tape.expected.iter().all(|v| *v > 0.0) {
            return f64::INFINITY;
        }
        let value = deviance(form, n, &sums, self.floor);
        if value.is_finite() { value } else { f64::INFINITY }
    }

    fn gradient(&mut self, x: &[f64], out: &mut [f64]) {
        let form = self.form;
        let (p, _, _, sums) = self.last;
        // On the floor only the logarithms of what was expected still move.
        let weight = if sums.squares > self.floor {
            self.y.len() as f64 / sums.squares
        } else {
            0.0
        };
        let (tape, g) = (&*self.tape, &mut *self.gradient);
        for_form!(form, back(self.y, &p, weight, tape, g));
        let mut at = 0;
        let mut put = |v: f64| {
            out[at] = v;
            at += 1;
        };
        let mut i = 0;
        let mut share = || {
            let s = logistic(x[i]);
            i += 1;
            s
        };
        let a = share();
        let b = if form.has_slope() { share() } else { 0.0 };
        let c = if form.has_season() { share() } else { 0.0 };
        // β and γ lie within bounds that move with α.
        let by_alpha = g.alpha + g.beta * b - g.gamma * c;
        put(by_alpha * (SHARE.1 - SHARE.0) * a * (1.0 - a));
        if form.has_slope() {
            put(g.beta * (p.alpha - SHARE.0) * b * (1.0 - b));
        }
        if form.has_season() {
            put(g.gamma * (1.0 - p.alpha - SHARE.0) * c * (1.0 - c));
        }
        if form.is_damped() {
            let f = share();
            put(g.phi * (PHI.1 - PHI.0) * f * (1.0 - f));
        }
        put(g.level * self.units.0);
        if form.has_slope() {
            put(g.slope * self.units.1);
        }
        if let (true, Some((last, others))) = (form.has_season(), g.seasons.split_last()) {
            for s in others {
                put((s - last) * self.units.2);
            }
        }
    }
}

/// Searches for the parameters of a form. `floor` is the least sum of squares that counts: below, a fit is perfect.
pub(crate) fn search(
    form: Form,
    y: &[f64],
    begin: &State,
    floor: f64,
    limits: Limits,
    scratch: &mut Scratch,
) -> Option<Found> {
    let n = y.len() as f64;
    let m = begin.seasons.len();
    let p = parameters(form);
    // The size of an error at the start sets the units.
    scratch.tape.prepare(y.len(), &begin.seasons);
    walk_form(form, y, &p, (begin.level, begin.slope), &mut scratch.tape);
    let squares: f64 = scratch.tape.error[..y.len()].iter().map(|e| e * e).sum();
    let sigma = (squares / n).sqrt().max(1e-9 * begin.level.abs()).max(1e-9);
    let size = begin.level.abs().max(1e-9);
    let factor = matches!(
        form.trend,
        super::Trend::Multiplicative | super::Trend::MultiplicativeDamped
    );
    let season = (m as f64 / n).sqrt() * sigma;
    let units = (
        0.5 * sigma,
        if factor { 0.1 * sigma / size } else { 0.1 * sigma },
        if form.season == Season::Multiplicative {
            season / size
        } else {
            season
        },
    );
    let Scratch {
        room,
        tape,
        gradient,
        x,
    } = scratch;
    x.clear();
    x.push(logit((p.alpha - SHARE.0) / (SHARE.1 - SHARE.0)));
    if form.has_slope() {
        x.push(logit((p.beta - SHARE.0) / (p.alpha - SHARE.0)));
    }
    if form.has_season() {
        x.push(logit((p.gamma - SHARE.0) / (1.0 - p.alpha - SHARE.0)));
    }
    if form.is_damped() {
        x.push(logit((p.phi - PHI.0) / (PHI.1 - PHI.0)));
    }
    let states = 1 + usize::from(form.has_slope()) + m.saturating_sub(1);
    x.extend(std::iter::repeat_n(0.0, states));
    let mut likelihood = Likelihood {
        form,
        y,
        floor,
        begin,
        units,
        tape,
        gradient,
        seasons: begin.seasons.clone(),
        last: (
            p,
            begin.level,
            begin.slope,
            Sums {
                squares: 0.0,
                logs: 0.0,
                level: 0.0,
                slope: 0.0,
            },
        ),
    };
    let value = descend(&mut likelihood, x, room, limits);
    if !value.is_finite() {
        return None;
    }
    let (parameters, level, slope) = likelihood.read(x);
    // The last value may be one that was turned down.
    likelihood.value(x);
    let squares = likelihood.last.3.squares;
    Some(Found {
        deviance: value,
        squares,
        parameters,
        start: State {
            level,
            slope,
            seasons: likelihood.seasons,
        },
    })
}
