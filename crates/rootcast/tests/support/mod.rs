//! What several tests of the program need.

#![allow(dead_code, reason = "every test uses a part")]

pub(crate) mod server;
pub(crate) mod shell;
