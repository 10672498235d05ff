//! Targets that are empty, or still the source.
//!
//! Names, figures, addresses and what must not be translated are the same in both languages, so a text counts as
//! translatable only where it holds several words in small letters, or Chinese characters.

use crate::check::code::About;
use crate::check::{BilingualUnit, Code, Diagnostic, Rule, Severity, Sink};
use crate::lang::Lang;
use crate::model::TermStatus;
use crate::termbase::Glossary;
use crate::text::{TokenKind, fold_text, has_token, tokenize};
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::Arc;

pub(in crate::check) const EMPTY: About = About {
    name: "target-empty",
    rule: "untranslated",
    kind: "empty",
    description: "There is a source but no translation.",
    help: "Translate the source. If nothing is to stand there, suppress the finding with a reason.",
    severity: Severity::Error,
    on: true,
};

pub(in crate::check) const UNTRANSLATED: About = About {
    name: "untranslated",
    rule: "untranslated",
    kind: "untranslated",
    description: "The translation, or a long stretch of it, is still the source.",
    help: "Translate the marked words. Names, figures, addresses and the glossary's terms with the flag `dnt` are no \
           finding; add a term there if it stays as it is.",
    severity: Severity::Warning,
    on: true,
};

/// Words in small letters that a text needs to count as a sentence of a language.
const WORDS: usize = 2;
/// Words in a row, most of them in small letters, that are no title and no name any more.
const STRETCH: usize = 7;
/// Characters in a row that are no name any more.
const HAN_STRETCH: usize = 2;

/// The rule.
#[derive(Debug, Clone, Default)]
pub struct Untranslated {
    /// What stays as it is, folded, the longest first.
    kept: Vec<String>,
}

impl Untranslated {
    /// The rule with a glossary's terms that are not translated.
    pub fn keeping(glossary: &Glossary) -> Self {
        let mut kept: Vec<String> = glossary
            .concepts
            .iter()
            .filter(|concept| concept.do_not_translate)
            .flat_map(|concept| &concept.terms)
            .filter(|term| term.status != TermStatus::Forbidden)
            .map(|term| fold_text(&term.text, &term.lang))
            .filter(|term| !term.trim().is_empty())
            .collect();
        kept.sort_by_key(|term| (std::cmp::Reverse(term.len()), term.clone()));
        Self { kept }
    }

    /// The stretch of the target that is still the source.
    fn stretch(&self, unit: &BilingualUnit) -> Option<Range<usize>> {
        if unit.source_lang.is_chinese() {
            return han_stretch(&unit.target);
        }
        let same_letters = unit.target_lang.primary() == unit.source_lang.primary();
        if same_letters || !may_share(&unit.target, &unit.source) {
            return None;
        }
        let ours = words(&unit.target);
        let theirs = words(&unit.source);
        if ours.len() < WORDS {
            return None;
        }
        let whole = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| a.1 == b.1);
        if !whole && !shares(&ours, &theirs) {
            return None;
        }
        let least = if whole { WORDS } else { STRETCH };
        let (start, length) = longest_run(&ours, &theirs)?;
        let run = &ours[start..start + length];
        let small = run.iter().filter(|(_, word)| is_small(word)).count();
        let enough = if whole {
            small >= least && small * 2 >= length
        } else {
            // In a title of a language that writes them with capitals only the short words are small.
            length >= least && small * 2 > length
        };
        let span = run.first()?.0.start..run.last()?.0.end;
        (enough && !self.keeps(&unit.target[span.clone()], &unit.target_lang)).then_some(span)
    }

    /// Whether nothing of a stretch is left without what must not be translated.
    fn keeps(&self, text: &str, lang: &Lang) -> bool {
        if self.kept.is_empty() {
            return false;
        }
        let mut rest = fold_text(text, lang);
        for term in &self.kept {
            rest = rest.replace(term, " ");
        }
        words(&rest)
            .iter()
            .filter(|(_, word)| is_small(word))
            .count()
            < WORDS
    }
}

impl Rule for Untranslated {
    fn codes(&self) -> &'static [Code] {
        &[Code::TargetEmpty, Code::Untranslated]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        if !has_token(&unit.source) {
            return;
        }
        if !has_token(&unit.target) {
            sink.emit(Diagnostic::new(
                unit,
                Code::TargetEmpty,
                "there is no translation",
            ));
            return;
        }
        if let Some(span) = self.stretch(unit) {
            let mut finding = Diagnostic::new(
                unit,
                Code::Untranslated,
                format!(
                    "this is still {}: translate it into {}",
                    unit.source_lang, unit.target_lang
                ),
            );
            finding.span = Some(span);
            sink.emit(finding);
        }
    }
}

