//! The thin command line.
fn main() {}
