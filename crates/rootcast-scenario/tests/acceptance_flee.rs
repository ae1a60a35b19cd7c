//! Published displacement instances: the rules against seeded outputs of the original, and the calibrated rules against
//! the original and the rules of thumb.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, clippy::float_cmp)]

use std::{collections::BTreeMap, fs, path::PathBuf};

use rootcast_scenario::flee::{
    Calibrated, Calibration, Files, Instance, Mode, Ready, Run, Series, Settings, Switches,
};

const INSTANCES: [&str; 8] = [
    "burundi2015",
    "car2013",
    "mali2012",
    "mali2017_adm1",
    "nigeria2016",
    "ssudan2013",
    "syria2013",
    "venezuela2022",
];

fn folder() -> PathBuf {
    let shared = std::env::var_os("ROOTCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    shared.join("data/golden/flee")
}

fn read(instance: &str, settings: &str) -> (Instance, Settings) {
    let mut files = Files::new();
    let mut add = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        files.insert(name, fs::read(&path).unwrap());
    };
    for part in ["input_csv", "source_data"] {
        for entry in fs::read_dir(folder().join(instance).join(part)).unwrap() {
            add(entry.unwrap().path());
        }
    }
    add(folder().join("settings").join(settings));
    let settings = Settings::read(&files, settings, Switches::AsRun).unwrap();
    (Instance::read(&files, &settings).unwrap(), settings)
}

/// Mean errors of the original over its seeds, by instance and scale.
fn expected() -> BTreeMap<(String, String), (f64, f64)> {
    let mut sums: BTreeMap<_, (f64, f64, f64)> = BTreeMap::new();
    let mut table = csv::Reader::from_path(folder().join("expected_ard.csv")).unwrap();
    for row in table.records().map(Result::unwrap) {
        let sum = sums.entry((row[0].to_owned(), row[1].to_owned())).or_default();
        *sum = (
            sum.0 + row[3].parse::<f64>().unwrap(),
            sum.1 + row[4].parse::<f64>().unwrap(),
            sum.2 + 1.0,
        );
    }
    sums.into_iter()
        .map(|(k, (n, r, c))| (k, (n / c, r / c)))
        .collect()
}

/// A seeded output of the original: columns by name.
fn golden(instance: &str, scale: &str, seed: u32) -> BTreeMap<String, Vec<f64>> {
    let path = folder()
        .join(instance)
        .join(format!("golden/{instance}.{scale}.s{seed}.csv"));
    let mut table = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns = BTreeMap::new();
    for row in table.records().map(Result::unwrap) {
        for (name, cell) in names.iter().zip(&row) {
            columns
                .entry(name.clone())
                .or_insert_with(Vec::new)
                .push(cell.parse().unwrap_or(f64::NAN));
        }
    }
    columns
}

fn run(instance: &Instance, settings: &Settings, mode: Mode, seed: u64) -> Series {
    Ready::new(instance, settings)
        .unwrap()
        .run(Run {
            mode,
            seed,
            threads: 1,
        })
        .unwrap()
}

fn near(what: &str, ours: f64, theirs: f64, by: f64) {
    assert!(
        (ours - theirs).abs() <= by,
        "{what}: {ours} is not within {by} of {theirs}"
    );
}

#[test]
fn both_modes_have_the_errors_of_the_original() {
    let expected = expected();
    for name in INSTANCES {
        let (instance, settings) = read(name, "set_h100.yml");
        let (normal, rescaled) = expected[&(name.to_owned(), "h100".to_owned())];
        for mode in [Mode::Individuals, Mode::Cohorts] {
            let errors = run(&instance, &settings, mode, 1).errors(0);
            near(&format!("{name} {mode:?}"), errors.normal, normal, 0.03);
            near(
                &format!("{name} {mode:?} rescaled"),
                errors.rescaled,
                rescaled,
                0.03,
            );
        }
    }
}

#[test]
fn full_scale_mali_has_the_errors_of_the_original() {
    let (instance, settings) = read("mali2012", "set_h1.yml");
    let (normal, rescaled) = expected()[&("mali2012".to_owned(), "h1".to_owned())];
    for mode in [Mode::Individuals, Mode::Cohorts] {
        let series = run(&instance, &settings, mode, 1);
        assert_eq!(series.agent_days, 19_769_519);
        near(&format!("{mode:?}"), series.errors(0).normal, normal, 0.01);
        near(
            &format!("{mode:?} rescaled"),
            series.errors(0).rescaled,
            rescaled,
            0.01,
        );
    }
}

