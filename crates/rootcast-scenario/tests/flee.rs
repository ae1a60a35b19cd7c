//! Displacement instances made here: people are neither lost nor made, threads change nothing, and files that cannot be
//! are refused with the place and what to do.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

use std::fmt::Write as _;

use proptest::prelude::*;
use rootcast_scenario::flee::{
    Calibrated, Calibration, Error, Files, Instance, Mode, Ready, Run, Series, Settings, Switches,
};

/// Two zones, a town, two camps; the total rises by 100 a day.
fn base() -> Files {
    let mut files = Files::new();
    let mut add = |name: &str, text: &str| files.insert(name.to_owned(), text.as_bytes().to_vec());
    add(
        "locations.csv",
        "#name,region,country,latitude,longitude,location_type,conflict_date,population\n\
         A,ra,X,0,0,conflict_zone,0,10000\nB,rb,X,0,1,conflict_zone,5,5000\nT,rt,X,0,2,town,,\n\
         C,rc,Y,0,3,camp,,3000\nD,rd,Z,1,3,camp,,100000\n",
    );
    add(
        "routes.csv",
        "#name1,name2,distance,forced_redirection\nA,B,50,\nA,T,90,\nB,T,100,0\nT,C,120,\nT,D,250,\n",
    );
    add(
        "closures.csv",
        "#closure_type,name1,name2,closure_start,closure_end\ncountry,X,Z,0,10\n",
    );
    add("sim_period.csv", "StartDate,2020-01-01\nLength,60\n");
    add("data_layout.csv", "total,total.csv\nC,c.csv\nD,d.csv\n");
    add("total.csv", "2020-01-01,0\n2020-03-01,6000\n");
    add("c.csv", "2020-01-01,50\n2020-03-01,2050\n");
    add("d.csv", "2020-01-01,0\n2020-03-01,4000\n");
    add(
        "s.yml",
        "spawn_rules:\n  conflict_spawn_decay: [1.0, 0.5]\nmove_rules:\n  avoid_short_stints: True\n  start_on_foot: True\n",
    );
    files
}

fn with(file: &str, text: &str) -> Files {
    let mut files = base();
    files.insert(file.to_owned(), text.as_bytes().to_vec());
    files
}

fn read(files: &Files) -> Result<(Instance, Settings), Error> {
    let settings = Settings::read(files, "s.yml", Switches::AsRun)?;
    Ok((Instance::read(files, &settings)?, settings))
}

fn run(files: &Files, mode: Mode, seed: u64, threads: usize) -> Result<Series, Error> {
    let (instance, settings) = read(files)?;
    Ready::new(&instance, &settings)?.run(Run { mode, seed, threads })
}

fn settings(text: &str) -> Result<Settings, Error> {
    Settings::read(&with("s.yml", text), "s.yml", Switches::AsRun)
}

