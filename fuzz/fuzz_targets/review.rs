//! The result of a review: no text makes the parser panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|text: &str| {
    let _ = karvan::format::review::parse(text, Path::new("fuzz.json"));
});
