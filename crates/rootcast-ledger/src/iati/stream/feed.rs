//! From the bytes of a file to blocks of text: UTF-8, line ends normalised, cut between records where possible.

use std::io::Read;

use memchr::{memchr_iter, memmem};

use super::encoding::{Decoder, recognise};
use crate::{
    iati::Kind,
    xml::{Problem, place},
};

/// A piece of the text of a file.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The text; UTF-8 unless the file says so and is not.
    pub(super) text: Vec<u8>,
    /// Line and column of its first character.
    pub(super) start: (u64, u64),
    /// Where it begins in the text of the file, in bytes.
    pub(super) offset: u64,
    /// How many records begin before it, as far as their tags show.
    pub(super) before: u64,
    /// Nothing follows.
    pub(super) last: bool,
    /// Why nothing follows, when it is not the end of the file.
    pub(super) broken: Option<Problem>,
}

impl Block {
    /// The end of a file.
    pub(super) fn nothing() -> Self {
        Self {
            last: true,
            ..Self::default()
        }
    }

    /// Whether the file ends with it, in good order.
    pub(super) fn is_end(&self) -> bool {
        self.last && self.broken.is_none()
    }
}

/// A file being read.
pub(super) struct Feed<R> {
    source: R,
    decoder: Decoder,
    /// Bytes read and not decoded yet.
    raw: Vec<u8>,
    /// Text decoded and not handed on yet.
    rest: Vec<u8>,
    /// Memory for the next block.
    empty: Vec<u8>,
    /// A carriage return whose line feed may follow.
    half: bool,
    /// Why reading stopped before the end of the file.
    broken: Option<Problem>,
    ended: bool,
    done: bool,
    block: usize,
    start: (u64, u64),
    offset: u64,
    records: u64,
    /// See [`super::Summary::verbatim`].
    pub(super) verbatim: Option<u64>,
    tags: Option<Tags>,
    pub(super) bytes: u64,
    pub(super) encoding: &'static str,
}

/// What the tags of records look like.
struct Tags {
    name: &'static str,
    open: memmem::Finder<'static>,
    close: memmem::FinderRev<'static>,
}

impl<R: Read> Feed<R> {
    /// Begins to read; blocks hold about `block` bytes.
    pub(super) fn new(source: R, block: usize) -> Self {
        let mut feed = Self {
            source,
            decoder: Decoder::Utf8,
            raw: Vec::new(),
            rest: Vec::new(),
            empty: Vec::new(),
            half: false,
            broken: None,
            ended: false,
            done: false,
            block: block.max(16),
            start: (1, 1),
            offset: 0,
            records: 0,
            verbatim: Some(0),
            tags: None,
            bytes: 0,
            encoding: "UTF-8",
        };
        let mut raw = Vec::new();
        feed.load(&mut raw, 1024);
        match recognise(&raw) {
            Ok(found) => {
                raw.drain(..found.mark);
                feed.verbatim = matches!(found.decoder, Decoder::Utf8).then_some(found.mark as u64);
                feed.encoding = found.name;
                feed.decoder = found.decoder;
            }
            Err(problem) => {
                raw.clear();
                feed.broken = Some(problem);
                feed.ended = true;
            }
        }
        let mut text = Vec::new();
        feed.decode(&raw, &mut text);
        feed.rest = text;
        feed
    }

    /// From now on, cuts between records of this kind. `text` comes back and begins at `start`, and so does why nothing
    /// follows it.
    pub(super) fn resume(
        &mut self,
        kind: Option<Kind>,
        text: &[u8],
        start: (u64, u64),
        broken: Option<Problem>,
    ) {
        self.tags = kind.map(Tags::new);
        self.rest.splice(..0, text.iter().copied());
        self.start = start;
        self.offset -= text.len() as u64;
        self.done = false;
        if broken.is_some() {
            self.broken = broken;
        }
    }

    /// Takes the memory of a block that is done, unless it is far too large.
    pub(super) fn reuse(&mut self, text: Vec<u8>) {
        if text.capacity() <= self.block * 2 {
            self.empty = text;
        }
    }

    /// Whether the next block is the last one.
    pub(super) fn is_loaded(&self) -> bool {
        self.ended && self.rest.len() <= self.block
    }

