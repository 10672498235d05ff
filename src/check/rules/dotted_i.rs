//! `i` for `ı` and `ı` for `i` in Azerbaijani, capitals too: `Iran` for `İran`, `ölkələrın` for `ölkələrin`.
//!
//! Two things are certain. A frequent word of `dotted_i.txt` has the wrong letter; or an ending of five letters and
//! more, or one that begins with the plural, does not agree with the vowels before it and would with the other letter.

use super::target_finding;
use crate::check::code::About;
use crate::check::diagnostic::quoted;
use crate::check::{BilingualUnit, Code, Fix, Rule, Severity, Sink};
use crate::text::az::is_vowel;
use crate::text::harmony::{Sound, is_ending, may_be_ending};
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
    let skeleton = Skeleton::of(word);
    for length in (4..=skeleton.len()).rev() {
        let (stem, ending) = skeleton.split(length);
        let Some(right) = WORDS.get(stem.undotted) else {
            continue;
        };
        if !(ending.undotted.is_empty() || may_be_ending(ending.undotted)) {
            continue;
        }
        let harmonic = harmonic(right, ending.written);
        if !(ending.written.is_empty() || is_ending(&harmonic, right)) {
            continue;
        }
        if *right != stem.written {
            return Some(format!("{right}{harmonic}"));
        }
        // The ending of a word that is written rightly is looked at below.
        break;
    }
    skeleton.by_harmony()
}

/// A word with `i` for `ı` beside it, and where its letters begin in both.
struct Skeleton<'w> {
    written: &'w str,
    undotted: String,
    letters: Vec<(usize, usize)>,
}

/// A piece of a word in both forms.
struct Piece<'s> {
    written: &'s str,
    undotted: &'s str,
}

impl<'w> Skeleton<'w> {
    fn of(written: &'w str) -> Self {
        let mut undotted = String::with_capacity(written.len());
        let mut letters = Vec::with_capacity(written.len());
        for (at, c) in written.char_indices() {
            letters.push((at, undotted.len()));
            undotted.push(if c == 'ı' { 'i' } else { c });
        }
        Self {
            written,
            undotted,
            letters,
        }
    }

    fn len(&self) -> usize {
        self.letters.len()
    }

    /// The first letters and the others.
    fn split(&self, length: usize) -> (Piece<'_>, Piece<'_>) {
        let (written, undotted) = match self.letters.get(length) {
            Some((written, undotted)) => (*written, *undotted),
            None => (self.written.len(), self.undotted.len()),
        };
        let (a, b) = self.written.split_at(written);
        let (x, y) = self.undotted.split_at(undotted);
        let piece = |written, undotted| Piece { written, undotted };
        (piece(a, x), piece(b, y))
    }

    /// The word with an ending that agrees with the vowels before it.
    fn by_harmony(&self) -> Option<String> {
        for length in STEM..self.len() {
            let (stem, ending) = self.split(length);
            let letters = self.len() - length;
            let plural = ending.undotted.starts_with("lar") || ending.undotted.starts_with("lər");
            if !(letters >= ENDING || plural && letters > 3) || !may_be_ending(ending.undotted) {
                continue;
            }
            let (stem, ending) = (stem.written, ending.written);
            if !stem.contains(is_vowel) {
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
