//! The brief: on the output, or as a page.

use super::{Context, Exit, args::Brief, check, console::print_text, failure::Failure};
use crate::{
    brief::{self, BriefError, Focus},
    check::{How, check_text},
    format::{Format, json},
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
    let brief = brief::build_with(&held, &held.ledger, as_of, &focus, &documents)?;
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