/// A random connected instance: text of its files.
fn random(places: usize, extra: &[(usize, usize)], lengths: &[u32], awareness: i8, camp: u32) -> Files {
    let mut files = base();
    let mut text = String::from("#name\n");
    for i in 0..places {
        let kind = [
            "conflict_zone",
            "town",
            "camp",
            "marker",
            "idpcamp",
            "forwarding_hub",
        ][i % 6];
        let size = if i % 6 == 2 || i % 6 == 4 { camp } else { 1000 };
        writeln!(
            text,
            "P{i},r,{},{i},0,{kind},0,{size}",
            if i % 6 == 2 { "Y" } else { "X" }
        )
        .unwrap();
    }
    files.insert("locations.csv".to_owned(), text.into_bytes());
    let mut text = String::from("#name1\n");
    let length = |i: usize| lengths[i % lengths.len()];
    for i in 1..places {
        writeln!(text, "P{},P{i},{},0", i / 2, length(i)).unwrap();
    }
    for (i, (a, b)) in extra
        .iter()
        .enumerate()
        .filter(|(_, (a, b))| a % places != b % places)
    {
        writeln!(text, "P{},P{},{},0", a % places, b % places, length(i)).unwrap();
    }
    files.insert("routes.csv".to_owned(), text.into_bytes());
    files.insert(
        "data_layout.csv".to_owned(),
        b"total,total.csv\nP2,c.csv\n".to_vec(),
    );
    files.insert(
        "closures.csv".to_owned(),
        b"#x\nlocation,P1,X,5,9\ncountry,X,Y,12,20\n".to_vec(),
    );
    let rules = format!(
        "move_rules:\n  awareness_level: {awareness}\n  avoid_short_stints: True\n  start_on_foot: True\n"
    );
    files.insert("s.yml".to_owned(), rules.into_bytes());
    files
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn people_are_neither_lost_nor_made_and_threads_change_nothing(
        places in 3_usize..14,
        extra in prop::collection::vec((0_usize..14, 0_usize..14), 0..12),
        lengths in prop::collection::vec(0_u32..600, 1..6),
        awareness in -1_i8..=3,
        camp in 0_u32..3000,
        seed: u64,
    ) {
        let files = random(places, &extra, &lengths, awareness, camp);
        let one = run(&files, Mode::Individuals, seed, 1).unwrap();
        prop_assert_eq!(&one, &run(&files, Mode::Individuals, seed, 3).unwrap());
        let counts = run(&files, Mode::Cohorts, seed, 1).unwrap();
        prop_assert_eq!(&counts, &run(&files, Mode::Cohorts, seed, 1).unwrap());
        for series in [&one, &counts] {
            for day in 0..series.people.len() {
                // Everybody is at a place or on the road: counted place by place, not by subtraction.
                prop_assert_eq!(series.people[day], series.placed[day] + series.on_road[day]);
                prop_assert_eq!(series.people[day], series.counted_total[day] + series.debt[day]);
            }
        }
        prop_assert_eq!(&one.people, &counts.people);
    }

    #[test]
    fn no_text_makes_the_readers_panic(file in 0_usize..9, text in "[-a-zA-Z0-9,.#\n\r\" :\\[\\]]{0,200}") {
        let names = ["locations.csv", "routes.csv", "closures.csv", "conflicts.csv", "sim_period.csv",
            "data_layout.csv", "c.csv", "registration_corrections.csv", "s.yml"];
        let _ = run(&with(names[file], &text), Mode::Cohorts, 1, 1);
    }
}

#[test]
fn camps_open_and_fill_and_day_zero_counts_are_in_them() {
    for mode in [Mode::Individuals, Mode::Cohorts] {
        let series = run(&base(), mode, 3, 1).unwrap();
        assert!(series.simulated[0][0] >= 49, "{:?}", series.simulated[0]);
        // The border to D is closed for ten days, and two days' way is long.
        assert_eq!(series.simulated[1][9], 0);
        assert!(series.simulated[1][30] > 0);
        assert_ne!(series, run(&base(), mode, 4, 1).unwrap());
    }
}

#[test]
fn a_switch_changes_the_run_or_is_refused() {
    let base_run = run(&base(), Mode::Individuals, 1, 1).unwrap();
    for line in [
        "max_move_speed: 100",
        "max_walk_speed: 5",
        "camp_weight: 5",
        "foreign_weight: 4",
        "conflict_weight: 0.9",
        "conflict_movechance: 0.5",
        "camp_movechance: 0.1",
        "default_movechance: 0.9",
        "movechance_pop_scale_factor: 0.5",
        "awareness_level: 2",
        "capacity_scaling: 0.1",
        "capacity_buffer: 0.1",
        "softening: 100",
        "weight_softening: 2",
        "weight_power: 3",
        "distance_power: 0",
        "pruning_threshold: 0.9",
        "avoid_short_stints: False",
        "start_on_foot: False",
        "stay_close_to_home: True",
        "use_v1_rules: True",
        "use_pop_for_loc_weight: True",
    ] {
        let key = line.split(':').next().unwrap();
        let kept: String = ["  avoid_short_stints: True\n", "  start_on_foot: True\n"]
            .into_iter()
            .filter(|l| !l.contains(key))
            .collect();
        let text = format!("spawn_rules:\n  conflict_spawn_decay: [1.0, 0.5]\nmove_rules:\n{kept}  {line}\n");
        assert_ne!(
            run(&with("s.yml", &text), Mode::Individuals, 1, 1).unwrap(),
            base_run,
            "{line}"
        );
    }
    for line in [
        "fixed_routes: True",
        "MatchCampReligion: True",
        "ChildrenAvoidHazards: True",
    ] {
        let text = format!("move_rules:\n  {line}\n");
        let refused = run(&with("s.yml", &text), Mode::Individuals, 1, 1);
        assert!(
            matches!(refused, Err(Error::Unsupported { .. } | Error::Missing { .. })),
            "{line}"
        );
    }
}

