//! The gates, and the rule by which they decide.

use serde::Serialize;

use super::{Bars, Gate, Question, Way};
use crate::methods::Method;

/// What may be said of a claim that an event moved a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every gate holds, and the effect goes the way that is claimed.
    Supported,
    /// There is an unusual gap that way, and a gate about its robustness fails.
    Fragile,
    /// The design could not have told an effect that matters from chance.
    Underpowered,
    /// The design could have seen an effect that matters, and none of that direction is there.
    Contradicted,
    /// What is needed to estimate the effect is not in these data.
    NotIdentifiable,
}

impl Verdict {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Fragile => "fragile",
            Self::Underpowered => "underpowered",
            Self::Contradicted => "contradicted",
            Self::NotIdentifiable => "not identifiable",
        }
    }
}

/// Gates without which there is no estimate.
const IDENTIFYING: [&str; 5] = ["steps", "alone", "measure", "fit", "overlap"];
/// Gates without which chance cannot be told from an effect.
const POWER: [&str; 2] = ["floor", "power"];

/// The verdict, and the gate that decided.
///
/// 1. A gate of identification fails: *not identifiable*.
/// 2. The gap is usual among placebos: *underpowered* where the design could not see what matters, else *contradicted*: an
///    effect that matters would have shown.
/// 3. The gap is unusual and goes the other way: *contradicted*.
/// 4. It is unusual and a gate of robustness fails: *fragile*; a gap as large as that is power enough.
/// 5. *Supported*.
pub(crate) fn of(gates: &[Gate], fits: bool) -> (Verdict, &'static str) {
    let failed = |names: &[&str]| {
        gates
            .iter()
            .find(|g| names.contains(&g.name) && !g.passed)
            .map(|g| g.name)
    };
    if let Some(name) = failed(&IDENTIFYING) {
        return (Verdict::NotIdentifiable, name);
    }
    if let Some(name) = failed(&["floor"]) {
        return (Verdict::Underpowered, name);
    }
    if failed(&["placebo"]).is_some() {
        return match failed(&POWER) {
            Some(name) => (Verdict::Underpowered, name),
            None => (Verdict::Contradicted, "placebo"),
        };
    }
    if !fits {
        return (Verdict::Contradicted, "direction");
    }
    let robust = gates
        .iter()
        .find(|g| !IDENTIFYING.contains(&g.name) && !POWER.contains(&g.name) && !g.passed);
    match robust {
        Some(gate) => (Verdict::Fragile, gate.name),
        None => (Verdict::Supported, "placebo"),
    }
}

pub(crate) fn gate(name: &'static str, found: Option<f64>, bar: f64, passed: bool, says: String) -> Gate {
    Gate {
        name,
        found,
        bar,
        passed,
        says,
    }
}

pub(crate) fn steps(start: usize, bars: &Bars) -> Gate {
    gate(
        "steps",
        Some(start as f64),
        bars.steps as f64,
        start >= bars.steps,
        format!("{start} steps before treatment, and {} are asked for", bars.steps),
    )
}

pub(super) fn measure(question: &Question<'_>, start: usize, steps: usize) -> Gate {
    // A break in the steps just before or at treatment cannot be told from the effect.
    let near = 3;
    let found: Vec<&str> = question
        .breaks
        .iter()
        .filter(|b| **b + near >= start && **b < (start + near).min(steps))
        .map(|b| question.panel.steps()[*b].as_str())
        .collect();
    let says = if found.is_empty() {
        "no change of the measure is named within three steps of treatment".to_owned()
    } else {
        format!(
            "the measure itself changed at {}, within three steps of treatment",
            found.join(", ")
        )
    };
    gate("measure", Some(found.len() as f64), 0.0, found.is_empty(), says)
}

pub(super) fn fit(gap: f64, start: usize, treated: &[f64], bars: &Bars) -> Gate {
    let before = &treated[..start];
    let mean = before.iter().sum::<f64>() / before.len() as f64;
    let spread = (before.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / before.len() as f64).sqrt();
    let relative = if spread > 0.0 { gap / spread } else { 0.0 };
    gate(
        "fit",
        Some(relative),
        bars.fit,
        relative <= bars.fit,
        format!("the control misses the past by {relative:.2} of its standard deviation"),
    )
}

pub(super) fn overlap(overlap: f64, bars: &Bars) -> Gate {
    gate(
        "overlap",
        Some(overlap),
        bars.overlap,
        overlap >= bars.overlap,
        format!(
            "{:.0} % of the steps before treatment lie inside the donors' range",
            100.0 * overlap
        ),
    )
}

pub(super) fn floor(least: f64, bars: &Bars) -> Gate {
    gate(
        "floor",
        Some(least),
        bars.alpha,
        least <= bars.alpha,
        format!("with so many donors p cannot be below {least:.4}"),
    )
}

