//! One thread reads, several scan, and the caller's puts the results in order.

use std::{
    io::Read,
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    thread,
};

use super::{
    Division, Record, Summary,
    block::{Around, End, From, Outcome, visible},
    feed::{Block, Feed},
    head::{self, Found},
};
use crate::xml::{Fault, Limits, Problem, Scanned, Tree, XmlError, fault, place};

/// See [`super::read_divided`].
pub(super) fn read<T, R, F, S>(
    source: R,
    limits: &Limits,
    division: Division,
    each: &F,
    mut sink: S,
) -> Result<Summary, XmlError>
where
    T: Send,
    R: Read + Send,
    F: Fn(&Record<'_, '_>) -> T + Sync,
    S: FnMut(T) -> ControlFlow<()>,
{
    let mut feed = Feed::new(source, division.block);
    let Beginning { found, text, broken } = begin(&mut feed, limits)?;
    let Found {
        head,
        end,
        closed,
        doctype,
    } = found;
    let mut summary = Summary {
        head: head.clone(),
        records: 0,
        bytes: 0,
        encoding: feed.encoding,
        verbatim: feed.verbatim,
        largest_record: 0,
        largest_buffer: text.len(),
        complete: true,
        notes: notes(doctype),
    };
    let around = Around {
        head: &head,
        root: &head.name,
        scope: head.scope(),
        limits,
        each,
    };
    let before = around.before(text.get(..end).unwrap_or_default());
    if before.into_iter().any(|result| sink(result).is_break()) {
        summary.complete = false;
        (summary.bytes, summary.verbatim) = (feed.bytes, feed.verbatim);
        return Ok(summary);
    }
    feed.resume(
        head.kind,
        text.get(end..).unwrap_or_default(),
        place(&text, end, (1, 1)),
        broken,
    );
    drop(text);
    let mut order = Order {
        around: &around,
        sink,
        summary,
        carry: Vec::new(),
        start: (1, 1),
        offset: 0,
        target: 0,
        after: closed,
        spare: Tree::new(),
        emptied: None,
    };
    if feed.is_loaded() {
        while let Some(block) = feed.next() {
            if order.accept(block, None)?.is_break() {
                break;
            }
        }
        (order.summary.bytes, order.summary.verbatim) = (feed.bytes, feed.verbatim);
    } else {
        (order.summary.bytes, order.summary.verbatim) = spread(feed, division, &mut order)?;
    }
    Ok(order.summary)
}

/// The text up to the start tag of the root element, and what was read with it.
struct Beginning {
    found: Found,
    text: Vec<u8>,
    broken: Option<Problem>,
}

/// Reads until the root element has begun.
fn begin<R: Read>(feed: &mut Feed<R>, limits: &Limits) -> Result<Beginning, XmlError> {
    let (mut text, mut target) = (Vec::new(), 0);
    let (mut last, mut broken) = (false, None);
    loop {
        while !last && (text.len() <= target || text.is_empty()) {
            let block = feed.next().unwrap_or_else(Block::nothing);
            text.extend_from_slice(&block.text);
            (last, broken) = (block.last, block.broken);
        }
        let (legal, problem) = visible(&text, last && broken.is_none(), feed.encoding);
        match sized(head::find(legal, limits, |_| {}), limits) {
            Ok(found) => return Ok(Beginning { found, text, broken }),
            Err(found) => {
                let unfinished = matches!(found.what, Problem::Ended { .. } | Problem::Empty);
                if unfinished && problem.is_none() && !last {
                    target = text.len() * 2;
                    continue;
                }
                let fault = match problem.or(broken) {
                    Some(what) if unfinished => Fault {
                        at: legal.len(),
                        what,
                    },
                    _ => *found,
                };
                return Err(fault.placed(&text));
            }
        }
    }
}

/// Refuses more before the first record than one value may hold.
fn sized(found: Scanned<Found>, limits: &Limits) -> Scanned<Found> {
    let at = match &found {
        Ok(found) => found.end,
        Err(fault) => fault.at,
    };
    if at <= limits.value_bytes {
        return found;
    }
    let what = "what stands before the first record";
    let limit = format!("{} bytes", limits.value_bytes);
    fault(limits.value_bytes, Problem::Limit { what, limit })
}

fn notes(doctype: bool) -> Vec<String> {
    let passed = "The document type declaration was passed over; nothing it names was loaded.";
    doctype.then(|| passed.to_owned()).into_iter().collect()
}

type Scan<T> = (Block, Outcome<T>);
type Job<T> = (Block, SyncSender<Scan<T>>);

/// Reads on one thread, scans on others, and puts in order on this one. Returns how many bytes were read, and whether
/// they are the text.
fn spread<T, R, F, S>(
    mut feed: Feed<R>,
    division: Division,
    order: &mut Order<'_, '_, F, S>,
) -> Result<(u64, Option<u64>), XmlError>
where
    T: Send,
    R: Read + Send,
    F: Fn(&Record<'_, '_>) -> T + Sync,
    S: FnMut(T) -> ControlFlow<()>,
{
    let threads = division.threads.get();
    let around = order.around;
    let (coming, come) = sync_channel::<Receiver<Scan<T>>>(threads + 1);
    let (give, jobs) = sync_channel::<Job<T>>(threads);
    let jobs = Mutex::new(jobs);
    let (emptied, empty) = channel();
    order.emptied = Some(emptied);
    thread::scope(|scope| {
        let jobs = &jobs;
        for _ in 0..threads {
            scope.spawn(move || work(jobs, around));
        }
        let reader = scope.spawn(move || {
            while let Some(block) = feed.next() {
                let (answer, scanned) = sync_channel(1);
                if let Ok(text) = empty.try_recv() {
                    feed.reuse(text);
                }
                if coming.send(scanned).is_err() || give.send((block, answer)).is_err() {
                    break;
                }
            }
            (feed.bytes, feed.verbatim)
        });
        let mut result = Ok(());
        // A thread that panicked sends nothing; the scope hands its panic on.
        while let Ok((block, outcome)) = come.recv().and_then(|scanned| scanned.recv()) {
            match order.accept(block, Some(outcome)) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => break,
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
        }
        drop(come);
        let read = reader
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        result.map(|()| read)
    })
}

