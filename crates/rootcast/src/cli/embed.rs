//! Making the figures that ship in the program.

use std::fs;

use rootcast_store::error::StoreError;

use super::{Context, Exit, args::Build, console::print_text, failure::Failure};
use crate::{format::number::count, reference::build as reference};

pub(super) fn build(context: &Context, args: &Build) -> Result<Exit, Failure> {
    context.console.one_form("building the embedded figures")?;
    let path = args.folder.join("tables.toml");
    let specification = fs::read_to_string(&path).map_err(StoreError::io("cannot read", &path))?;
    let bar = context.console.bar();
    let built = reference::build(&args.published, &specification, &mut |file| {
        bar.message(file.to_owned());
    });
    drop(bar);
    let built = built?;
    let differences = built.differences(&args.folder)?;
    let mut text = String::new();
    for name in &differences {
        text.push_str(&format!("{}\n", name.display()));
    }
    let exit = match (args.check, differences.is_empty()) {
        (_, true) => {
            context.console.say("nothing differs");
            Exit::Done
        }
        (true, false) => {
            context
                .console
                .say("these differ; run it without --check, and build again");
            Exit::No
        }
        (false, false) => {
            built.write(&args.folder)?;
            context.console.say(&format!(
                "wrote these; {} bytes in all",
                count(built.size() as u64)
            ));
            Exit::Done
        }
    };
    print_text(&text)?;
    Ok(exit)
}
