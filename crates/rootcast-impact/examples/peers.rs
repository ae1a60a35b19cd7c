//! The work that `bench/impact.py` sets beside other programs: `peers TASK REPEATS < FIGURES`.
//!
//! The first line has the number of units, of steps and the first step under treatment; then a line of figures a unit, the
//! treated first, for `nested` further lines with a predictor each, and for `groups` the first step of treatment before each
//! unit's figures (−1 for none). Prints what was found as names and figures.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    reason = "an example prints"
)]

use std::io::Read;

use rootcast_impact::{
    groups::{Aggregation, GroupEffects, GroupOptions},
    panel::{Design, Panel},
    placebo::{pairs::pairs, space::space},
    structural::{Options, impact},
    synthdid::{Kind, Search, spread},
    synthetic::{
        Level,
        nested::{Importance, Predictor, nested},
    },
};

struct Figures {
    rows: Vec<Vec<f64>>,
    units: usize,
    start: usize,
}

impl Figures {
    fn read() -> Self {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).unwrap();
        let mut lines = text.lines();
        let head: Vec<usize> = lines
            .next()
            .unwrap()
            .split(' ')
            .map(|v| v.parse().unwrap())
            .collect();
        Self {
            rows: lines
                .map(|line| line.split(' ').map(|v| v.parse().unwrap()).collect())
                .collect(),
            units: head[0],
            start: head[2],
        }
    }

    fn panel(&self, from: usize) -> Panel {
        let names = |n: usize| (0..n).map(|k| k.to_string()).collect();
        let rows = &self.rows[..self.units];
        let values: Vec<f64> = rows.iter().flat_map(|r| r[from..].iter().copied()).collect();
        Panel::new(names(self.units), names(rows[0].len() - from), values).unwrap()
    }

    fn block(&self) -> (Panel, Design) {
        let panel = self.panel(0);
        let design = Design::block(&panel, &[0], self.start).unwrap();
        (panel, design)
    }

    fn synthetic_differences(&self) -> String {
        let (panel, design) = self.block();
        let all = spread::placebos(&panel, &design, Kind::SyntheticDifference, Search::Exact).unwrap();
        format!(
            "effect {} error {} placebos {}",
            all.effect,
            all.error,
            all.placebos.len()
        )
    }

    fn space(&self) -> String {
        let (panel, design) = self.block();
        let all = space(&panel, &design, Level::Met).unwrap();
        format!("effect {} p {}", all.treated.effect, all.p)
    }

    fn pairs(&self) -> String {
        let (panel, design) = self.block();
        let all = pairs(&panel, &design, Level::Met).unwrap();
        format!("lost {} rounds {}", all.lost, all.rounds)
    }

    fn nested(&self) -> String {
        let (panel, design) = self.block();
        let predictors: Vec<Predictor> = self.rows[self.units..]
            .iter()
            .enumerate()
            .map(|(k, row)| Predictor::new(k.to_string(), row.clone()))
            .collect();
        let fit = nested(&panel, &design, &predictors, 0..self.start, &Importance::Searched).unwrap();
        format!("effect {} loss {}", fit.fit.effect(), fit.fit.loss())
    }

    fn groups(&self) -> String {
        let panel = self.panel(1);
        let starts = self.rows[..self.units]
            .iter()
            .map(|r| (0..panel.steps().len()).find(|t| (r[0] - *t as f64).abs() < 0.5))
            .collect();
        let design = Design::new(&panel, starts).unwrap();
        let effects = GroupEffects::new(&panel, &design, &GroupOptions::default()).unwrap();
        let simple = effects.aggregate(Aggregation::Simple);
        let cells = effects.band(1_000, 1, 0.95).unwrap();
        let of = |over| effects.aggregate(over).band(1_000, 1, 0.95).unwrap().critical;
        format!(
            "effect {} error {} critical {} dynamic {} group {}",
            simple.effect,
            simple.error,
            cells.critical,
            of(Aggregation::Dynamic),
            of(Aggregation::Group)
        )
    }

    fn structural(&self) -> String {
        let options = Options {
            draws: 1_500,
            ..Options::default()
        };
        let average = impact(&self.rows[0], &self.rows[1..], self.start, &options)
            .unwrap()
            .average;
        format!(
            "effect {} low {} high {}",
            average.effect, average.interval.0, average.interval.1
        )
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap();
    let repeats: usize = arguments.next().unwrap().parse().unwrap();
    let figures = Figures::read();
    let mut said = String::new();
    for _ in 0..repeats {
        said = match task.as_str() {
            "synthetic-differences" => figures.synthetic_differences(),
            "space" => figures.space(),
            "pairs" => figures.pairs(),
            "nested" => figures.nested(),
            "groups" => figures.groups(),
            "structural" => figures.structural(),
            other => panic!("no task {other}"),
        };
    }
    println!("{said}");
}
