//! Letters of another script that look like those of the word: Cyrillic `ә`, `а`, `е`, `о` in Azerbaijani words, Latin
//! letters in Cyrillic ones. Eyes do not see them; search, spelling and sorting do.

use super::target_finding;
use crate::check::code::About;
use crate::check::diagnostic::quoted;
use crate::check::{BilingualUnit, Code, Fix, Rule, Severity, Sink};
use crate::lang::Lang;
use crate::text::{TokenKind, tokenize};
use std::cell::LazyCell;
use std::collections::HashSet;
use std::sync::Arc;

pub(in crate::check) const MIXED: About = About {
    name: "mixed-script",
    rule: "script",
    kind: "mixed",
    description: "A word has letters of two scripts that look alike, such as a Cyrillic `ә` among Latin letters.",
    help: "Write the word in one script. `karvan check --fix` does it where every letter has its twin.",
    severity: Severity::Warning,
    on: false,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct Script;

/// Letters of Cyrillic, Greek and the phonetic alphabet, each with the Latin one that looks the same.
const TWINS: [(&str, &str); 4] = [
    ("аеорсухіјѕһәԛԝ", "aeopcyxijshəqw"),
    ("АВЕКМНОРСТУХІЈЅӘԚԜ", "ABEKMHOPCTYXIJSƏQW"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον", "ABEZHIKMNOPTYXov"),
    ("ǝƎ", "əƏ"),
];

fn latin_twin(c: char) -> Option<char> {
    TWINS.iter().find_map(|(foreign, latin)| {
        let at = foreign.chars().position(|f| f == c)?;
        latin.chars().nth(at)
    })
}

fn is_foreign(c: char) -> bool {
    matches!(u32::from(c), 0x370..=0x52f) || c == 'ǝ' || c == 'Ǝ'
}

/// Whether a language is written in Latin letters, as far as its tag says.
fn is_latin(lang: &Lang) -> bool {
    matches!(lang.script().as_deref(), None | Some("Latn"))
        && matches!(
            lang.primary().as_str(),
            "en" | "az" | "tr" | "de" | "fr" | "es" | "it" | "pt" | "pl"
        )
}

impl Rule for Script {
    fn codes(&self) -> &'static [Code] {
        &[Code::MixedScript]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let text = &unit.target;
        if !text.contains(is_foreign) {
            return;
        }
        let latin = is_latin(&unit.target_lang);
        let tokens = tokenize(text);
        let of_source: LazyCell<HashSet<char>, _> =
            LazyCell::new(|| unit.source.chars().filter(|c| is_foreign(*c)).collect());
        let words = || tokens.iter().filter(|token| token.kind == TokenKind::Word);
        // Where a whole word is foreign beyond doubt, words of twins only may be so too.
        let quotes_foreign = words().any(|token| {
            let word = token.text(text);
            word.chars().all(|c| is_foreign(c) || !c.is_alphabetic())
                && word
                    .chars()
                    .any(|c| is_foreign(c) && latin_twin(c).is_none())
        });
        for token in words() {
            let word = token.text(text);
            let foreign: Vec<char> = word.chars().filter(|c| is_foreign(*c)).collect();
            if foreign.is_empty() {
                continue;
            }
            let ours = word
                .chars()
                .filter(|c| c.is_alphabetic() && !is_foreign(*c))
                .count();
            let twins = foreign.iter().all(|c| latin_twin(*c).is_some());
            // `Δt`, `µg`: a sign of science and no slip.
            let science = foreign
                .iter()
                .all(|c| matches!(u32::from(*c), 0x370..=0x3ff))
                && !twins;
            let wrong = if ours == 0 {
                latin && twins && !quotes_foreign && !foreign.iter().any(|c| of_source.contains(c))
            } else {
                !science
            };
            if !wrong {
                continue;
            }
            let letter = foreign[0];
            let of = if ours >= foreign.len() || latin {
                format!(
                    "{} (U+{:04X}) is no Latin letter",
                    quoted(&letter.to_string()),
                    u32::from(letter)
                )
            } else {
                "Latin letters stand among those of another script".to_owned()
            };
            let mut finding = target_finding(
                unit,
                Code::MixedScript,
                token.span.clone(),
                format!("{} has letters of two scripts: {of}", quoted(word)),
            );
            if twins && (latin || ours >= foreign.len()) {
                finding.fix = Some(Fix {
                    span: token.span.clone(),
                    replacement: word.chars().map(|c| latin_twin(c).unwrap_or(c)).collect(),
                });
            }
            sink.emit(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_one_twin() {
        for (foreign, latin) in TWINS {
            assert_eq!(foreign.chars().count(), latin.chars().count(), "{foreign}");
            assert!(foreign.chars().all(is_foreign), "{foreign}");
            assert!(!latin.chars().any(is_foreign), "{latin}");
        }
    }
}
