//! The count model on the encounters for which it is made: the south-west land border by month, total and by nationality,
//! from the files published to September 2024, and on futures in which they fall by four fifths in one month.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test prints what it measured and fails by panicking"
)]

use std::{collections::BTreeMap, path::PathBuf};

use flate2::read::GzDecoder;
use rand_distr::{Distribution, StandardNormal};
use rootcast_forecast::{
    backtest::{self, Backtest, Mark, Task},
    count::Count,
    error::Result,
    history::History,
    model::Model,
    predictive::Predictive,
    random::generator,
};

const MONTHS: [&str; 12] = [
    "OCT", "NOV", "DEC", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP",
];
/// Nationalities that hardly cross this border; they count in the total alone.
const NOT_OF_THIS_BORDER: [&str; 3] = ["CANADA", "MYANMAR (BURMA)", "PHILIPPINES"];
/// Months of history before the first forecast.
const FIRST: usize = 36;
const HORIZON: usize = 12;

/// The last figure with the spread of its steps, as the published comparison has it: `σ² = Σ d² / (n − 2)`, a normal
/// distribution with variance `h σ²`.
struct LastFigure;

impl Model for LastFigure {
    fn name(&self) -> &'static str {
        "naive"
    }

    fn forecast(&self, history: &History<'_>, horizon: usize, _: u64) -> Result<Predictive> {
        let y = history.values();
        let squares: f64 = y.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum();
        let sigma = (squares / (y.len() as f64 - 2.0)).sqrt();
        let sd = (1..=horizon).map(|h| sigma * (h as f64).sqrt()).collect();
        Ok(Predictive::normal(vec![y[y.len() - 1]; horizon], sd))
    }
}

fn published(name: &str) -> Vec<u8> {
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join("data/published/cbp").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}; set ROOTCAST_SHARED", path.display()))
}

/// Encounters at the south-west land border from October 2019 to September 2024: the total first, then by nationality.
/// The fiscal year 2020 is in one file only, the others are taken from the later one.
fn encounters() -> (Vec<String>, Vec<Vec<f64>>) {
    let mut total = vec![0.0; 60];
    let mut parts: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (name, years) in [
        ("nationwide-encounters-fy20-fy23-aor.csv.gz", 2020..=2020),
        ("nationwide-encounters-fy21-fy24-aor.csv.gz", 2021..=2024),
    ] {
        let packed = published(name);
        let mut reader = csv::Reader::from_reader(GzDecoder::new(packed.as_slice()));
        let heads = reader.headers().unwrap().clone();
        let column = |name: &str| {
            heads
                .iter()
                .position(|h| h.trim().trim_start_matches('\u{feff}') == name)
                .unwrap()
        };
        let [year, month, border, who, count] = [
            "Fiscal Year",
            "Month (abbv)",
            "Land Border Region",
            "Citizenship",
            "Encounter Count",
        ]
        .map(column);
        for row in reader.records() {
            let row = row.unwrap();
            let fiscal: usize = row[year][..4].parse().unwrap();
            if &row[border] != "Southwest Land Border" || !years.contains(&fiscal) {
                continue;
            }
            let at = (fiscal - 2020) * 12 + MONTHS.iter().position(|m| *m == &row[month]).unwrap();
            let people: f64 = row[count].parse().unwrap();
            total[at] += people;
            if !NOT_OF_THIS_BORDER.contains(&&row[who]) {
                parts.entry(row[who].to_owned()).or_insert_with(|| vec![0.0; 60])[at] += people;
            }
        }
    }
    let (mut names, mut series) = (vec!["TOTAL".to_owned()], vec![total]);
    for (name, part) in parts {
        names.push(name);
        series.push(part);
    }
    (names, series)
}

fn is_total(m: &Mark) -> bool {
    m.series == 0
}

fn is_part(m: &Mark) -> bool {
    m.series > 0
}

fn run(names: &[String], series: &[Vec<f64>]) -> Backtest {
    let task = Task::unrevised(names.to_vec(), 12, series.to_vec(), FIRST, HORIZON);
    let result = backtest::run(&task, &Count::default(), &LastFigure, 1).unwrap();
    assert!(result.failures.is_empty(), "{:?}", result.failures);
    result
}

/// Weighted interval score over that of the last figure at 1, 3, 6 and 12 months, and the coverage of the 95 % interval
/// there and at all months ahead.
fn table(what: &str, result: &Backtest, keep: fn(&Mark) -> bool) -> ([f64; 4], f64) {
    let rows = result.by_horizon(keep);
    let at = [1, 3, 6, 12].map(|h| &rows[h - 1]);
    let relative = at.map(|r| r.wis.relative().unwrap());
    let covered = at.map(|r| r.coverage_95.share().unwrap());
    let all = result.overall(keep).coverage_95.share().unwrap();
    println!("{what:16} WIS relative {relative:.3?}, coverage {covered:.3?}, at all months {all:.3}");
    (relative, all)
}

