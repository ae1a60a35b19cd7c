//! What came of earlier forecasts: the backtest in the words of a table.

use rootcast_forecast::{
    backtest::{Backtest, Mark, Row, skilful_horizon},
    choice::CHOICES,
};
use serde::Serialize;

use super::{Published, Run, reference};

/// How forecasts of the past did.
#[derive(Clone, Debug, Serialize)]
pub struct Past {
    /// The reading as it was answered.
    pub reading: String,
    /// Unit of the figures.
    pub unit: String,
    /// The model.
    pub model: String,
    /// What it is, in a line.
    pub about: String,
    /// What it is measured against.
    pub reference: String,
    /// Events said to shift every series, each with the change it is thought to make.
    pub events: Vec<String>,
    /// How sums were made to add up.
    pub reconciliation: Option<String>,
    /// The seed.
    pub seed: u64,
    /// How the past was known.
    pub published: Published,
    /// The first and the last origin.
    pub span: Option<(String, String)>,
    /// Scores of parts of the targets, the widest parts first.
    pub scopes: Vec<Scope>,
    /// Decimals with which the unit is shown.
    #[serde(skip)]
    pub decimals: usize,
    /// How often a cap bound, and how often another model spoke, over all origins and series.
    pub guards: (usize, usize),
    /// Forecasts that failed.
    pub failures: Vec<String>,
    /// Where the figures come from.
    pub provenance: rootcast_core::provenance::Provenance,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// Scores of some of the targets.
#[derive(Clone, Debug, Serialize)]
pub struct Scope {
    /// `total`, `parts`, `calm` (without the months in which a series broke with its past), `small` flows, or a series.
    pub kind: &'static str,
    /// What it is, for people.
    pub name: String,
    /// The last step ahead with skill.
    pub skilful: usize,
    /// By steps ahead, and all together last.
    pub rows: Vec<Line>,
}

/// Scores at one step ahead.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Steps ahead; `null` for all together.
    pub ahead: Option<usize>,
    /// Targets.
    pub outcomes: usize,
    /// Mean weighted interval score.
    pub wis: Option<f64>,
    /// The same over the reference's: below 1 it is better.
    pub relative_wis: Option<f64>,
    /// The same over that of the reference made by the same procedure, by which steps are shown or withheld.
    pub fair_wis: Option<f64>,
    /// Absolute error of the median over the reference's.
    pub relative_error: Option<f64>,
    /// Mean absolute error of the median.
    pub error: Option<f64>,
    /// Mean continuous ranked probability score.
    pub crps: Option<f64>,
    /// Mean logarithmic score of counts, over the outcomes that had a probability.
    pub log: Option<f64>,
    /// Outcomes that had none.
    pub improbable: usize,
    /// Mean absolute scaled error.
    pub mase: Option<f64>,
    /// Symmetric mean absolute percentage error, in per cent.
    pub smape: Option<f64>,
    /// Sum of absolute errors over the sum of outcomes.
    pub wape: Option<f64>,
    /// Share of outcomes in the 80 per cent intervals.
    pub coverage_80: Option<f64>,
    /// In the 95 per cent intervals.
    pub coverage_95: Option<f64>,
    /// Ten bins of the probability integral transform, as shares: even where the distributions of counts were
    /// right; empty where the figures are none.
    pub pit: Vec<f64>,
    /// How probable as large a difference to the reference is by chance (Diebold–Mariano, two-sided).
    pub p: Option<f64>,
}

impl Line {
    fn of(row: &Row, counts: bool) -> Self {
        let n = row.wis.outcomes;
        let mean = |sum: f64| (n > 0).then(|| sum / n as f64);
        let finite = |v: f64| v.is_finite().then_some(v);
        Self {
            ahead: row.ahead,
            outcomes: n,
            wis: mean(row.wis.model),
            relative_wis: row.wis.relative(),
            fair_wis: row.fair.relative(),
            relative_error: row.error.relative(),
            error: mean(row.error.model),
            crps: finite(row.crps),
            log: finite(row.log.0).filter(|_| counts),
            improbable: if counts { row.log.1 } else { 0 },
            mase: row.mase,
            smape: row.smape,
            wape: row.wape,
            coverage_80: row.coverage_80.share(),
            coverage_95: row.coverage_95.share(),
            pit: if counts { row.transform.clone() } else { Vec::new() },
            p: row.test.as_ref().map(|t| t.two_sided),
        }
    }
}

