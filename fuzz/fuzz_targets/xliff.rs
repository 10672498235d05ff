//! XLIFF 1.2 and 2.0: no bytes make the reader panic, and what it reads is read back from both versions.
#![no_main]

use karvan::format::xliff::{Writer, Writer2};
use karvan_fuzz::{lang, read_any, settles, write_all};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok((_, units)) = read_any(bytes) else {
        return;
    };
    let read = |bytes: &[u8]| read_any(bytes).map(|(_, units)| units);
    settles(&units, read, |units| {
        let mut out = Vec::new();
        write_all(units, &mut out, |out| {
            Box::new(Writer::new(out, lang("en"), lang("az")))
        });
        out
    });
    settles(&units, read, |units| {
        let mut out = Vec::new();
        write_all(units, &mut out, |out| {
            Box::new(Writer2::new(out, lang("en"), lang("az")))
        });
        out
    });
});