#[test]
fn encounters_are_forecast_better_than_by_their_last_figure() {
    let (names, series) = encounters();
    // The agency's own totals of the fiscal years 2020 to 2024.
    let years: Vec<f64> = series[0].chunks(12).map(|y| y.iter().sum()).collect();
    let published = [458_088.0, 1_734_686.0, 2_378_944.0, 2_475_669.0, 2_135_005.0];
    assert!(
        years.iter().zip(published).all(|(a, b)| (a - b).abs() < 0.5),
        "{years:?}"
    );
    assert_eq!(names.len(), 20);
    let result = run(&names, &series);
    for (what, keep) in [
        ("total", is_total as fn(&Mark) -> bool),
        ("by nationality", is_part),
    ] {
        let (relative, covered) = table(what, &result, keep);
        assert!(relative[0] <= 0.85, "{what}: {relative:?}");
        assert!(relative.iter().all(|r| *r < 1.0), "{what}: {relative:?}");
        assert!((0.92..=0.98).contains(&covered), "{what}: {covered}");
    }
}

/// Months that follow the published ones: at first as before, then in one month a fall of 81 % of the total, by which each
/// nationality is met in its own way, from two fifths of its flow to nearly all; then a low level that wanders.
fn with_a_fall(series: &[Vec<f64>], before: usize, after: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = generator(seed, &[0x6661_6c6c]);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let common: Vec<f64> = (0..before + after).map(|_| 0.05 * normal()).collect();
    let mut out = series.to_vec();
    let mut kept = Vec::new();
    for part in &mut out[1..] {
        let mut level = part[part.len() - 1].max(1.0).ln();
        for shock in &common[..before] {
            level += shock + 0.1 * normal();
            part.push(level.exp().round());
        }
        kept.push(1.0 / (1.0 + (1.6 + 0.9 * normal()).exp()));
    }
    let last = |out: &[Vec<f64>], part: usize| out[part][out[part].len() - 1];
    let sum: f64 = (1..out.len()).map(|k| last(&out, k)).sum();
    let left: f64 = (1..out.len()).map(|k| last(&out, k) * kept[k - 1]).sum();
    let scale = 0.19 * sum / left;
    for (part, share) in out[1..].iter_mut().zip(&kept) {
        let mut level = (part[part.len() - 1].max(1.0) * scale * share).ln();
        part.push(level.exp().round());
        for shock in &common[before + 1..] {
            level += shock + 0.12 * normal();
            part.push(level.exp().round());
        }
    }
    for at in series[0].len()..out[1].len() {
        let sum = (1..out.len()).map(|k| out[k][at]).sum();
        out[0].push(sum);
    }
    out
}

#[test]
fn a_fall_of_four_fifths_is_survived() {
    let (names, series) = encounters();
    let (before, after) = (4, 19);
    for seed in 1..=3 {
        let longer = with_a_fall(&series, before, after, seed);
        let fall = series[0].len() + before;
        let change = longer[0][fall] / longer[0][fall - 1] - 1.0;
        assert!((change + 0.81).abs() < 0.01, "{change}");
        let result = run(&names, &longer);
        let origin = |m: &Mark| FIRST + m.origin;
        let target = |m: &Mark| origin(m) + m.ahead - 1;
        let mut highest = 0.0_f64;
        for m in &result.marks {
            let (low, high) = m.intervals[1];
            assert!(low >= 0.0 && low <= m.median && m.median <= high && high.is_finite());
            let most = longer[m.series][..origin(m)].iter().copied().fold(0.0, f64::max);
            if is_total(m) {
                highest = highest.max(high / most);
                // The median stays among what was seen, the upper limit in sight of it.
                assert!(m.median <= 1.05 * most && high <= 4.0 * most, "{most} {m:?}");
            } else {
                assert!(
                    m.median <= 1.5 * most && high <= 20.0 * most.max(50.0),
                    "{most} {m:?}"
                );
            }
        }
        // Half a year on, the levels are those of after the fall.
        let settled = |m: &Mark| origin(m) >= fall + 6;
        for m in result.marks.iter().filter(|m| is_total(m) && settled(m)) {
            assert!(m.median < 0.5 * longer[0][fall - 1], "{m:?}");
        }
        let share = |keep: &dyn Fn(&Mark) -> bool| result.overall(keep).coverage_95.share().unwrap();
        let next = |from: usize, to: usize| share(&|m| m.ahead == 1 && (from..to).contains(&target(m)));
        let (at_once, months) = (next(fall, fall + 1), next(fall + 1, fall + 7));
        let later = share(&|m| settled(m));
        println!(
            "seed {seed}: coverage one month ahead {at_once:.2} in the month of the fall, {months:.3} in the six after; \
             from origins six months after, all months ahead {later:.3}; upper limit of the total at most {highest:.2} \
             times the highest month seen"
        );
        table("  total", &result, is_total);
        table("  by nationality", &result, is_part);
        assert!(months >= 0.92, "{months}");
        assert!(later >= 0.92, "{later}");
    }
}
