//! The glossary: no text makes the parser panic, and a glossary that is read recognises terms.
#![no_main]

use karvan::termbase::Glossary;
use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|text: &str| {
    if let Ok(glossary) = Glossary::parse(text, Path::new("fuzz.tsv")) {
        for lang in glossary.languages() {
            let _ = glossary.matcher(lang);
            let _ = glossary.entries(lang);
        }
    }
});