impl Scope {
    fn of(
        kind: &'static str,
        name: &str,
        (backtest, counts): (&Backtest, bool),
        keep: impl Fn(&Mark) -> bool,
    ) -> Self {
        let rows = backtest.by_horizon(&keep);
        Self {
            kind,
            name: name.to_owned(),
            skilful: skilful_horizon(&rows),
            rows: rows
                .iter()
                .chain([&backtest.overall(&keep)])
                .map(|r| Line::of(r, counts))
                .collect(),
        }
    }

    /// The scores at a step ahead, from 1.
    pub fn at(&self, ahead: usize) -> Option<&Line> {
        self.rows.iter().find(|r| r.ahead == Some(ahead))
    }

    /// The scores of one series.
    pub fn series(run: &Run, at: usize) -> Self {
        Self::of(
            "series",
            &run.nodes.names[at],
            (&run.outcome.backtest, run.counts),
            |m| m.series == at,
        )
    }
}

impl Past {
    /// The past of a run.
    pub fn of(run: &Run) -> Self {
        let backtest = &run.outcome.backtest;
        let sums = run.nodes.sums();
        let many = run.nodes.keys.len() > 1;
        let mut scopes = Vec::new();
        let mut both = |kind, name: &str, keep: &dyn Fn(&Mark) -> bool| {
            scopes.push(Scope::of(kind, name, (backtest, run.counts), keep));
        };
        let broke = backtest.marks.iter().any(|m| m.broke);
        if sums > 0 {
            both("total", "total", &|m| m.series == 0);
            if broke {
                both("calm", "total without break months", &|m| {
                    m.series == 0 && !m.broke
                });
            }
        }
        let part = |m: &Mark| m.series >= sums;
        let parts = if many { "all parts" } else { "all" };
        both("parts", parts, &part);
        if broke {
            both("calm", &format!("{parts} without break months"), &|m| {
                part(m) && !m.broke
            });
        }
        if many {
            let sizes = backtest.flow_sizes(|s| s >= sums);
            for (name, series) in ["small flows", "middling flows", "large flows"]
                .iter()
                .zip(&sizes)
            {
                both("size", name, &|m| part(m) && series.contains(&m.series));
            }
            for at in 0..run.nodes.keys.len() {
                if at > 0 || sums == 0 {
                    scopes.push(Scope::series(run, at));
                }
            }
        }
        let about = CHOICES
            .iter()
            .find(|c| c.name == run.model.name)
            .map_or("", |c| c.about);
        Self {
            reading: run.reading.to_string(),
            unit: run.unit.as_str().to_owned(),
            model: run.model.name.to_owned(),
            about: about.to_owned(),
            reference: reference().to_owned(),
            events: run.events.iter().map(ToString::to_string).collect(),
            reconciliation: run.way.map(|w| w.name().to_owned()),
            seed: run.seed,
            published: run.published.clone(),
            span: backtest
                .origins
                .first()
                .cloned()
                .zip(backtest.origins.last().cloned()),
            scopes,
            decimals: crate::format::number::decimals(run.unit),
            guards: run.outcome.earlier,
            failures: failures(backtest),
            provenance: run.provenance.clone(),
            notes: run.notes.clone(),
        }
    }
}

/// Failures in words, those of one series and reason together.
fn failures(backtest: &Backtest) -> Vec<String> {
    let mut told: Vec<(usize, String, usize)> = Vec::new();
    for f in &backtest.failures {
        let why = f.why.to_string();
        match told.iter_mut().find(|(s, w, _)| *s == f.series && *w == why) {
            Some((_, _, n)) => *n += 1,
            None => told.push((f.series, why, 1)),
        }
    }
    told.into_iter()
        .map(|(s, why, n)| format!("{} at {n} origins: {why}", backtest.names[s]))
        .collect()
}
