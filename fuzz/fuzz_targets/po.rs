//! PO: no bytes make the reader panic, and what it reads is written, read back and written the same.
#![no_main]

use karvan::format::po::{Reader, Writer};
use karvan::model::{Header, Tu};
use karvan_fuzz::{lang, read_all, write_all};
use libfuzzer_sys::fuzz_target;

fn write(header: &Header, units: &[Tu]) -> Vec<u8> {
    let mut out = Vec::new();
    write_all(units, &mut out, |out| {
        Box::new(Writer::new(out, header, lang("en"), lang("az")))
    });
    out
}

fuzz_target!(|bytes: &[u8]| {
    let reader = |bytes| Reader::new(bytes, "fuzz.po", Some(lang("en")), Some(lang("az")));
    let Ok((header, mut units)) = read_all(reader(bytes)) else {
        return;
    };
    // What has no translation in one of the two is written without it, and is then no unit any more.
    units.retain(|tu| {
        let blank = |tuv: &karvan::model::Tuv| tuv.segment.text().trim().is_empty();
        !tu.variants.iter().any(blank)
    });
    let first = write(&header, &units);
    let (header, again) = match read_all(reader(&first[..])) {
        Ok(read) => read,
        Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&first)),
    };
    let second = write(&header, &again);
    assert_eq!(
        String::from_utf8_lossy(&first),
        String::from_utf8_lossy(&second)
    );
});