#[test]
fn the_two_dead_switches_have_both_meanings() {
    let sinks = "#name,region,country,lat,lon,type,date,pop,deactivation_probability\n\
        A,r,X,0,0,conflict_zone,0,9,\nC,r,Y,0,1,camp,,100000,1.0\n";
    let mut files = with("locations.csv", sinks);
    files.insert("routes.csv".to_owned(), b"A,C,400,0\n".to_vec());
    files.insert(
        "data_layout.csv".to_owned(),
        b"total,total.csv\nC,c.csv\n".to_vec(),
    );
    let text = "spawn_rules:\n  camps_are_sinks: True\nmove_rules:\n  camp_movechance: 0.5\n";
    files.insert("s.yml".to_owned(), text.as_bytes().to_vec());
    let in_camp = |switches: Switches, mode: Mode| {
        let settings = Settings::read(&files, "s.yml", switches).unwrap();
        let instance = Instance::read(&files, &settings).unwrap();
        let series = Ready::new(&instance, &settings)
            .unwrap()
            .run(Run {
                mode,
                ..Run::default()
            })
            .unwrap();
        *series.simulated[0].last().unwrap()
    };
    for mode in [Mode::Individuals, Mode::Cohorts] {
        assert!(
            in_camp(Switches::AsWritten, mode) > in_camp(Switches::AsRun, mode),
            "{mode:?}"
        );
    }
    let two = with("s.yml", "move_rules:\n  two_system_decision_making: True\n");
    assert!(Settings::read(&two, "s.yml", Switches::AsRun).is_ok());
    let refused = Settings::read(&two, "s.yml", Switches::AsWritten).unwrap_err();
    assert!(matches!(refused, Error::Unsupported { .. }), "{refused}");
}

#[test]
fn floods_hunger_persons_and_fixed_rates_run_in_both_modes() {
    let flood = "spawn_rules:\n  take_from_population: True\n  conflict_zone_spawning_only: False\n  \
        flood_zone_spawning_only: True\n  flood_driven_spawn_mode:\n    flood_spawn_mode: pop_ratio\n    \
        displaced_per_flood_day: [0.0, 0.1, 0.5]\nmove_rules:\n  flood_rules:\n    flood_movechances: [0, 0.5, 1.0]\n    \
        flood_loc_weights: [1, 0.5, 0]\n  flee_when_starving: True\n  ElderlyAvoidHazards: True\n";
    let mut files = with("s.yml", flood);
    files.insert(
        "flood_level.csv".to_owned(),
        b"#Day,A,B\n0,0,0\n3,2,1\n9,0,0\n".to_vec(),
    );
    files.insert(
        "region_attributes_IPC.csv".to_owned(),
        b"#Day,ra,rb,rt\n0,5,5,5\n20,90,5,50\n".to_vec(),
    );
    files.insert(
        "demographics_age.csv".to_owned(),
        b"age,Default,A\n10,50,0\n70,50,100\n".to_vec(),
    );
    for mode in [Mode::Individuals, Mode::Cohorts] {
        let series = run(&files, mode, 1, 1).unwrap();
        assert_eq!(series.people[2], 50);
        // Half of 10 000 and a tenth of 5 000 flee on the first day of the flood.
        assert_eq!(series.people[3], 50 + 5000 + 500, "{mode:?}");
        assert_eq!(series.people[59], series.people[9]);
    }
    for (mode, first) in [("constant", 200), ("pop_ratio", 100)] {
        let size = if mode == "constant" { "200" } else { "0.01" };
        let text = format!(
            "spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: {mode}\n    displaced_per_conflict_day: {size}\n"
        );
        let series = run(&with("s.yml", &text), Mode::Cohorts, 1, 1).unwrap();
        assert_eq!(series.people[0], 50 + first, "{mode}");
    }
    let poisson = "spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: poisson\n    displaced_per_conflict_day: 200\n";
    let series = run(&with("s.yml", poisson), Mode::Cohorts, 1, 1).unwrap();
    assert!((150..350).contains(&(series.people[0])), "{}", series.people[0]);
}

