//! The commands about the store: what is in it, and how more gets into it.

use std::time::Duration;

use rootcast_core::nearest::nearest;
use rootcast_store::{
    ingest::{self, Ingested},
    manifest::{self, Manifest},
    shelf::Held,
    store::views,
    verify,
};

use super::{
    Context, Exit,
    added::{Added, AddedList},
    args::{Fetch, Ingest},
    checked::Checked,
    console::{Bar, print_text},
    failure::Failure,
    list::{ReleaseList, SourceList},
};
use crate::{
    fetch::{self, Limits, Outcome, Progress},
    sources::sources as list_sources,
};

pub(super) fn ingest(context: &Context, args: &Ingest) -> Result<Exit, Failure> {
    let manifests = manifest::built_in();
    if let Some(id) = &args.source {
        find(manifests, id)?;
    }
    let shelf = context.home.shelf()?;
    let mut list = AddedList::default();
    let mut first: Option<Failure> = None;
    for path in &args.paths {
        let bar = context.console.bar();
        let what = path.display().to_string();
        let request = ingest::Request {
            source: args.source.as_deref(),
            published: args.published,
            allow_repeats: args.allow_repeats,
            progress: &|p| ingesting(&bar, &what, p),
            ..ingest::Request::new(path)
        };
        let result = ingest::ingest(&shelf, manifests, &request);
        drop(bar);
        match result {
            Ok(ingested) => add(context, &mut list, ingested)?,
            // The other files have nothing to do with this one's fault.
            Err(e) => keep_first(context, &mut first, e.into()),
        }
    }
    finish(context, &list, first)
}

pub(super) fn fetch(context: &Context, args: &Fetch) -> Result<Exit, Failure> {
    let manifests = manifest::built_in();
    let chosen: Vec<&Manifest> = if args.sources.is_empty() {
        manifests.iter().filter(|m| m.download.is_some()).collect()
    } else {
        args.sources
            .iter()
            .map(|id| find(manifests, id))
            .collect::<Result<_, _>>()?
    };
    if args.url.is_some() && args.sources.len() != 1 {
        return Err(Failure::usage(
            "--url needs exactly one SOURCE, whose address it replaces",
        ));
    }
    if chosen.is_empty() {
        return Err(Failure::usage(
            "no source has a stable address; name a SOURCE and give its file's address with --url",
        ));
    }
    let limits = Limits {
        attempts: args.attempts,
        overall: Duration::from_secs(args.timeout),
        stall: Duration::from_secs(args.stall_timeout),
        bytes: args.max_bytes,
        ..Limits::default()
    };
    let shelf = context.home.shelf()?;
    let mut list = AddedList::default();
    let mut first: Option<Failure> = None;
    for manifest in chosen {
        let bar = context.console.bar();
        let progress = |p: Progress| match p {
            Progress::Waiting => bar.message("another fetch is running; waiting for it".to_owned()),
            Progress::Bytes { bytes, of } => bar.bytes(&manifest.id, bytes, of),
            Progress::Again { why, after } => bar.pause(&why, after),
            Progress::Ingest(p) => ingesting(&bar, &manifest.id, p),
        };
        let result = fetch::fetch(
            &shelf,
            manifests,
            manifest,
            args.url.as_deref(),
            &limits,
            &progress,
        );
        drop(bar);
        match result {
            Ok(Outcome::Unchanged(releases)) => list.unchanged.push((manifest.id.clone(), releases)),
            Ok(Outcome::Ingested(ingested)) => add(context, &mut list, ingested)?,
            Err(e) => keep_first(context, &mut first, e.into()),
        }
    }
    finish(context, &list, first)
}

fn add(context: &Context, list: &mut AddedList, ingested: Vec<Ingested>) -> Result<(), Failure> {
    for one in ingested {
        let mut revisions = Vec::new();
        if one.new {
            // The release is made, whatever can be said about the ones before it.
            match context.home.open()?.revisions_of(&one.record.release) {
                Ok(found) => revisions = found,
                Err(e) => context.console.say(&format!("cannot say what it revises: {e}")),
            }
        }
        list.added.push(Added {
            ingested: one,
            revisions,
        });
    }
    Ok(())
}

/// Says what went wrong at once; the exit code of the command is the first failure's.
fn keep_first(context: &Context, first: &mut Option<Failure>, failure: Failure) {
    context.console.fail(&failure);
    first.get_or_insert(failure);
}

fn finish(context: &Context, list: &AddedList, first: Option<Failure>) -> Result<Exit, Failure> {
    if !list.added.is_empty() || !list.unchanged.is_empty() {
        context.console.print(list)?;
    }
    Ok(first.map_or(Exit::Done, |f| f.exit))
}

fn ingesting(bar: &Bar, what: &str, progress: ingest::Progress) {
    match progress {
        ingest::Progress::Waiting => {
            bar.message("another program is adding to the store; waiting for it".to_owned());
        }
        ingest::Progress::Read { bytes, of } => bar.bytes(what, bytes, Some(of)),
        ingest::Progress::Writing => bar.message(format!("{what}: writing the release")),
    }
}

pub(super) fn sources(context: &Context) -> Result<Exit, Failure> {
    let store = context.home.open()?;
    let list = list_sources(manifest::built_in(), store.releases());
    context.console.print(&SourceList(list))?;
    Ok(Exit::Done)
}

pub(super) fn releases(context: &Context, source: Option<&str>) -> Result<Exit, Failure> {
    if let Some(id) = source {
        find(manifest::built_in(), id)?;
    }
    let store = context.home.open()?;
    let mut list: Vec<&Held> = store
        .releases()
        .iter()
        .filter(|h| source.is_none_or(|s| h.record.release.source == s))
        .collect();
    list.sort_by_key(|h| {
        (
            &h.record.release.source,
            h.record.release.effective,
            &h.record.release.id,
        )
    });
    context.console.print(&ReleaseList(list))?;
    Ok(Exit::Done)
}

pub(super) fn verify(context: &Context) -> Result<Exit, Failure> {
    let shelf = context.home.existing()?;
    let bar = context.console.bar();
    let checked = verify::verify(&shelf, manifest::built_in(), &|name, left| {
        bar.message(format!("{name}, {left} left"));
    });
    drop(bar);
    let checked = Checked(checked?);
    context.console.print(&checked)?;
    Ok(if checked.ok() { Exit::Done } else { Exit::No })
}

pub(super) fn views(context: &Context) -> Result<Exit, Failure> {
    context.console.one_form("a list of SQL views")?;
    let shelf = context.home.existing()?;
    print_text(&views::sql(shelf.root()))?;
    Ok(Exit::Done)
}

fn find<'a>(manifests: &'a [Manifest], id: &str) -> Result<&'a Manifest, Failure> {
    manifests.iter().find(|m| m.id == id).ok_or_else(|| {
        let near = nearest(id, manifests.iter().map(|m| m.id.as_str()));
        Failure::usage(format!(
            "there is no source `{id}`{near}; `rootcast sources` lists them"
        ))
    })
}
