//! Ingesting: from a published file on disk to an immutable release on a shelf, whole or not at all.
//!
//! [`ingest`] opens the file's containers, finds the source by the file's own layout ([`crate::adapter`]) and writes a
//! draft that is published once everything about it is known. Every refusal leaves the shelf as it was.

mod dating;
mod error;
mod limits;
pub(crate) mod lines;
pub(crate) mod rejected;
pub(crate) mod repeats;
mod request;
pub(crate) mod sink;
mod spool;
mod text;
mod workbook;

use std::collections::BTreeMap;

use rootcast_core::{nearest::nearest, release::Release};

pub use error::{IngestError, LimitReached};
pub use limits::Limits;
pub use repeats::Repeat;
pub use request::{Ingested, Progress, Request};

use crate::{
    adapter::{Beginning, Plan, recognise},
    container::{Content, Member, each},
    manifest::{Manifest, Repeats},
    record::{FORMAT, Record},
    shelf::{Draft, OBSERVATIONS, ORIGINAL, REJECTED, Shelf, Writing},
};
use lines::{Digested, Lines, digest};
use sink::{Account, Filled, Sink};

/// Ingests a file. A zip with several data files gives several releases; if one of them is refused, all are.
pub fn ingest(
    shelf: &Shelf,
    manifests: &[Manifest],
    request: &Request,
) -> Result<Vec<Ingested>, IngestError> {
    let manifests = match request.source {
        None => manifests,
        Some(id) => chosen(manifests, id)?,
    };
    let mut writing = None;
    let mut drafts = Vec::new();
    let mut passed = each(request.path, &request.limits, request.progress, &mut |member| {
        let job = Job {
            shelf,
            manifests,
            request,
        };
        drafts.push(job.member(member, &mut writing)?);
        Ok(())
    })?;
    (request.progress)(Progress::Writing);
    let mut out = Vec::new();
    for drafted in drafts {
        let mut ingested = drafted.ingested;
        if let Some((draft, files)) = drafted.draft {
            draft.publish(&ingested.record, &files)?;
        }
        ingested.passed_over = std::mem::take(&mut passed);
        out.push(ingested);
    }
    drop(writing);
    Ok(out)
}

fn chosen<'m>(manifests: &'m [Manifest], id: &str) -> Result<&'m [Manifest], IngestError> {
    match manifests.iter().position(|m| m.id == id) {
        Some(at) => Ok(&manifests[at..=at]),
        None => Err(IngestError::NoSource {
            given: id.to_owned(),
            hint: nearest(id, manifests.iter().map(|m| m.id.as_str())),
        }),
    }
}

/// A release that is whole and not yet published, or one that is held already.
struct Drafted {
    ingested: Ingested,
    draft: Option<(Draft, BTreeMap<String, String>)>,
}

struct Job<'a> {
    shelf: &'a Shelf,
    manifests: &'a [Manifest],
    request: &'a Request<'a>,
}

