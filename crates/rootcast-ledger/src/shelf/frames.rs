//! The bytes of a file, hashed and compressed on other threads while it is read, in frames that can be unpacked one by
//! one. All frames together are one ordinary `.zst` file.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    num::NonZero,
    path::Path,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use sha2::{Digest, Sha256};

/// Bytes of the file in each frame but the last.
pub(super) const FRAME: usize = 1 << 20;
/// Level of compression. Level 1 makes a quarter less of a file and takes a quarter more time, and packing has to keep up
/// with the reading of records on two cores.
const LEVEL: i32 = -3;
/// Frames on the way between two threads, which bounds the memory.
const WAITING: usize = 2;

/// What was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub(super) sha256: String,
    /// How many bytes.
    pub(super) bytes: u64,
    /// Compressed bytes of each frame.
    pub(super) frames: Vec<u32>,
}

type Job = (Vec<u8>, SyncSender<io::Result<(Vec<u8>, Vec<u8>)>>);
type Done = Receiver<io::Result<(Vec<u8>, Vec<u8>)>>;

/// A source that hands on what is read from it.
pub(super) struct Tee<'p, R> {
    source: R,
    frame: Vec<u8>,
    jobs: SyncSender<Job>,
    order: SyncSender<Done>,
    spare: &'p Mutex<Vec<Vec<u8>>>,
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let room = FRAME - self.frame.len();
        let want = into.len().min(room);
        let n = self.source.read(&mut into[..want])?;
        self.frame.extend_from_slice(&into[..n]);
        if self.frame.len() == FRAME {
            self.send()?;
        }
        Ok(n)
    }
}

impl<R> Tee<'_, R> {
    fn send(&mut self) -> io::Result<()> {
        let mut next = take(self.spare);
        next.reserve_exact(FRAME);
        let frame = std::mem::replace(&mut self.frame, next);
        let (answer, done) = sync_channel(1);
        // The other end is gone when it failed; why, is told at the end.
        let gone = |_| io::Error::other("the compressed copy could not be written");
        self.order.send(done).map_err(|e| gone(e.to_string()))?;
        self.jobs.send((frame, answer)).map_err(|e| gone(e.to_string()))
    }
}

