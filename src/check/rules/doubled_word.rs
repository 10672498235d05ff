//! A word that stands twice in a row by mistake.
//!
//! Azerbaijani and Chinese double words on purpose: `iri iri`, `cür cür`, `tez-tez`, 天天, 看看, 讨论讨论. So in Azerbaijani only words
//! are looked at that are never doubled (`və və`) or carry an ending of verbs or cases, and in Chinese only words of
//! three characters and more and a list of short ones. English has `had had` and `that that`.

use super::target_finding;
use crate::check::code::About;
use crate::check::diagnostic::quoted;
use crate::check::{BilingualUnit, Code, Fix, Rule, Severity, Sink};
use crate::lang::Lang;
use crate::text::{Token, TokenKind, fold_text, is_han, tokenize};
use std::ops::Range;
use std::sync::Arc;

pub(in crate::check) const DOUBLED: About = About {
    name: "doubled-word",
    rule: "doubled-word",
    kind: "doubled",
    description: "A word stands twice in a row.",
    help: "Take one of the two out. Reduplication that the language knows is no finding, and neither is a word that the \
           source doubles too.",
    severity: Severity::Warning,
    on: false,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct DoubledWord;

impl Rule for DoubledWord {
    fn codes(&self) -> &'static [Code] {
        &[Code::DoubledWord]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let lang = &unit.target_lang;
        let found = if lang.is_chinese() {
            doubled_in_chinese(&unit.target)
        } else {
            doubled(&unit.target, lang)
        };
        let Some((first, second)) = found else { return };
        if doubles_anything(&unit.source, &unit.source_lang) {
            return;
        }
        let word = &unit.target[second.clone()];
        let mut finding = target_finding(
            unit,
            Code::DoubledWord,
            first.start..second.end,
            format!("{} stands twice", quoted(word)),
        );
        finding.fix = Some(Fix {
            replacement: unit.target[first.clone()].to_owned(),
            span: first.start..second.end,
        });
        sink.emit(finding);
    }
}

/// Two neighbours of the same letters with only blanks between them.
fn same_neighbours<'t>(
    text: &'t str,
    lang: &Lang,
) -> impl Iterator<Item = (Token, Token, String)> + use<'t> {
    let tokens = tokenize(text);
    let lang = lang.clone();
    (1..tokens.len()).filter_map(move |at| {
        let (a, b) = (&tokens[at - 1], &tokens[at]);
        let words = a.kind == TokenKind::Word && b.kind == TokenKind::Word;
        let gap = &text[a.span.end..b.span.start];
        if !words || gap.is_empty() || !gap.chars().all(char::is_whitespace) || gap.contains('\n') {
            return None;
        }
        // Folding is dear, and rarely changes the length.
        if a.span.len() != b.span.len() {
            return None;
        }
        let word = fold_text(b.text(text), &lang);
        (fold_text(a.text(text), &lang) == word).then(|| (a.clone(), b.clone(), word))
    })
}

fn doubled(text: &str, lang: &Lang) -> Option<(Range<usize>, Range<usize>)> {
    same_neighbours(text, lang)
        .find(|(a, b, word)| {
            let capital = |t: &Token| t.text(text).starts_with(char::is_uppercase);
            let name = capital(a) && capital(b);
            word.chars().nth(1).is_some() && !name && !is_doubled_on_purpose(word, lang)
        })
        .map(|(a, b, _)| (a.span, b.span))
}