#[test]
fn what_cannot_be_read_says_where_and_what_to_do() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("locations.csv", "", &["locations.csv", "0 places"]),
        (
            "locations.csv",
            "A,r,X,0,0,camp,,-5\n",
            &["locations.csv:1", "population", "-5"],
        ),
        (
            "locations.csv",
            "A,r,X,0,0,camp,,NaN\n",
            &["locations.csv:1", "NaN"],
        ),
        (
            "locations.csv",
            "A,r,X,0,0,campp,,5\n",
            &["location_type", "idpcamp"],
        ),
        (
            "locations.csv",
            "A,r,X,0,0,camp,,5\nA,r,X,0,0,camp,,5\n",
            &["locations.csv:2", "line 1"],
        ),
        (
            "routes.csv",
            "A,Bb,5,0\n",
            &["routes.csv:1", "name2", "did you mean"],
        ),
        ("routes.csv", "A,B,inf,0\n", &["routes.csv:1", "distance"]),
        ("routes.csv", "A,B,5,7\n", &["forced_redirection"]),
        ("routes.csv", "A,A,5,0\n", &["another place"]),
        ("closures.csv", "borders,A,B,0,1\n", &["closure_type", "country"]),
        (
            "conflicts.csv",
            "#Day,A\n0,1\n3,0\n2,1\n",
            &["conflicts.csv:4", "order"],
        ),
        ("sim_period.csv", "Length,10\n", &["StartDate"]),
        (
            "sim_period.csv",
            "StartDate,2020-02-30\nLength,10\n",
            &["2020-02-30"],
        ),
        ("sim_period.csv", "StartDate,2020-02-20\nLength,0\n", &["0 days"]),
        (
            "data_layout.csv",
            "total,total.csv\nC,gone.csv\n",
            &["gone.csv", "missing"],
        ),
        ("c.csv", "2020-01-01,x\n", &["c.csv:1", "count"]),
        (
            "registration_corrections.csv",
            "C,2020-01-05,double\n",
            &["normalize"],
        ),
        (
            "s.yml",
            "spawn_rules:\n  camps_are_sicks: True\n",
            &["s.yml:2", "camps_are_sinks"],
        ),
        (
            "s.yml",
            "moverules:\n  softening: 1\n",
            &["s.yml:1", "move_rules"],
        ),
        (
            "s.yml",
            "move_rules:\n  softening: NaN\n",
            &["s.yml:2", "softening"],
        ),
        ("s.yml", "move_rules:\n  softening: [1]\n", &["s.yml:2"]),
        ("s.yml", "move_rules:\n\t softening: 1\n", &["s.yml:2", "YAML"]),
    ];
    for (file, text, says) in cases {
        let error = read(&with(file, text)).unwrap_err().to_string();
        for part in *says {
            assert!(error.contains(part), "{file} {text:?}: {error:?} lacks {part:?}");
        }
    }
    assert!(matches!(read(&Files::new()), Err(Error::Missing { .. })));
    let nearest = settings("optimisations:\n  hasen: 10\n").unwrap_err().to_string();
    assert!(nearest.contains("`hasten`"), "{nearest}");
}

