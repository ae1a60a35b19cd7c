//! Faults of the machine: a process killed at any moment, a disk that fills up, two writers at once. The test binary
//! runs itself again as the process that dies.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod support;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use rootcast_store::{
    ingest::{Progress, Request, ingest},
    manifest::built_in,
    shelf::Shelf,
};
use support::{area, file, plain, problems, tree};

const STORE: &str = "ROOTCAST_TEST_STORE";
const FILE: &str = "ROOTCAST_TEST_FILE";

/// Not a test of its own: what the child process does.
#[test]
fn child() {
    let (Some(store), Some(path)) = (env::var_os(STORE), env::var_os(FILE)) else {
        return;
    };
    let shelf = Shelf::at(Path::new(&store)).unwrap();
    match plain(&shelf, Path::new(&path)) {
        Ok(done) => eprintln!("ingested {}", done[0].record.release.id),
        Err(e) => eprintln!("refused: {e}"),
    }
}

/// A command that runs this binary as [`child`], under `sh` where a limit is to be set first.
fn command(store: &Path, path: &Path, limit: Option<u32>) -> Command {
    let binary = env::current_exe().unwrap();
    let mut command = match limit {
        None => Command::new(binary),
        Some(blocks) => {
            let mut shell = Command::new("sh");
            // The signal of a file grown too large is ignored, so that writing fails as on a full disk.
            shell.args([
                "-c",
                &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""),
            ]);
            shell.arg(binary);
            shell
        }
    };
    command
        .args(["--exact", "child", "--nocapture", "--test-threads=1"])
        .env(STORE, store)
        .env(FILE, path)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn start(store: &Path, path: &Path) -> Child {
    command(store, path, None).spawn().unwrap()
}

/// A store with one release, and the path of a file it does not hold.
fn scene() -> (tempfile::TempDir, Shelf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::at(&folder.path().join("store")).unwrap();
    plain(&shelf, &file(folder.path(), "held.csv", area(500, 0))).unwrap();
    let next = file(folder.path(), "next.csv", area(6000, 1));
    (folder, shelf, next)
}

/// Names of drafts that a killed process left.
fn drafts(shelf: &Shelf) -> usize {
    tree(shelf.root())
        .keys()
        .filter(|p| p.to_string_lossy().contains(".partial-"))
        .count()
}

#[test]
fn a_store_survives_being_killed_a_hundred_times() {
    const ROUNDS: u32 = 100;
    let (_folder, shelf, path) = scene();
    let source = "cbp-nationwide-aor";
    let held = shelf.list().unwrap()[0].record.release.id.clone();
    let before = tree(shelf.root());
    let started = Instant::now();
    assert!(start(shelf.root(), &path).wait().unwrap().success());
    let whole = started.elapsed();
    let added = shelf.list().unwrap().into_iter().map(|h| h.record.release.id);
    let added: Vec<String> = added.filter(|id| *id != held).collect();
    assert_eq!(added.len(), 1);

    let (mut cut, mut done) = (0, 0);
    for round in 0..ROUNDS {
        fs::remove_dir_all(shelf.folder(source, &added[0])).ok();
        let mut child = start(shelf.root(), &path);
        thread::sleep(whole * (round + 1) / ROUNDS);
        child.kill().unwrap();
        child.wait().unwrap();
        cut += usize::from(drafts(&shelf) > 0);
        let releases = shelf.list().unwrap();
        done += releases.len() - 1;
        assert!(releases.len() <= 2);
        assert_eq!(problems(&shelf), Vec::<String>::new(), "after round {round}");
    }
    assert!(cut > 0, "no round was cut short while writing");

    // Whoever comes next clears up and finds nothing in the way.
    let last = plain(&shelf, &path).unwrap();
    assert_eq!(last[0].record.release.id, added[0]);
    assert_eq!(drafts(&shelf), 0);
    fs::remove_dir_all(shelf.folder(source, &added[0])).unwrap();
    assert_eq!(tree(shelf.root()), before);
    println!("{cut} of {ROUNDS} rounds were cut short while writing, {done} were done");
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_store_as_it_was() {
    let (_folder, shelf, path) = scene();
    let before = tree(shelf.root());
    let mut refused = 0;
    // In units of 512 or 1024 bytes: from nothing at all to nearly enough.
    for blocks in [0, 1, 8, 16, 32, 64, 128] {
        let out = command(shelf.root(), &path, Some(blocks))
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        if said.contains("ingested") {
            break;
        }
        assert!(said.contains("refused: cannot write"), "{blocks}: {said}");
        assert!(said.contains("free some space"), "{blocks}: {said}");
        assert_eq!(tree(shelf.root()), before, "{blocks}");
        refused += 1;
    }
    assert!(refused >= 3, "the limits were too wide");
    assert_eq!(problems(&shelf), Vec::<String>::new());
    plain(&shelf, &path).unwrap();
}

#[test]
fn two_processes_at_once_both_succeed() {
    let (folder, shelf, first) = scene();
    let second = file(folder.path(), "other.csv", area(6000, 2));
    let mut children: Vec<Child> = [&first, &second, &first, &second]
        .into_iter()
        .map(|path| start(shelf.root(), path))
        .collect();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(shelf.list().unwrap().len(), 3);
    assert_eq!(drafts(&shelf), 0);
    assert_eq!(problems(&shelf), Vec::<String>::new());
}

#[test]
fn a_second_writer_waits_and_says_so_and_readers_do_not_wait() {
    let (_folder, shelf, path) = scene();
    let writing = shelf.write(&|| {}).unwrap();
    let waited = AtomicUsize::new(0);
    let progress = |p: Progress| {
        if p == Progress::Waiting {
            waited.fetch_add(1, Ordering::SeqCst);
        }
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            let request = Request {
                progress: &progress,
                ..Request::new(&path)
            };
            ingest(&shelf, built_in(), &request)
        });
        while waited.load(Ordering::SeqCst) == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(shelf.list().unwrap().len(), 1);
        assert_eq!(problems(&shelf), Vec::<String>::new());
        drop(writing);
        assert!(other.join().unwrap().unwrap()[0].new);
    });
    assert_eq!(shelf.list().unwrap().len(), 2);
}
