//! The command line as a process: what it prints where, and its exit codes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail the test"
)]
#[test]
fn placeholder() {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_rootcast"))
        .arg("--help")
        .output()
        .unwrap();
    assert!(out.status.success());
}
