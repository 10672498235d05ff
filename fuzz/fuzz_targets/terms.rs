//! Glossaries of other programs (TBX, tables, OmegaT's lists): no bytes make a reader panic, and the entries that one
//! reads are read back from both versions of TBX.
#![no_main]

use karvan::format::terms::{TbxVersion, TermOptions, terms_of, write_tbx};
use karvan_fuzz::lang;
use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|bytes: &[u8]| {
    let options = TermOptions {
        source: Some(lang("en")),
        target: Some(lang("az")),
        ..TermOptions::default()
    };
    let read = |bytes: &[u8]| terms_of(bytes, Path::new("fuzz"), &options);
    let Ok(terms) = read(bytes) else {
        return;
    };
    for version in [TbxVersion::Two, TbxVersion::Three] {
        // A term that stands twice in its language is one when it is read.
        let written = write_tbx(&terms.entries, version).0;
        let Ok(settled) = read(written.as_bytes()) else {
            panic!("{written}");
        };
        let first = write_tbx(&settled.entries, version).0;
        let again = match read(first.as_bytes()) {
            Ok(again) => again,
            Err(error) => panic!("{error}: {first}"),
        };
        assert_eq!(first, write_tbx(&again.entries, version).0);
    }
});
