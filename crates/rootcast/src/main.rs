//! The command line of Rootcast; everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    rootcast::cli::main(std::env::args_os())
}
