//! SRX: no rules make the parser panic, and what it takes tiles a text.
#![no_main]

use karvan::segmentation::{LineMode, Rules};
use karvan_fuzz::lang;
use libfuzzer_sys::fuzz_target;

const TEXT: &str =
    "Mr. Smith met Dr. Wang. They talked! Prezident Bakıda idi. 双方举行会谈。结果良好。\n\nEnd";

fuzz_target!(|text: &str| {
    let Ok(rules) = Rules::from_srx(text, "fuzz.srx") else {
        return;
    };
    for tag in ["en", "az", "zh"] {
        if let Ok(splitter) = rules.splitter(&lang(tag)) {
            for span in splitter.segment(TEXT, LineMode::Paragraph) {
                let _ = &TEXT[span];
            }
        }
    }
});