#[test]
fn counts_people_and_debts_are_those_of_the_original() {
    for name in INSTANCES {
        let (instance, settings) = read(name, "set_h100.yml");
        let series = run(&instance, &settings, Mode::Cohorts, 1);
        let golden = golden(name, "h100", 1);
        let same = |what: &str, ours: &[u64]| {
            for (day, (a, b)) in ours.iter().zip(&golden[what]).enumerate() {
                assert_eq!(*a as f64, *b, "{name}, {what}, day {day}");
            }
        };
        assert_eq!(series.people.len(), golden["Day"].len(), "{name}");
        for (camp, counted) in series.camps.iter().zip(&series.counted) {
            same(
                &format!("{} data", instance.locations[*camp as usize].name),
                counted,
            );
        }
        same("total refugees (simulation)", &series.people);
        same("refugees in camps (UNHCR)", &series.counted_total);
        same("refugee_debt", &series.debt);
    }
}

#[test]
fn camps_fill_day_by_day_as_in_the_original() {
    // Mean over days of the difference of shares between camps, to the mean of the original's seeds.
    for (name, scale, seeds, band) in [
        ("mali2012", "h1", 2, 0.05),
        ("burundi2015", "h10", 1, 0.08),
        ("ssudan2013", "h10", 1, 0.06),
        ("syria2013", "h100", 2, 0.05),
        ("nigeria2016", "h100", 3, 0.06),
        ("mali2017_adm1", "h100", 3, 0.08),
        ("car2013", "h100", 3, 0.12),
        ("venezuela2022", "h100", 1, 0.08),
    ] {
        let (instance, settings) = read(name, &format!("set_{scale}.yml"));
        let series = run(&instance, &settings, Mode::Individuals, 1);
        let goldens: Vec<_> = (1..=seeds).map(|s| golden(name, scale, s)).collect();
        let days = series.people.len();
        let mut sum = 0.0;
        for day in 0..days {
            for (camp, ours) in series.camps.iter().zip(&series.simulated) {
                let column = format!("{} sim", instance.locations[*camp as usize].name);
                let theirs = goldens.iter().map(|g| g[&column][day]).sum::<f64>() / f64::from(seeds);
                sum += (ours[day] as f64 - theirs).abs() / series.people[day].max(1) as f64;
            }
        }
        let mean = sum / days as f64;
        assert!(mean <= band, "{name}: {mean} is above {band}");
    }
}

#[test]
fn cohorts_and_individuals_agree_in_distribution() {
    let (instance, settings) = read("mali2012", "set_h10.yml");
    let seeds = 12_u32;
    let moments = |mode: Mode| {
        let runs: Vec<Series> = (0..seeds)
            .map(|s| run(&instance, &settings, mode, u64::from(100 + s)))
            .collect();
        let camps = runs[0].camps.len();
        let of = |camp: usize, day: usize| {
            let values: Vec<f64> = runs.iter().map(|r| r.simulated[camp][day] as f64).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let squares = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
            (mean, squares / (values.len() - 1) as f64)
        };
        [60, 150, 299].map(|day| (0..camps).map(|c| of(c, day)).collect::<Vec<_>>())
    };
    let (one_by_one, counts) = (moments(Mode::Individuals), moments(Mode::Cohorts));
    for (a, b) in one_by_one.iter().flatten().zip(counts.iter().flatten()) {
        let error = ((a.1 + b.1) / f64::from(seeds)).sqrt();
        // Cohorts round the way behind people: 3 % of a camp, or 8 agents, beside the Monte Carlo error.
        let by = 4.0 * error + (0.03 * a.0).max(8.0);
        near("mean of a camp", b.0, a.0, by);
    }
}

#[test]
fn calibrated_rules_beat_the_original_and_the_share_held() {
    // Errors of the original from day 31 on, at scale 100.
    let original = [0.554, 0.369, 0.408, 0.507, 0.261, 0.488, 0.345, 0.823];
    let mut better = Vec::new();
    for (name, original) in INSTANCES.into_iter().zip(original) {
        let (instance, settings) = read(name, "set_h100.yml");
        let choice = Calibration {
            runs: 1,
            ..Calibration::default()
        };
        let out = Calibrated::new(&instance, &settings, 1, choice).unwrap();
        if out.error < original && out.error < out.share && out.error < out.rules {
            better.push(name);
        }
    }
    assert!(better.len() >= 6, "{better:?}");
    assert!(better.contains(&"venezuela2022"), "{better:?}");
}
