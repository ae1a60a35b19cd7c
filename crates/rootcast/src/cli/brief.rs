//! The brief: on the output, or as a page.

use jiff::civil::Date;
use rootcast_core::reading::Reading;

use super::{Context, Exit, args::Brief, check, console::print_text, failure::Failure};
use crate::{
    brief::{self, Beside, BriefError, Focus},
    check::{How, check_text},
    evidence::Held,
    forecast::{self, Question, outlook::Outlook, score},
    format::{Format, json},
    impact,
    watch::{self, Watch},
};

pub(super) fn brief(context: &Context, args: &Brief) -> Result<Exit, Failure> {
    let focus = Focus::parse(&args.focus)?;
    let as_of = args.as_of.unwrap_or(context.today);
    let held = context.home.held(as_of)?;
    let mut documents = Vec::new();
    for path in &args.text {
        for text in check::read_all(path)? {
            documents.push(check_text(&held, &text, How::default(), as_of));
        }
    }
    let (outlook, watch) = ahead(context, &held, as_of, args.seed);
    let record = score::score(&held, &context.home.folder, None, as_of)?;
    let cases = impact::cases::cases(&held, as_of)?;
    let beside = Beside {
        texts: &documents,
        outlook: Some(outlook.as_ref().map_err(String::as_str)),
        watch: Some(watch.as_ref().map_err(String::as_str)),
        record: Some(&record),
        cases: Some(&cases),
    };
    let brief = brief::build_with(&held, &held.ledger, as_of, &focus, beside)?;
    let bytes = match (context.console.format()?, &args.out) {
        (None, Some(_)) => brief::html(&brief)?,
        (None | Some(Format::Table), _) => brief::terminal(&brief),
        (Some(Format::Json), _) => {
            let value = serde_json::to_value(&brief).map_err(BriefError::Json)?;
            let mut bytes = Vec::new();
            json::write(value, &mut bytes)?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        (Some(Format::Csv | Format::Parquet), _) => {
            return Err(Failure::usage(
                "the brief is text, a page (--out FILE.html) or --format json; `rootcast show` gives its figures as CSV",
            ));
        }
    };
    match &args.out {
        Some(path) => context.console.save_bytes(bytes.as_bytes(), path)?,
        None => print_text(&bytes)?,
    }
    Ok(Exit::Done)
}

/// What the brief forecasts and watches.
const FLOWS: &str = "encounters border=southwest by=origin";
/// Origins from which its forecasts are tried, and the probabilities of its intervals.
const ORIGINS: usize = 60;
const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];

/// The forecast and the watch as of the day, or why there are none: a brief without them is still one.
fn ahead(
    context: &Context,
    held: &Held,
    as_of: Date,
    seed: u64,
) -> (Result<Outlook, String>, Result<Watch, String>) {
    let reading: Reading = match FLOWS.parse::<Reading>() {
        Ok(reading) => reading.as_of(as_of),
        Err(e) => return (Err(e.to_string()), Err(e.to_string())),
    };
    let question = Question {
        reading: reading.clone(),
        horizon: 12,
        model: None,
        events: Vec::new(),
        way: rootcast_forecast::coherent::Way::default(),
        first: None,
        origins: Some(ORIGINS),
        by_release: false,
        seed,
    };
    let bar = context.console.bar();
    bar.message("forecasting encounters by origin".to_owned());
    let outlook = forecast::run(held, &question, as_of, &|_, _| ())
        .map(|run| Outlook::of(&run, &LEVELS, false))
        .map_err(|e| e.to_string());
    bar.message("watching the mix of origins".to_owned());
    let question = watch::Question {
        reading,
        group: Some("northern-triangle".to_owned()),
        false_alarms_a_year: 2.0,
        seed,
    };
    let watch = watch::watch(held, &question, as_of).map_err(|e| e.to_string());
    (outlook, watch)
}
