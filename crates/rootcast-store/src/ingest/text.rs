//! Reading text with many threads.
//!
//! One thread reads, hashes and cuts; the others parse, encode and compress runs of blocks; what they make comes
//! together in the [`Sink`] in the order of the file. How the file is cut depends on its bytes alone, so the release is
//! the same for any number of threads; how many runs are under way is bounded, so memory does not grow with the file.

use std::{
    io::{Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Condvar, Mutex, PoisonError,
        mpsc::{Receiver, sync_channel},
    },
};

use super::{
    IngestError,
    lines::{BLOCK, Block, Digested, Lines},
    repeats,
    sink::{Part, Sink},
    spool::Encoding,
};
use crate::{adapter::TextPlan, columns::figures, error::StoreError};

/// Bytes of a run once a file is long: a row group of some hundred thousand rows.
const RUN: u64 = 16 << 20;
/// zstd level of the original bytes: they are read again by `verify` only, so speed goes before size.
pub(super) const LEVEL: i32 = -3;

/// Consecutive blocks that become one row group and one zstd frame.
struct Run {
    index: usize,
    blocks: Vec<Block>,
}

/// Reads all of `lines` into the sink, and says what the bytes came to and whether the last line is whole.
pub(super) fn read<'m, R: Read>(
    mut lines: Lines<'_, R>,
    plan: &TextPlan<'_>,
    encoding: &Encoding,
    sink: Sink<'m>,
) -> (Sink<'m>, Digested, bool) {
    let threads = rayon::current_num_threads().max(1);
    let under_way = threads + 2;
    let sink = Mutex::new(sink);
    let progressed = Condvar::new();
    let mut ended = true;
    let (send, receive) = sync_channel::<Run>(under_way);
    let receive = Mutex::new(receive);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(run) = next(&receive) {
                    let index = run.index;
                    // A run that never came back would leave the reader waiting for ever.
                    let part = catch_unwind(AssertUnwindSafe(|| work(plan, encoding, run.blocks)))
                        .unwrap_or_else(|_| Err(stopped()));
                    lock(&sink).put(index, part);
                    progressed.notify_all();
                }
            });
        }
        let mut index = 0;
        let mut offset = 0;
        loop {
            let run = gather(&mut lines, offset);
            let waiting = lock(&sink);
            let mut held = progressed
                .wait_while(waiting, |s| !s.has_failed() && index >= s.written() + under_way)
                .unwrap_or_else(PoisonError::into_inner);
            if held.has_failed() {
                break;
            }
            match run {
                Ok(blocks) if blocks.is_empty() => break,
                Ok(blocks) => {
                    drop(held);
                    offset += blocks.iter().map(|b| b.bytes.len() as u64).sum::<u64>();
                    ended = blocks.last().is_none_or(|b| b.bytes.ends_with(b"\n"));
                    if send.send(Run { index, blocks }).is_err() {
                        break;
                    }
                    index += 1;
                }
                Err(error) => {
                    held.put(index, Err(error));
                    break;
                }
            }
        }
        drop(send);
    });
    let sink = sink.into_inner().unwrap_or_else(PoisonError::into_inner);
    (sink, lines.finish(), ended)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A thread that panicked leaves the sink incomplete, and the scope passes the panic on.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn stopped() -> IngestError {
    StoreError::Columns("a part of the file could not be encoded; please report it with the file".to_owned())
        .into()
}

fn next(receive: &Mutex<Receiver<Run>>) -> Option<Run> {
    lock(receive).recv().ok()
}

/// The blocks of the run that begins `offset` bytes into the file: small runs first, so that a small file is read by
/// all threads.
fn gather<R: Read>(lines: &mut Lines<'_, R>, offset: u64) -> Result<Vec<Block>, IngestError> {
    let wanted = (offset / 4).clamp(BLOCK as u64 / 2, RUN);
    let mut blocks = Vec::new();
    let mut bytes = 0;
    while bytes < wanted {
        let Some(block) = lines.block()? else { break };
        bytes += block.bytes.len() as u64;
        blocks.push(block);
    }
    Ok(blocks)
}

fn work(plan: &TextPlan, encoding: &Encoding, blocks: Vec<Block>) -> Result<Part, IngestError> {
    let mut part = Part::default();
    let mut group = encoding.row_group()?;
    let mut frame = frame()?;
    for block in blocks {
        frame.write_all(&block.bytes).map_err(|e| compressing(&e))?;
        let mut parsed = plan.read(&block.bytes[block.data..], block.line, block.last);
        drop(block);
        part.account.take(&mut parsed);
        part.cuts.add(&parsed.batch);
        repeats::keys(&parsed.batch, &mut part.keys);
        group.add(&figures(parsed.batch)?)?;
    }
    part.columns = group.finish()?;
    part.frame = frame.finish().map_err(|e| compressing(&e))?;
    Ok(part)
}

/// A zstd frame in memory.
pub(super) fn frame() -> Result<zstd::Encoder<'static, Vec<u8>>, StoreError> {
    let mut frame = zstd::Encoder::new(Vec::new(), LEVEL).map_err(|e| compressing(&e))?;
    frame.include_checksum(true).map_err(|e| compressing(&e))?;
    Ok(frame)
}

pub(super) fn compressing(e: &std::io::Error) -> StoreError {
    StoreError::Columns(format!("cannot compress: {e}"))
}
