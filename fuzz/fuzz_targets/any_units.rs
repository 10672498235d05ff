//! Whatever `karvan import` takes for a file of units, packed ones too: no bytes make it panic.
#![no_main]

use karvan_fuzz::read_any;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read_any(bytes);
});