/// Runs `reading` over a source, and packs into `into` all that it reads. What `reading` returns comes back beside
/// what was packed, which is only of use where the source was read to its end.
pub(super) fn pack<R: Read + Send, T>(
    source: R,
    into: impl Write + Send,
    reading: impl FnOnce(&mut Tee<'_, R>) -> T,
) -> (T, io::Result<Packed>) {
    let spare = Mutex::new(Vec::new());
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let (jobs, work) = sync_channel::<Job>(WAITING);
    let (order, coming) = sync_channel::<Done>(WAITING + cores);
    let work = Mutex::new(work);
    thread::scope(|scope| {
        for _ in 0..cores.div_ceil(4) {
            scope.spawn(|| compress(&work, &spare));
        }
        let spares = &spare;
        // The writer owns its end: when it stops, so does the reading.
        let writer = scope.spawn(move || write(coming, into, spares));
        let mut tee = Tee {
            source,
            frame: Vec::with_capacity(FRAME),
            jobs,
            order,
            spare: &spare,
        };
        let result = reading(&mut tee);
        let last = if tee.frame.is_empty() { Ok(()) } else { tee.send() };
        drop(tee);
        let packed = writer
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (result, packed.and_then(|p| last.map(|()| p)))
    })
}

fn compress(work: &Mutex<Receiver<Job>>, spare: &Mutex<Vec<Vec<u8>>>) {
    let mut compressor = zstd::bulk::Compressor::new(LEVEL);
    loop {
        let job = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((frame, answer)) = job else { return };
        let mut out = take(spare);
        out.reserve_exact(zstd::zstd_safe::compress_bound(frame.len()));
        let result = match &mut compressor {
            Ok(c) => c.compress_to_buffer(&frame, &mut out).map(|_| (frame, out)),
            Err(e) => Err(io::Error::other(e.to_string())),
        };
        // Nobody waits any more when the writing failed.
        let _ = answer.send(result);
    }
}

fn write(coming: Receiver<Done>, into: impl Write, spare: &Mutex<Vec<Vec<u8>>>) -> io::Result<Packed> {
    let mut into = BufWriter::with_capacity(FRAME / 4, into);
    let mut hash = Sha256::new();
    let (mut bytes, mut frames) = (0, Vec::new());
    for done in coming {
        let (frame, out) = done.recv().map_err(io::Error::other)??;
        hash.update(&frame);
        bytes += frame.len() as u64;
        frames.push(u32::try_from(out.len()).map_err(io::Error::other)?);
        into.write_all(&out)?;
        give(spare, frame);
        give(spare, out);
    }
    into.flush()?;
    Ok(Packed {
        sha256: hex(&hash.finalize()),
        bytes,
        frames,
    })
}

/// A buffer whose memory is there already: fresh memory costs more than what is done in it.
fn take(spare: &Mutex<Vec<Vec<u8>>>) -> Vec<u8> {
    spare
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .pop()
        .unwrap_or_default()
}

fn give(spare: &Mutex<Vec<Vec<u8>>>, mut buffer: Vec<u8>) {
    buffer.clear();
    spare.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(64), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// Reads `length` bytes of the packed file from `offset` on, unpacking only the frames they are in.
pub(super) fn slice(path: &Path, frames: &[u32], offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let frame = FRAME as u64;
    let beyond = || io::Error::new(io::ErrorKind::UnexpectedEof, "the index points beyond the file");
    let first = usize::try_from(offset / frame).map_err(io::Error::other)?;
    let skip = usize::try_from(offset % frame).map_err(io::Error::other)?;
    let before = frames.get(..first).ok_or_else(beyond)?;
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(before.iter().map(|f| u64::from(*f)).sum()))?;
    let mut out = Vec::with_capacity(length);
    let mut unpacked = Vec::with_capacity(FRAME);
    let mut skip = Some(skip);
    for size in frames.iter().skip(first) {
        let mut packed = vec![0; *size as usize];
        file.read_exact(&mut packed)?;
        unpacked.clear();
        zstd::bulk::Decompressor::new()?.decompress_to_buffer(&packed, &mut unpacked)?;
        let from = skip.take().unwrap_or(0);
        let rest = unpacked.get(from..).ok_or_else(beyond)?;
        let want = (length - out.len()).min(rest.len());
        out.extend_from_slice(&rest[..want]);
        if out.len() == length {
            return Ok(out);
        }
    }
    Err(beyond())
}

/// All bytes of the packed file.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    // No bytes are no frame.
    if file.metadata()?.len() == 0 {
        return Ok(Box::new(io::empty()));
    }
    Ok(Box::new(zstd::stream::read::Decoder::new(file)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that no compressor makes fewer.
    fn bytes(n: usize) -> Vec<u8> {
        let mut state = 1u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        };
        (0..n).map(|_| next()).collect()
    }

    fn packed(bytes: &[u8]) -> (tempfile::NamedTempFile, Packed) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let (read, packed) = pack(bytes, file.as_file_mut(), |tee| io::copy(tee, &mut io::sink()));
        assert_eq!(read.unwrap(), bytes.len() as u64);
        (file, packed.unwrap())
    }

    #[test]
    fn any_slice_is_read_without_the_rest() {
        for n in [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME + 77] {
            let all = bytes(n);
            let (file, packed) = packed(&all);
            assert_eq!(packed.bytes, n as u64);
            assert_eq!(packed.frames.len(), n.div_ceil(FRAME));
            assert_eq!(packed.sha256, hex(&Sha256::digest(&all)));
            let mut back = Vec::new();
            open(file.path()).unwrap().read_to_end(&mut back).unwrap();
            assert!(back == all);
            for (from, length) in [
                (0, n),
                (n / 2, n / 3),
                (n.saturating_sub(5), 5.min(n)),
                (FRAME - 3, 6),
            ] {
                if from + length <= n && length > 0 {
                    let slice = slice(file.path(), &packed.frames, from as u64, length).unwrap();
                    assert!(slice == all[from..from + length], "{n} {from} {length}");
                }
            }
            assert!(slice(file.path(), &packed.frames, n as u64, 1).is_err());
        }
    }

    #[test]
    fn a_full_disk_ends_the_reading() {
        let all = bytes(9 * FRAME);
        let mut room = vec![0u8; 1000];
        let (read, packed) = pack(all.as_slice(), &mut room[..], |tee| {
            io::copy(tee, &mut io::sink())
        });
        assert!(read.is_err());
        assert_eq!(packed.unwrap_err().kind(), io::ErrorKind::WriteZero);
    }
}