/// Scans blocks as they come.
fn work<T, F>(jobs: &Mutex<Receiver<Job<T>>>, around: &Around<'_, F>)
where
    F: Fn(&Record<'_, '_>) -> T,
{
    let mut spare = Tree::new();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((block, answer)) = job else { return };
        let from = From {
            line: block.start.0,
            offset: block.offset,
            before: block.before,
            last: block.is_end(),
            after: false,
        };
        let outcome = around.read(&block.text, &from, &mut spare);
        // Nobody waits any more when the reading was stopped.
        let _ = answer.send((block, outcome));
    }
}

/// Puts blocks in order, and scans again what was cut wrongly.
struct Order<'o, 'h, F, S> {
    around: &'o Around<'h, F>,
    sink: S,
    summary: Summary,
    /// Text of something that is not finished, from line and column `start` on.
    carry: Vec<u8>,
    start: (u64, u64),
    /// Where the carried text begins in the text of the file, in bytes.
    offset: u64,
    /// How large the carried text has to be before it is scanned again: twice what it was, so that the work stays in
    /// proportion to the text.
    target: usize,
    /// The root element is closed.
    after: bool,
    /// A tree whose memory is used again.
    spare: Tree<'static>,
    /// Where texts that are done go.
    emptied: Option<Sender<Vec<u8>>>,
}

impl<F, S> Order<'_, '_, F, S> {
    /// Takes the next block, with what a scan found in it if it begins between records.
    fn accept<T>(&mut self, block: Block, scanned: Option<Outcome<T>>) -> Result<ControlFlow<()>, XmlError>
    where
        F: Fn(&Record<'_, '_>) -> T,
        S: FnMut(T) -> ControlFlow<()>,
    {
        let end = block.is_end();
        let Block {
            mut text,
            mut start,
            mut offset,
            before,
            last,
            broken,
        } = block;
        let fits = self.carry.is_empty() && !self.after && before == self.summary.records;
        let mut outcome = if let Some(outcome) = scanned.filter(|_| fits) {
            outcome
        } else {
            if !self.carry.is_empty() {
                self.carry.extend_from_slice(&text);
                text = std::mem::take(&mut self.carry);
                (start, offset) = (self.start, self.offset);
            }
            if text.len() < self.target && !last {
                (self.carry, self.start, self.offset) = (text, start, offset);
                return Ok(ControlFlow::Continue(()));
            }
            self.summary.largest_buffer = self.summary.largest_buffer.max(text.len());
            self.scan(&text, (start.0, offset), end)
        };
        loop {
            for result in outcome.results {
                if (self.sink)(result).is_break() {
                    self.summary.complete = false;
                    return Ok(ControlFlow::Break(()));
                }
            }
            self.summary.records += outcome.records;
            self.summary.largest_record = self.summary.largest_record.max(outcome.largest);
            match outcome.end {
                End::Wrong(fault) => return Err(placed(*fault, &text, start)),
                End::Closed(at) => {
                    self.after = true;
                    start = place(&text, at, start);
                    offset += at as u64;
                    text.drain(..at);
                    outcome = self.scan(&text, (start.0, offset), end);
                }
                End::Inside(_, fault) if last => {
                    let fault = broken.map_or(*fault, |what| Fault { at: text.len(), what });
                    return Err(placed(fault, &text, start));
                }
                End::Inside(at, _) => {
                    self.start = place(&text, at, start);
                    self.offset = offset + at as u64;
                    text.drain(..at);
                    self.target = text.len().saturating_mul(2);
                    self.carry = text;
                    return Ok(ControlFlow::Continue(()));
                }
                End::Between => {
                    self.target = 0;
                    let unclosed = (last && !self.after).then(|| self.around.unclosed());
                    return match broken.or(unclosed) {
                        None => {
                            self.done(text);
                            Ok(ControlFlow::Continue(()))
                        }
                        Some(what) => Err(placed(Fault { at: text.len(), what }, &text, start)),
                    };
                }
            }
        }
    }
}

impl<F, S> Order<'_, '_, F, S> {
    /// Scans a text that begins at a line and an offset, on this thread.
    fn scan<T>(&mut self, text: &[u8], (line, offset): (u64, u64), last: bool) -> Outcome<T>
    where
        F: Fn(&Record<'_, '_>) -> T,
    {
        let from = From {
            line,
            offset,
            before: self.summary.records,
            last,
            after: self.after,
        };
        self.around.read(text, &from, &mut self.spare)
    }

    /// Gives the memory of a text that is done back to the reading thread.
    fn done(&self, text: Vec<u8>) {
        if let Some(emptied) = &self.emptied {
            // Nobody needs it once all is read.
            let _ = emptied.send(text);
        }
    }
}

/// Where a fault in a text that begins at `start` is in the file.
fn placed(fault: Fault, text: &[u8], start: (u64, u64)) -> XmlError {
    let (line, column) = place(text, fault.at, start);
    XmlError {
        line,
        column,
        what: fault.what,
    }
}
