//! A dictionary: no text makes the parser panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|text: &str| {
    let _ = karvan::format::dictionary::parse(text, Path::new("fuzz.txt"));
});
