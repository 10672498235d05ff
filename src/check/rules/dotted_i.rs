//! `i` for `ı` and `ı` for `i` in Azerbaijani, capitals too: `Iran` for `İran`, `ölkələrın` for `ölkələrin`.
//!
//! Two things are certain. A frequent word of `dotted_i.txt` has the wrong letter; or an ending of five letters and
//! more, or one that begins with the plural, does not agree with the vowels before it and would with the other letter.

use super::target_finding;
use crate::check::code::About;
use crate::check::terminology::quoted;
use crate::check::{BilingualUnit, Code, Fix, Rule, Severity, Sink};
use crate::text::az::is_vowel;
use crate::text::harmony::{Sound, is_ending};
use crate::text::{Token, TokenKind, fold_text, tokenize};
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock};

pub(in crate::check) const SLIP: About = About {
    name: "dotted-i",
    rule: "script",
    kind: "dotted-i",
    description: "An Azerbaijani word has `i` for `ı` or `ı` for `i`.",
    help: "Write the letter that the word and the harmony of its vowels ask for: `İran`, `dostların`. `karvan check --fix` \
           does it.",
    severity: Severity::Warning,
    on: false,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct DottedI;

/// The words of the list by themselves with `i` for `ı`.
static WORDS: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    include_str!("dotted_i.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(|word| (undotted(word), word))
        .collect()
});

/// Letters of the shortest stem that an ending is judged by.
const STEM: usize = 3;
/// Letters of the shortest ending that is certain by itself.
const ENDING: usize = 5;

fn undotted(word: &str) -> String {
    word.replace('ı', "i")
}

impl Rule for DottedI {
    fn codes(&self) -> &'static [Code] {
        &[Code::DottedI]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let lang = &unit.target_lang;
        let latin = matches!(lang.script().as_deref(), None | Some("Latn"));
        if lang.primary() != "az" || !latin {
            return;
        }
        let tokens = tokenize(&unit.target);
        for (at, token) in tokens.iter().enumerate() {
            let written = token.text(&unit.target);
            if token.kind != TokenKind::Word || !written.contains(['i', 'ı', 'I', 'İ']) {
                continue;
            }
            // Words of other languages have letters that Azerbaijani has not, or are names that the source has too.
            if written.contains(['w', 'W']) || is_quoted(unit, &tokens, at) {
                continue;
            }
            let word = fold_text(written, lang);
            let Some(right) = corrected(&word) else {
                continue;
            };
            let Some(replacement) = as_written(written, &right) else {
                continue;
            };
            let mut finding = target_finding(
                unit,
                Code::DottedI,
                token.span.clone(),
                format!("{} is written {}", quoted(written), quoted(&replacement)),
            );
            finding.fix = Some(Fix {
                span: token.span.clone(),
                replacement,
            });
            sink.emit(finding);
        }
    }
}

/// Whether the source has the word together with the one beside it: `Iran Air` is a name and stays as it is.
fn is_quoted(unit: &BilingualUnit, tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).filter(|t| t.kind == TokenKind::Word);
    let both = |first: Option<&Token>, second: Option<&Token>| {
        first.zip(second).is_some_and(|(first, second)| {
            unit.source
                .contains(&unit.target[first.span.start..second.span.end])
        })
    };
    both(word(at), word(at + 1)) || at > 0 && both(word(at - 1), word(at))
}

/// The right form of a folded word, where it has the wrong letter beyond doubt.
fn corrected(word: &str) -> Option<String> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let cut = |at: usize| letters.get(at).map_or(word.len(), |(byte, _)| *byte);
    for length in (4..=letters.len()).rev() {
        let (stem, ending) = word.split_at(cut(length));
        let Some(right) = WORDS.get(&undotted(stem)) else {
            continue;
        };
        let harmonic = harmonic(right, ending);
        if !(ending.is_empty() || is_ending(&harmonic, right) || is_ending(ending, right)) {
            continue;
        }
        // The ending of a word that is written rightly is looked at below.
        return (*right != stem)
            .then(|| format!("{right}{harmonic}"))
            .or_else(|| by_harmony(word, &letters));
    }
    by_harmony(word, &letters)
}

fn by_harmony(word: &str, letters: &[(usize, char)]) -> Option<String> {
    for at in STEM..letters.len() {
        let (stem, ending) = word.split_at(letters[at].0);
        let long = letters.len() - at >= ENDING;
        let plural = ending.starts_with("lar") || ending.starts_with("lər");
        if !(long || plural && letters.len() - at > 3) || !stem.contains(is_vowel) {
            continue;
        }
        if is_ending(ending, stem) {
            return None;
        }
        let harmonic = harmonic(stem, ending);
        if harmonic != ending && is_ending(&harmonic, stem) {
            return Some(format!("{stem}{harmonic}"));
        }
    }
    None
}

/// An ending with each `i` and `ı` as the vowel before it asks for, where that is one of the two.
fn harmonic(stem: &str, ending: &str) -> String {
    let mut sound = Sound::of(stem);
    ending
        .chars()
        .map(|c| {
            let letter = match (c, sound.letter('I')) {
                ('i' | 'ı', right @ ('i' | 'ı')) => right,
                _ => c,
            };
            sound = sound.after(letter);
            letter
        })
        .collect()
}

/// The right letters with the capitals of the word as it is written.
fn as_written(written: &str, right: &str) -> Option<String> {
    let pairs = written.chars().zip(right.chars());
    let same_length = written.chars().count() == right.chars().count();
    same_length.then(|| {
        pairs
            .map(|(old, new)| match (old, new) {
                ('I' | 'İ', 'i') => 'İ',
                ('I' | 'İ', 'ı') => 'I',
                ('i' | 'ı', new) => new,
                (old, _) => old,
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_endings() {
        for (word, right) in [
            ("ıran", Some("iran")),
            ("ıranın", Some("iranın")),
            ("iranin", None),
            ("dostlarin", Some("dostların")),
            ("ölkələrın", Some("ölkələrin")),
            ("ölkələrin", None),
            ("dolların", None),
            ("baglı", None),
            ("bağli", Some("bağlı")),
            ("rusiyasinin", Some("rusiyasının")),
            ("ferrari", None),
            ("siyasi", None),
        ] {
            assert_eq!(corrected(word).as_deref(), right, "{word}");
        }
    }

    #[test]
    fn the_list_has_small_letters_and_one_word_for_a_skeleton() {
        let all: Vec<&str> = include_str!("dotted_i.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
            .collect();
        for word in all {
            assert!(word.contains(['i', 'ı']), "{word}");
            assert_eq!(WORDS.get(&undotted(word)), Some(&word), "{word}");
            assert!(word.chars().count() >= 4, "{word}");
        }
    }
}
