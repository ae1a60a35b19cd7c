//! The brief: on the output, or as a page.

use jiff::civil::Date;
use rootcast_core::reading::Reading;
use rootcast_store::store::Detail;

use super::{Context, Exit, args::Brief, check, console::print_text, failure::Failure};
use crate::{
    brief::{self, Beside, BriefError, Focus},
    check::{Checker, How},
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
    let checker = Checker::new(&held, Detail::default());
    let mut documents = Vec::new();
    for path in &args.text {
        for text in check::read_all(path)? {
            documents.push(checker.check_text(&text, How::default(), as_of));
        }
    }
    let Ahead {
        outlook,
        parts,
        watch,
    } = ahead(context, &held, as_of, args.seed);
    let record = match score::score(&held, &context.home.folder, None, as_of) {
        Ok(record) => record,
        // A brief without a record is still one.
        Err(e) => score::Record {
            problems: vec![e.to_string()],
            ..score::Record::default()
        },
    };
    let cases = impact::cases::cases(&held, as_of)?;
    let beside = Beside {
        texts: &documents,
        outlook: Some(outlook.as_ref().map_err(String::as_str)),
        parts: Some(parts.as_ref().map_err(String::as_str)),
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
const FLOWS: &str = "encounters border=southwest";
const BY_ORIGIN: &str = "encounters border=southwest by=origin";
/// The probabilities of its intervals.
const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];

/// What the brief says of the time to come, or why it says nothing: a brief without it is still one.
struct Ahead {
    /// The forecast of the total, by itself: it is published further than its parts.
    outlook: Result<Outlook, String>,
    /// The forecast by origin.
    parts: Result<Outlook, String>,
    /// The mix of origins.
    watch: Result<Watch, String>,
}

fn ahead(context: &Context, held: &Held, as_of: Date, seed: u64) -> Ahead {
    let bar = context.console.bar();
    let flows = |text: &str| {
        text.parse::<Reading>()
            .map(|r| r.as_of(as_of))
            .map_err(|e| e.to_string())
    };
    let outlook = |text: &str| {
        let question = Question {
            reading: flows(text)?,
            horizon: 12,
            model: None,
            events: Vec::new(),
            way: rootcast_forecast::coherent::Way::default(),
            first: None,
            origins: None,
            by_release: false,
            seed,
        };
        forecast::run(held, &question, as_of, &|_, _| ())
            .map(|run| Outlook::of(&run, &LEVELS, false))
            .map_err(|e| e.to_string())
    };
    bar.message("forecasting encounters".to_owned());
    let (total, parts) = (outlook(FLOWS), outlook(BY_ORIGIN));
    bar.message("watching the mix of origins".to_owned());
    let watch = flows(BY_ORIGIN).and_then(|reading| {
        let question = watch::Question {
            reading,
            group: Some("northern-triangle".to_owned()),
            false_alarms_a_year: 2.0,
            seed,
        };
        watch::watch(held, &question, as_of).map_err(|e| e.to_string())
    });
    Ahead {
        outlook: total,
        parts,
        watch,
    }
}
