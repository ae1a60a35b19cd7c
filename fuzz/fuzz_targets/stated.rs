//! A number as stated lies in its own interval.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rootcast_core::agreement::{Qualifier, Stated};

fuzz_target!(|input: (&str, i8)| {
    let (digits, power) = input;
    for qualifier in [
        Qualifier::Plain,
        Qualifier::About,
        Qualifier::AtLeast,
        Qualifier::AtMost,
        Qualifier::Nearly,
    ] {
        if let Ok(stated) = Stated::parse(digits, power, qualifier) {
            assert!(stated.interval().contains(stated.value()), "{stated:?}");
        }
    }
});
