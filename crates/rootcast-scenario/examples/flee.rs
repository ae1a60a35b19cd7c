//! Runs an instance in Flee's format:
//! `cargo run --release -p rootcast-scenario --example flee -- DIR --settings FILE [--mode rules|cohorts|calibrated]`.
//!
//! `DIR` holds `input_csv` and `source_data`. Prints the errors beside the two rules of thumb, and the speed; `--series`
//! writes the daily figures, `--repeat` runs further seeds for a timing.
#![allow(clippy::print_stdout)]

use std::{error::Error, fmt::Write as _, fs, path::Path, time::Instant};

use rootcast_scenario::flee::{
    Calibrated, Calibration, Files, Instance, Mode, Ready, Run, Series, Settings, Switches,
};

/// What was asked for.
struct Asked {
    dir: String,
    settings: String,
    mode: String,
    run: Run,
    hasten: Option<f64>,
    series: Option<String>,
    repeat: u32,
    switches: Switches,
}

const USAGE: &str = "usage: flee DIR [--settings FILE] [--mode rules|cohorts|calibrated] [--seed N] [--threads N] \
    [--hasten N] [--repeat N] [--series FILE] [--as-written]";

fn asked() -> Result<Asked, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut asked = Asked {
        dir: String::new(),
        settings: String::new(),
        mode: "rules".to_owned(),
        run: Run::default(),
        hasten: None,
        series: None,
        repeat: 1,
        switches: Switches::AsRun,
    };
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or(format!("{argument} needs a value\n{USAGE}"))
        };
        match argument.as_str() {
            "--settings" => asked.settings = value()?,
            "--mode" => asked.mode = value()?,
            "--seed" => asked.run.seed = value()?.parse()?,
            "--threads" => asked.run.threads = value()?.parse()?,
            "--hasten" => asked.hasten = Some(value()?.parse()?),
            "--repeat" => asked.repeat = value()?.parse()?,
            "--series" => asked.series = Some(value()?),
            "--as-written" => asked.switches = Switches::AsWritten,
            option if option.starts_with("--") => return Err(format!("no option {option}\n{USAGE}").into()),
            _ => asked.dir = argument,
        }
    }
    if asked.dir.is_empty() {
        return Err(USAGE.into());
    }
    Ok(asked)
}

fn name(path: &Path) -> String {
    path.file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The files of a folder and of its two parts, by bare names.
fn files(dir: &Path) -> Result<Files, Box<dyn Error>> {
    let mut files = Files::new();
    for part in [".", "input_csv", "source_data"] {
        let Ok(entries) = fs::read_dir(dir.join(part)) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_file() {
                files.insert(name(&path), fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked = asked()?;
    let mut files = files(Path::new(&asked.dir))?;
    let mut file = "simsetting.yml".to_owned();
    if !asked.settings.is_empty() {
        file = name(Path::new(&asked.settings));
        files.insert(file.clone(), fs::read(&asked.settings)?);
    }
    let mut settings = Settings::read(&files, &file, asked.switches)?;
    if let Some(hasten) = asked.hasten {
        settings.hasten = hasten;
    }
    let instance = Instance::read(&files, &settings)?;
    for note in &instance.notes {
        println!("note: {note}");
    }
    let begin = Instant::now();
    if asked.mode == "calibrated" {
        let out = Calibrated::new(&instance, &settings, asked.run.seed, Calibration::default())?;
        println!(
            "calibrated on days 0 to 30; errors from day 31: calibrated {:.4}, rules {:.4}, share {:.4}, flat {:.4}; {:.2} s",
            out.error,
            out.rules,
            out.share,
            out.flat,
            begin.elapsed().as_secs_f64()
        );
        return Ok(());
    }
    let mode = match asked.mode.as_str() {
        "rules" => Mode::Individuals,
        "cohorts" => Mode::Cohorts,
        other => return Err(format!("no mode {other}\n{USAGE}").into()),
    };
    let run = Run { mode, ..asked.run };
    let ready = Ready::new(&instance, &settings)?;
    let begin = Instant::now();
    let out = ready.run(run)?;
    for more in 1..asked.repeat {
        ready.run(Run {
            seed: run.seed.wrapping_add(u64::from(more)),
            ..run
        })?;
    }
    tell(
        &out,
        run.seed,
        begin.elapsed().as_secs_f64() / f64::from(asked.repeat.max(1)),
    );
    if let Some(path) = asked.series {
        fs::write(path, table(&instance, &out)?)?;
    }
    Ok(())
}

fn tell(out: &Series, seed: u64, seconds: f64) {
    let (all, late) = (out.errors(0), out.errors(31));
    println!(
        "seed {seed}: error, all days: normal {:.4}, rescaled {:.4}",
        all.normal, all.rescaled
    );
    println!(
        "from day 31: normal {:.4}, rescaled {:.4}; share held {:.4}, flat {:.4}",
        late.normal,
        late.rescaled,
        out.share(),
        out.flat()
    );
    // Agent-days are far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let millions = out.agent_days as f64 / 1e6;
    println!(
        "{millions:.3} million agent-days in {seconds:.4} s: {:.1} million a second",
        millions / seconds
    );
}

/// The daily figures as comma-separated text.
fn table(instance: &Instance, out: &Series) -> Result<String, std::fmt::Error> {
    let mut text = String::from("day,date");
    for camp in &out.camps {
        let name = instance
            .locations
            .get(*camp as usize)
            .map_or("", |l| l.name.as_str());
        write!(text, ",{name},{name} counted")?;
    }
    text.push_str(",people,counted\n");
    for (day, (people, counted)) in (0_u32..).zip(out.people.iter().zip(&out.counted_total)) {
        write!(text, "{day},{}", instance.date(day))?;
        for (simulated, counted) in out.simulated.iter().zip(&out.counted) {
            let of = |list: &[u64]| list.get(day as usize).copied().unwrap_or(0);
            write!(text, ",{},{}", of(simulated), of(counted))?;
        }
        writeln!(text, ",{people},{counted}")?;
    }
    Ok(text)
}