#[test]
fn traps_of_published_files_are_read() {
    let mut files = with(
        "conflicts.csv",
        "#Day, A, B, Nowhere, \r\n0, 1, 0, 0,\r\n5, 1, 1, 0,\r\n",
    );
    files.insert(
        "registration_corrections.csv".to_owned(),
        b"\"C\",\"2020-03-01\",\"normalize\"\r\n".to_vec(),
    );
    files.insert(".~routes.csv".to_owned(), vec![0xff, 0xfe]);
    files.insert("closures - old.csv".to_owned(), b"closure_type\n".to_vec());
    files.insert(
        "closures.csv".to_owned(),
        b"#x\ncountry,Nolandia,Z,0,10\n".to_vec(),
    );
    let (instance, _) = read(&files).unwrap();
    assert_eq!(instance.notes.len(), 2, "{:?}", instance.notes);
    // The correction makes the first count the last.
    assert_eq!(instance.counts.by_camp[0][0], 2050.0);
    let mut spaced = base();
    let text = String::from_utf8(spaced["locations.csv"].clone())
        .unwrap()
        .replace("\nA,", "\nBig_City,");
    spaced.insert("locations.csv".to_owned(), text.into_bytes());
    spaced.insert("routes.csv".to_owned(), b"Big City,T,5,\n".to_vec());
    assert_eq!(read(&spaced).unwrap().0.links.len(), 2);
}

#[test]
fn a_million_roads_are_read_and_run() {
    let mut places = String::from("#name\nA,r,X,0,0,conflict_zone,0,1000\n");
    let mut roads = String::new();
    for i in 0..1000 {
        writeln!(places, "P{i},r,X,0,0,{},,5", if i == 0 { "camp" } else { "town" }).unwrap();
        writeln!(roads, "A,P{i},50,0").unwrap();
        for step in 1..=500 {
            writeln!(roads, "P{i},P{},{},0", (i + step) % 1000, 20 + step).unwrap();
        }
    }
    let mut files = with("locations.csv", &places);
    files.insert("routes.csv".to_owned(), roads.into_bytes());
    files.insert(
        "data_layout.csv".to_owned(),
        b"total,total.csv\nP0,c.csv\n".to_vec(),
    );
    files.insert(
        "sim_period.csv".to_owned(),
        b"StartDate,2020-01-01\nLength,3\n".to_vec(),
    );
    let (instance, settings) = read(&files).unwrap();
    assert!(instance.links.len() > 1_000_000);
    let series = Ready::new(&instance, &settings)
        .unwrap()
        .run(Run::default())
        .unwrap();
    assert_eq!(series.people.len(), 3);
}

#[test]
fn a_calibration_reads_nothing_after_day_30_but_the_total() {
    let (instance, settings) = read(&base()).unwrap();
    let choice = Calibration {
        runs: 1,
        ..Calibration::default()
    };
    let one = Calibrated::new(&instance, &settings, 1, choice).unwrap();
    // Later counts go from one camp to the other, day 0 to 30 and the total stay.
    let mut other = instance.clone();
    for day in 31..other.counts.by_camp[0].len() {
        let moved = other.counts.by_camp[0][day].floor().min(40.0);
        other.counts.by_camp[0][day] -= moved;
        other.counts.by_camp[1][day] += moved;
    }
    let two = Calibrated::new(&other, &settings, 1, choice).unwrap();
    for (a, b) in one.expected.iter().flatten().zip(two.expected.iter().flatten()) {
        // Counts are cut to whole persons camp by camp, so that a total may differ by one.
        assert!((a - b).abs() <= 2.0, "{a} {b}");
    }
    assert_ne!(one.error, two.error);
    let short = with("sim_period.csv", "StartDate,2020-01-01\nLength,31\n");
    let (instance, settings) = read(&short).unwrap();
    assert!(matches!(
        Calibrated::new(&instance, &settings, 1, choice),
        Err(Error::Argument(_))
    ));
}
