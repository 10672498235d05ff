//! TMX: no bytes make the reader panic, and what it reads is written, read back and written the same.
#![no_main]

use karvan::format::tmx::{Reader, Writer};
use karvan_fuzz::{read_all, write_all};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok((header, units)) = read_all(Reader::new(bytes, "fuzz.tmx")) else {
        return;
    };
    let mut first = Vec::new();
    write_all(&units, &mut first, |out| {
        Box::new(Writer::new(out, &header, None))
    });
    let (header, again) = read_all(Reader::new(&first[..], "first.tmx")).expect("what we wrote");
    let mut second = Vec::new();
    write_all(&again, &mut second, |out| {
        Box::new(Writer::new(out, &header, None))
    });
    assert_eq!(
        String::from_utf8_lossy(&first),
        String::from_utf8_lossy(&second)
    );
});
