//! CSV and TSV: no bytes make the readers panic, and the tables that are written settle.
#![no_main]

use karvan::format::{csv, tsv};
use karvan::model::Tu;
use karvan_fuzz::{lang, read_any, settles, write_all};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok((_, units)) = read_any(bytes) else {
        return;
    };
    // A row without one of the two is refused, and told.
    let has = |tu: &Tu, tag: &str| tu.variants.iter().any(|v| v.lang == lang(tag));
    let units: Vec<Tu> = units
        .into_iter()
        .filter(|tu| has(tu, "en") && has(tu, "az"))
        .collect();
    if units.is_empty() {
        return;
    }
    let langs = || vec![lang("en"), lang("az")];
    let read = |bytes: &[u8]| read_any(bytes).map(|(_, units)| units);
    settles(&units, read, |units| {
        let mut out = Vec::new();
        write_all(units, &mut out, |out| {
            Box::new(csv::Writer::new(out, langs()))
        });
        out
    });
    settles(&units, read, |units| {
        let mut out = Vec::new();
        write_all(units, &mut out, |out| {
            Box::new(tsv::Writer::new(out, langs()))
        });
        out
    });
});