/// The words of a text that hold letters, outside of addresses.
fn words(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut addresses = text
        .split_whitespace()
        .filter(|word| is_address(word))
        .map(|word| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            start..start + word.len()
        })
        .peekable();
    let mut out = Vec::new();
    for token in tokenize(text) {
        while addresses
            .next_if(|address| address.end <= token.span.start)
            .is_some()
        {}
        let inside = addresses
            .peek()
            .is_some_and(|a| a.start <= token.span.start);
        if token.kind == TokenKind::Word && !inside {
            let word = token.text(text);
            out.push((token.span, word));
        }
    }
    out
}

/// Whether a word is an address of the web, of a mailbox, or a name in a program.
fn is_address(word: &str) -> bool {
    word.contains("://")
        || word.contains(['@', '_', '\\'])
        || word.starts_with("www.")
        || word.contains('/') && word.contains('.')
}

/// Whether a word is written in small letters and has more than one.
fn is_small(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().all(|c| !c.is_uppercase()) && !is_han_word(word)
}

fn is_han_word(word: &str) -> bool {
    word.chars().any(crate::text::is_han)
}

/// Whether the texts may have so many words in common, seen without cutting them into words: few translations do. Runs
/// of letters are compared by a bit of their hashes, so there can be more in common than there is, never less.
fn may_share(ours: &str, theirs: &str) -> bool {
    let bit = |letters: &[u8]| (FxBuildHasher.hash_one(letters) % 256) as usize;
    let mut seen = [0_u64; 4];
    for place in runs_of_letters(theirs).map(bit) {
        seen[place / 64] |= 1 << (place % 64);
    }
    let (mut all, mut shared) = (0_usize, 0_usize);
    for place in runs_of_letters(ours).map(bit) {
        all += 1;
        shared += usize::from(seen[place / 64] >> (place % 64) & 1 == 1);
    }
    shared >= STRETCH || shared >= WORDS && shared * 2 >= all
}

fn runs_of_letters(text: &str) -> impl Iterator<Item = &[u8]> {
    text.as_bytes()
        .split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic())
        .filter(|run| !run.is_empty())
}

/// Whether so many words in a row stand somewhere in the other text: what a stretch must have, and is quickly seen.
fn shares(ours: &[(Range<usize>, &str)], theirs: &[(Range<usize>, &str)]) -> bool {
    let theirs: FxHashSet<&str> = theirs.iter().map(|(_, word)| *word).collect();
    let mut run = 0;
    ours.iter().any(|(_, word)| {
        run = if theirs.contains(word) { run + 1 } else { 0 };
        run >= STRETCH
    })
}

/// The longest run of words of `ours` that stands in `theirs` too: where it begins, and its length.
fn longest_run(
    ours: &[(Range<usize>, &str)],
    theirs: &[(Range<usize>, &str)],
) -> Option<(usize, usize)> {
    let mut best = (0, 0);
    let mut before = vec![0_usize; theirs.len() + 1];
    for (at, (_, word)) in ours.iter().enumerate() {
        let mut now = vec![0_usize; theirs.len() + 1];
        for (other, (_, theirs)) in theirs.iter().enumerate() {
            if theirs == word {
                now[other + 1] = before[other] + 1;
                if now[other + 1] > best.1 {
                    best = (at + 1 - now[other + 1], now[other + 1]);
                }
            }
        }
        before = now;
    }
    (best.1 > 0).then_some(best)
}

/// The first run of Chinese characters in a translation out of Chinese, outside of brackets and quotation marks, where
/// the original words are given on purpose.
fn han_stretch(target: &str) -> Option<Range<usize>> {
    let mut run: Option<Range<usize>> = None;
    let mut depth = 0_usize;
    for (at, c) in target.char_indices() {
        match c {
            '(' | '（' | '[' | '“' | '«' | '「' | '《' => depth += 1,
            ')' | '）' | ']' | '”' | '»' | '」' | '》' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if crate::text::is_han(c) && depth == 0 {
            let end = at + c.len_utf8();
            let run = run.get_or_insert(at..end);
            run.end = end;
        } else if let Some(found) = run.take()
            && target[found.clone()].chars().count() >= HAN_STRETCH
        {
            return Some(found);
        }
    }
    run.filter(|found| target[found.clone()].chars().count() >= HAN_STRETCH)
}