pub(super) fn power(detectable: f64, bars: &Bars) -> Gate {
    gate(
        "power",
        Some(detectable),
        bars.matters,
        detectable <= bars.matters,
        format!(
            "effects up to {detectable:.2} are usual among placebos; {:.2} is what matters",
            bars.matters
        ),
    )
}

pub(super) fn placebo(p: f64, bars: &Bars) -> Gate {
    gate(
        "placebo",
        Some(p),
        bars.alpha,
        p <= bars.alpha,
        format!("exact p among placebos in space is {p:.3}"),
    )
}

pub(super) fn width(range: Option<(f64, f64)>, way: Way, bars: &Bars) -> Gate {
    let passed = range.is_some_and(|(low, high)| way.fits(low) && way.fits(high));
    let says = range.map_or_else(
        || "the range of effects could not be found".to_owned(),
        |(low, high)| {
            format!(
                "weights that fit within {:.0} % of the best give effects from {low:.2} to {high:.2}",
                100.0 * bars.slack
            )
        },
    );
    let nearest = range.map(|(low, high)| if way == Way::Fall { high } else { low });
    gate("width", nearest, 0.0, passed, says)
}

pub(super) fn donors((low, high): (f64, f64), effect: f64) -> Gate {
    let passed = low.signum() == effect.signum() && high.signum() == effect.signum();
    gate(
        "donors",
        Some(if effect < 0.0 { high } else { low }),
        0.0,
        passed,
        format!("without any one donor the effect is between {low:.2} and {high:.2}"),
    )
}

pub(super) fn concentration(found: Option<f64>, bars: &Bars) -> Gate {
    let Some(found) = found else {
        return gate(
            "concentration",
            None,
            bars.concentration,
            true,
            "the method does not weigh single donors".to_owned(),
        );
    };
    gate(
        "concentration",
        Some(found),
        bars.concentration,
        found <= bars.concentration,
        format!("the sum of squared donors' weights is {found:.2}, where 1 is one donor alone"),
    )
}

pub(super) fn in_time(largest: Option<f64>, effect: f64, bars: &Bars) -> Gate {
    let part = largest.map(|l| l / effect.abs().max(f64::MIN_POSITIVE));
    let says = part.map_or_else(
        || "too few steps before treatment to try an earlier start".to_owned(),
        |p| {
            format!(
                "the largest effect of an earlier pseudo-start is {:.0} % of the estimate",
                100.0 * p
            )
        },
    );
    gate(
        "in-time",
        part,
        bars.in_time,
        part.is_some_and(|p| p <= bars.in_time),
        says,
    )
}

pub(super) fn methods(method: Method, other: f64, effect: f64) -> Gate {
    gate(
        "methods",
        Some(other),
        0.0,
        other.signum() == effect.signum(),
        format!("{} gives {other:.2}", method.title()),
    )
}

pub(crate) fn peak(treated: &[f64], start: usize, way: Way, bars: &Bars) -> Gate {
    let from = start.saturating_sub(3);
    let last = treated[from..start].iter().sum::<f64>() / (start - from).max(1) as f64;
    let below = treated[..from].iter().filter(|v| **v < last).count();
    let rank = if from == 0 {
        0.5
    } else {
        below as f64 / from as f64
    };
    let extreme = match way {
        Way::Fall => rank,
        Way::Rise => 1.0 - rank,
    };
    gate(
        "peak",
        Some(extreme),
        bars.peak,
        extreme <= bars.peak,
        format!(
            "the three steps before treatment lie {} {:.0} % of those before them: what is chosen at an extreme comes back by itself",
            if way == Way::Fall { "above" } else { "below" },
            100.0 * extreme
        ),
    )
}

pub(super) fn interference(without: Option<f64>, effect: f64, bars: &Bars) -> Gate {
    let Some(without) = without else {
        return gate(
            "interference",
            None,
            bars.interference,
            true,
            "no donor is named that the event may have moved as well: displacement was not tried".to_owned(),
        );
    };
    let change = (without - effect).abs() / effect.abs().max(f64::MIN_POSITIVE);
    gate(
        "interference",
        Some(change),
        bars.interference,
        change <= bars.interference,
        format!(
            "without the neighbours the effect is {without:.2}, a change of {:.0} %",
            100.0 * change
        ),
    )
}

/// The quantile of sorted figures, type 7 of Hyndman and Fan.
pub(crate) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let at = p.clamp(0.0, 1.0) * last as f64;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "in 0..=last"
    )]
    let low = at.floor() as usize;
    let high = (low + 1).min(last);
    sorted[low] + (at - low as f64) * (sorted[high] - sorted[low])
}