/// Whether a language may say this word twice.
fn is_doubled_on_purpose(word: &str, lang: &Lang) -> bool {
    const ENGLISH: [&str; 24] = [
        "had", "that", "very", "so", "no", "bye", "ha", "he", "hey", "blah", "really", "long",
        "many", "much", "far", "never", "again", "on", "in", "up", "out", "knock", "tut", "well",
    ];
    const NEVER: [&str; 44] = [
        "və",
        "ilə",
        "bu",
        "ki",
        "üçün",
        "olan",
        "kimi",
        "isə",
        "hər",
        "edir",
        "edib",
        "edən",
        "olub",
        "olaraq",
        "görə",
        "sonra",
        "qədər",
        "həm",
        "ən",
        "onun",
        "onların",
        "bunun",
        "əsas",
        "lakin",
        "amma",
        "ancaq",
        "çünki",
        "həmçinin",
        "habelə",
        "əgər",
        "artıq",
        "həmin",
        "bütün",
        "bəzi",
        "haqqında",
        "barədə",
        "qarşı",
        "doğru",
        "əsasən",
        "tərəfindən",
        "arasında",
        "zaman",
        "deyil",
        "var",
    ];
    const ENDINGS: [&str; 30] = [
        "ların",
        "lərin",
        "ları",
        "ləri",
        "larını",
        "lərini",
        "ının",
        "inin",
        "unun",
        "ünün",
        "sının",
        "sinin",
        "dır",
        "dir",
        "dur",
        "dür",
        "acaq",
        "əcək",
        "mışdır",
        "mişdir",
        "ıblar",
        "iblər",
        "dılar",
        "dilər",
        "dular",
        "dülər",
        "ladı",
        "lədi",
        "ıldı",
        "ildi",
    ];
    match lang.primary().as_str() {
        "en" => ENGLISH.contains(&word),
        "az" => {
            let long = word.chars().count() >= 6;
            !(NEVER.contains(&word) || long && ENDINGS.iter().any(|ending| word.ends_with(ending)))
        }
        // Nothing is known of the language's reduplication.
        _ => true,
    }
}

fn doubles_anything(text: &str, lang: &Lang) -> bool {
    same_neighbours(text, lang).next().is_some()
        || lang.is_chinese() && doubled_in_chinese(text).is_some()
}

/// Short words that Chinese never doubles, each with what before and after it makes two words of them: 目的的.
const SHORT: [(&str, &str, &str); 15] = [
    ("的", "目标有中靶无众端日", "确士话"),
    ("很", "", ""),
    ("也", "", ""),
    ("我们", "", ""),
    ("他们", "", ""),
    ("她们", "", ""),
    ("你们", "", ""),
    ("因为", "", ""),
    ("但是", "", ""),
    ("以及", "", ""),
    ("对于", "", ""),
    ("由于", "", ""),
    ("并且", "", ""),
    ("这个", "", ""),
    ("已经", "", ""),
];

/// The longest word that is looked for.
const LONGEST: usize = 12;

fn doubled_in_chinese(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |at: usize| characters.get(at).map_or(text.len(), |(byte, _)| *byte);
    for at in 0..characters.len() {
        if !is_han(characters[at].1) {
            continue;
        }
        for length in 1..=LONGEST.min((characters.len() - at) / 2) {
            let (a, b) = (at..at + length, at + length..at + 2 * length);
            let same = characters[a.clone()]
                .iter()
                .zip(&characters[b.clone()])
                .all(|(x, y)| x.1 == y.1 && is_han(x.1));
            if !same {
                continue;
            }
            let word = &text[byte(a.start)..byte(a.end)];
            let beside =
                |c: Option<&(usize, char)>, not: &str| c.is_some_and(|(_, c)| not.contains(*c));
            let short = SHORT.iter().any(|(known, before, after)| {
                *known == word
                    && !beside(at.checked_sub(1).and_then(|p| characters.get(p)), before)
                    && !beside(characters.get(b.end), after)
            });
            // 一步一步, 很多很多, and one character several times are no slips.
            let letters: Vec<char> = word.chars().collect();
            let long =
                length >= 3 && letters.iter().any(|c| *c != letters[0]) && !word.starts_with('一');
            if short || long {
                return Some((byte(a.start)..byte(a.end), byte(b.start)..byte(b.end)));
            }
        }
    }
    None
}
