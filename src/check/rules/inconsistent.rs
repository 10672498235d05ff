//! The same source in two translations within a run, and the same translation for two sources.
//!
//! Texts are the same where they agree after folding (case, width, kinds of quotation mark) and without marks at their
//! ends. The first translation is the one that later ones are compared with, so the answer depends on the order of the
//! units and on nothing else.

use super::target_finding;
use crate::check::code::About;
use crate::check::diagnostic::quoted;
use crate::check::{BilingualUnit, Code, Diagnostic, SequentialRule, Severity};
use crate::error::Place;
use crate::lang::Lang;
use crate::text::{fold_text, normalized};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

pub(in crate::check) const TARGET: About = About {
    name: "inconsistent-target",
    rule: "inconsistent",
    kind: "inconsistent-target",
    description: "The same source was translated in another way before.",
    help: "Translate the same text in the same way, or suppress the finding with a reason where the context asks for \
           another one.",
    severity: Severity::Warning,
    on: false,
};

pub(in crate::check) const SOURCE: About = About {
    name: "inconsistent-source",
    rule: "inconsistent",
    kind: "inconsistent-source",
    description: "The same translation stands for another source before.",
    help: "Look whether both sources mean the same. Different sources may rightly have one translation, so this code is for \
           texts where they must not.",
    severity: Severity::Warning,
    on: false,
};

/// The rule. It remembers a hash and the first translation of each source.
#[derive(Debug, Default)]
pub struct Inconsistent {
    by_source: FxHashMap<u128, First>,
    by_target: FxHashMap<u128, First>,
}

/// What stood with a text when it was first met.
#[derive(Debug)]
struct First {
    partner: u128,
    text: Box<str>,
    file: Arc<str>,
    line: u32,
    unit: Box<str>,
}

impl First {
    fn new(partner: u128, text: &str, unit: &BilingualUnit) -> Self {
        Self {
            partner,
            text: cut(text).into(),
            file: Arc::clone(&unit.file),
            line: unit
                .line
                .and_then(|line| u32::try_from(line).ok())
                .unwrap_or(0),
            unit: unit.unit.as_str().into(),
        }
    }

    fn place(&self) -> String {
        if self.line > 0 {
            Place::line(&*self.file, self.line as usize).to_string()
        } else {
            format!("{} (unit {})", self.file, self.unit)
        }
    }
}

/// Characters of the other text that a message shows.
const SHOWN: usize = 80;

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// What two texts that count as the same have in common; `None` for a text without letters.
fn key(text: &str, lang: &Lang) -> Option<u128> {
    let folded = fold_text(&normalized(text), lang);
    let words = folded.trim_matches(|c: char| !c.is_alphanumeric());
    words
        .contains(char::is_alphabetic)
        .then(|| xxh3_128(words.as_bytes()))
}

impl SequentialRule for Inconsistent {
    fn codes(&self) -> &'static [Code] {
        &[Code::InconsistentTarget, Code::InconsistentSource]
    }

    fn check(&mut self, units: &[Arc<BilingualUnit>], found: &mut [Vec<Diagnostic>]) {
        let keys: Vec<Option<(u128, u128)>> = units
            .par_iter()
            .map(|unit| {
                let source = key(&unit.source, &unit.source_lang)?;
                Some((source, key(&unit.target, &unit.target_lang)?))
            })
            .collect();
        for ((unit, keys), found) in units.iter().zip(keys).zip(found) {
            let Some((source, target)) = keys else {
                continue;
            };
            let first = self
                .by_source
                .entry(source)
                .or_insert_with(|| First::new(target, &unit.target, unit));
            if first.partner != target {
                found.push(target_finding(
                    unit,
                    Code::InconsistentTarget,
                    0..unit.target.len(),
                    format!(
                        "this source is translated as {} in {}",
                        quoted(&first.text),
                        first.place()
                    ),
                ));
            }
            let first = self
                .by_target
                .entry(target)
                .or_insert_with(|| First::new(source, &unit.source, unit));
            if first.partner != source {
                found.push(target_finding(
                    unit,
                    Code::InconsistentSource,
                    0..unit.target.len(),
                    format!(
                        "this translation stands for {} in {}",
                        quoted(&first.text),
                        first.place()
                    ),
                ));
            }
        }
    }
}