    /// The next block; `None` after the last one.
    pub(super) fn next(&mut self) -> Option<Block> {
        if self.done {
            return None;
        }
        let mut text = std::mem::take(&mut self.empty);
        text.clear();
        text.append(&mut self.rest);
        text.reserve_exact((self.block + 8).saturating_sub(text.len()));
        while text.len() < self.block && !self.ended {
            let want = self.block - text.len();
            if matches!(self.decoder, Decoder::Utf8) {
                let from = text.len();
                self.load(&mut text, want);
                self.end_lines(&mut text, from);
            } else {
                let mut raw = std::mem::take(&mut self.raw);
                self.load(&mut raw, want);
                self.decode(&raw, &mut text);
            }
        }
        let last = self.ended && text.len() <= self.block;
        if !last {
            let window = text.get(..self.block).unwrap_or(&text);
            let cut = match self.tags.as_ref().and_then(|t| t.cut(window)) {
                Some(cut) => cut,
                None => boundary(window),
            };
            self.rest.extend_from_slice(text.get(cut..).unwrap_or_default());
            text.truncate(cut);
        }
        let block = Block {
            start: self.start,
            offset: self.offset,
            before: self.records,
            last,
            broken: if last { self.broken.take() } else { None },
            text,
        };
        self.done = block.last;
        self.start = place(&block.text, block.text.len(), self.start);
        self.offset += block.text.len() as u64;
        self.records += self.tags.as_ref().map_or(0, |t| t.count(&block.text));
        Some(block)
    }

    /// Appends up to `want` bytes of the file.
    fn load(&mut self, into: &mut Vec<u8>, want: usize) {
        let before = into.len();
        match (&mut self.source).take(want as u64).read_to_end(into) {
            Ok(read) => self.ended = read < want,
            Err(error) => {
                self.ended = true;
                self.broken = Some(Problem::Read {
                    why: error.to_string(),
                });
            }
        }
        self.bytes += (into.len() - before) as u64;
    }

    /// Appends the text of bytes, keeping those of an unfinished character for the next time.
    fn decode(&mut self, raw: &[u8], text: &mut Vec<u8>) {
        let from = text.len();
        if let Ok(used) = self.decoder.decode(raw, text, self.ended) {
            self.raw = raw.get(used..).unwrap_or_default().to_vec();
        } else {
            self.ended = true;
            self.broken = Some(Problem::Malformed {
                encoding: self.encoding.to_owned(),
            });
        }
        self.end_lines(text, from);
    }

    /// Makes every line end a line feed, as XML has it, in the text from `from` on.
    fn end_lines(&mut self, text: &mut Vec<u8>, from: usize) {
        let new = text.get(from..).unwrap_or_default();
        if !self.half && memchr::memchr(b'\r', new).is_none() {
            return;
        }
        self.verbatim = None;
        let mut ended = Vec::with_capacity(new.len() + 1);
        let mut at = 0;
        if self.half && (self.ended || !new.is_empty()) {
            self.half = false;
            ended.push(b'\n');
            at = usize::from(new.first() == Some(&b'\n'));
        }
        for carriage in memchr_iter(b'\r', new) {
            ended.extend_from_slice(new.get(at..carriage).unwrap_or_default());
            at = carriage + 1;
            match new.get(at) {
                Some(b'\n') => {}
                None if !self.ended => self.half = true,
                _ => ended.push(b'\n'),
            }
        }
        ended.extend_from_slice(new.get(at..).unwrap_or_default());
        text.truncate(from);
        text.extend_from_slice(&ended);
    }
}

impl Tags {
    fn new(kind: Kind) -> Self {
        let (open, close) = match kind {
            Kind::Activities => ("<iati-activity", "</iati-activity>"),
            Kind::Organisations => ("<iati-organisation", "</iati-organisation>"),
        };
        Self {
            name: open,
            open: memmem::Finder::new(open),
            close: memmem::FinderRev::new(close),
        }
    }

    /// The place after the last end tag of a record. It may stand in a comment: whoever reads the block sees that.
    fn cut(&self, text: &[u8]) -> Option<usize> {
        // An end tag has two bytes more than the beginning of the start tag: `/` and `>`.
        self.close.rfind(text).map(|at| at + self.name.len() + 2)
    }

    /// How many records seem to begin in a text.
    fn count(&self, text: &[u8]) -> u64 {
        let ends = |at: &usize| {
            matches!(
                text.get(at + self.name.len()),
                Some(b' ' | b'\n' | b'\t' | b'/' | b'>')
            )
        };
        self.open.find_iter(text).filter(ends).count() as u64
    }
}

/// The end of the last whole character.
fn boundary(text: &[u8]) -> usize {
    let tail = text.len().saturating_sub(3);
    let lead = text.iter().skip(tail).rposition(|b| *b & 0xC0 == 0xC0);
    match lead.map(|i| (tail + i, text.get(tail + i))) {
        Some((at, Some(byte))) if at + byte.leading_ones() as usize > text.len() => at,
        _ => text.len(),
    }
}
