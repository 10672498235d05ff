//! JSON lines: no bytes make the reader panic, and what is written settles.
#![no_main]

use karvan::format::jsonl;
use karvan_fuzz::{lang, read_any, settles, write_all};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok((_, units)) = read_any(bytes) else {
        return;
    };
    if units.is_empty() {
        return;
    }
    let read = |bytes: &[u8]| read_any(bytes).map(|(_, units)| units);
    settles(&units, read, |units| {
        let mut out = Vec::new();
        let langs = vec![lang("en"), lang("az")];
        write_all(units, &mut out, |out| {
            Box::new(jsonl::Writer::new(out, langs))
        });
        out
    });
});