impl Job<'_> {
    fn member(&self, member: Member, writing: &mut Option<Writing>) -> Result<Drafted, IngestError> {
        let Member { shown, file, content } = member;
        let unrecognised = |e: crate::adapter::Unrecognised| IngestError::Unrecognised {
            file: shown.clone(),
            reason: e.to_string(),
        };
        match content {
            Content::Text(reader) => {
                let mut lines = Lines::new(reader, &shown, self.request.limits);
                let head = lines.head()?;
                let plan = recognise(self.manifests, Beginning::Text(head), &file).map_err(unrecognised)?;
                let Plan::Text(text) = &plan else {
                    return Err(not_text(&shown));
                };
                lines.begin(text.header_len(), text.first_line());
                let draft = self.writing(writing)?.begin(&plan.manifest().id)?;
                let (sink, encoding) = Sink::begin(&draft, plan.manifest(), &shown)?;
                let (sink, digested, ended) = text::read(lines, text, &encoding, sink);
                self.complete(&plan, (&shown, &file), draft, sink.finish()?, digested, ended)
            }
            Content::Workbook(bytes) => {
                let digested = digest(&bytes);
                let plan = recognise(self.manifests, Beginning::Workbook(bytes.clone()), &file)
                    .map_err(unrecognised)?;
                let Plan::Workbook(book) = &plan else {
                    return Err(not_text(&shown));
                };
                let draft = self.writing(writing)?.begin(&plan.manifest().id)?;
                let (mut sink, encoding) = Sink::begin(&draft, plan.manifest(), &shown)?;
                workbook::read(book, &bytes, &encoding, &mut sink)?;
                self.complete(&plan, (&shown, &file), draft, sink.finish()?, digested, true)
            }
        }
    }

    /// The right to write, taken when the first file is recognised.
    fn writing<'w>(&self, writing: &'w mut Option<Writing>) -> Result<&'w Writing, IngestError> {
        let held = match writing.take() {
            Some(held) => held,
            None => self.shelf.write(&|| (self.request.progress)(Progress::Waiting))?,
        };
        Ok(writing.insert(held))
    }

    fn complete(
        &self,
        plan: &Plan,
        (shown, file): (&str, &str),
        draft: Draft,
        filled: Filled,
        digested: Digested,
        ended: bool,
    ) -> Result<Drafted, IngestError> {
        let manifest = plan.manifest();
        let Filled {
            spool,
            keys,
            original,
            account,
            cuts,
        } = filled;
        if account.tally.rows == 0 {
            return Err(IngestError::NoRows {
                file: shown.to_owned(),
                source_id: manifest.id.clone(),
            });
        }
        if let Some(held) = self.shelf.find(&manifest.id, &digested.sha256)? {
            return self.held_already(held);
        }
        let known = manifest.known_file(&digested.sha256);
        let dated =
            dating::date(self.request, manifest, plan.stated(), known, cuts.last_day()).ok_or_else(|| {
                IngestError::NoDate {
                    file: shown.to_owned(),
                    source_id: manifest.id.clone(),
                }
            })?;
        let release = Release {
            id: Release::id_of(dated.published, &digested.sha256),
            source: manifest.id.clone(),
            publisher: manifest.publisher.clone(),
            title: known.map_or(&manifest.title, |k| &k.title).clone(),
            published: dated.published,
            precision: dated.precision,
            effective: dated.precision.effective(dated.published),
            licence: manifest.licence.clone(),
            file: known.map_or_else(|| file.to_owned(), |k| k.file.clone()),
            sha256: digested.sha256,
            bytes: digested.bytes,
        };
        let spooled = spool.finish()?;
        let mut notes: Vec<String> = dated.note.into_iter().collect();
        notes.extend(notes_of(plan, &account, ended));
        let repeated = keys.finish(&spooled.file)?;
        if repeated.rows > 0 {
            // Columns that the layout does not know split cells into parts that the labels cannot tell apart.
            let expected = manifest.repeats == Repeats::Add || !plan.extra_columns().is_empty();
            if !self.request.allow_repeats && !expected {
                return Err(IngestError::Repeated {
                    file: shown.to_owned(),
                    source_id: manifest.id.clone(),
                    repeats: repeated.shown,
                    count: repeated.rows,
                    copies: repeated.copies,
                });
            }
            notes.push(repeated.note());
        }
        let observations_sha256 = spooled.splice(&draft, &manifest.id, &release.id)?;
        let mut files = BTreeMap::from([
            (ORIGINAL.to_owned(), original.finish()?),
            (OBSERVATIONS.to_owned(), observations_sha256.clone()),
        ]);
        let Account {
            tally, mut rejects, ..
        } = account;
        if !rejects.is_empty() {
            files.insert(REJECTED.to_owned(), rejected::write(&draft, &rejects)?);
        }
        rejects.truncate(sink::SHOWN);
        let record = Record {
            format: FORMAT,
            release,
            date_basis: dated.basis,
            rows: tally.rows,
            cells: tally.cells,
            observations: tally.observations,
            rejected: tally.rejected,
            skipped: tally.skipped,
            notes,
            observations_sha256,
            retabulated: false,
            cuts: cuts.finish(manifest),
        };
        Ok(Drafted {
            ingested: Ingested {
                record,
                new: true,
                rejects,
                passed_over: Vec::new(),
            },
            draft: Some((draft, files)),
        })
    }

    /// The same bytes are one release, whatever is said about them this time.
    fn held_already(&self, held: crate::shelf::Held) -> Result<Drafted, IngestError> {
        let mut record = held.record;
        let release = &record.release;
        if let Some((published, precision)) = self.request.published
            && (published, precision) != (release.published, release.precision)
        {
            record.notes.push(format!(
                "these bytes are held already as published on {} ({}); the date given now, {published}, is not used. To \
                 change it, remove the release folder `{}` and ingest again",
                release.published,
                release.precision.as_str(),
                release.id
            ));
        }
        let rejected = self
            .shelf
            .folder(&record.release.source, &record.release.id)
            .join(REJECTED);
        let rejects = if record.rejected > 0 {
            rejected::read(&rejected, sink::SHOWN)?
        } else {
            Vec::new()
        };
        Ok(Drafted {
            ingested: Ingested {
                record,
                new: false,
                rejects,
                passed_over: Vec::new(),
            },
            draft: None,
        })
    }
}

fn not_text(shown: &str) -> IngestError {
    IngestError::Unrecognised {
        file: shown.to_owned(),
        reason: "its manifest describes another kind of file".to_owned(),
    }
}

/// What whoever ingests the file should know.
fn notes_of(plan: &Plan, account: &Account, ended: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let extra = plan.extra_columns();
    if !extra.is_empty() {
        notes.push(format!(
            "columns that the manifest does not know were not read, and figures are added up over them: {}",
            extra.join(", ")
        ));
    }
    for (reason, cells) in &account.corrected {
        notes.push(format!("corrected in {cells} cells: {reason}"));
    }
    if !ended {
        notes.push("the last line has no line end; make sure that the file is whole".to_owned());
    }
    notes
}
