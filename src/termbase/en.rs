//! English: plurals, possessives and the forms of verbs.
//!
//! The last word of a term inflects, and so does a head noun before a preposition or an adjective that follows it
//! (`Heads of State`, `Secretaries-General`, `notes verbales`). A term that stands in the plural keeps it; its
//! singular is only a possible form (`human right`), and none at all where the term is one word (`goods`, `talks`).

use super::{Fit, Recognizer, Slot, Stem, TermWords, words};
use crate::align::english_words;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// English.
#[derive(Debug, Clone, Copy)]
pub(super) struct English;

/// Classes of stems; [`words::TIED`] is 0.
mod class {
    /// Nothing or the possessive.
    pub(super) const ALONE: u8 = 1;
    /// -s.
    pub(super) const S: u8 = 2;
    /// -es.
    pub(super) const ES: u8 = 3;
    /// -s or -es.
    pub(super) const O: u8 = 4;
    /// -y, -ies.
    pub(super) const Y: u8 = 5;
    /// -is, -es.
    pub(super) const IS: u8 = 6;
    /// -um, -ums, -a.
    pub(super) const UM: u8 = 7;
    /// -s, and an acronym's tied endings.
    pub(super) const ACRONYM: u8 = 8;
    /// The singular of a plural term.
    pub(super) const SINGULAR: u8 = 9;
    /// A verb: -s, -ed, -ing.
    pub(super) const VERB: u8 = 10;
    /// A verb without its e: -e, -es, -ed, -ing.
    pub(super) const VERB_E: u8 = 11;
    /// A verb without its y: -y, -ies, -ied, -ying.
    pub(super) const VERB_Y: u8 = 12;
    /// A verb with its last consonant doubled: -ed, -ing.
    pub(super) const VERB_DOUBLED: u8 = 13;
}

/// What may follow the stem of a class.
fn endings(class: u8) -> &'static [&'static str] {
    match class {
        class::ALONE | class::SINGULAR => &[""],
        class::S | class::ACRONYM => &["", "s"],
        class::ES => &["", "es"],
        class::O => &["", "s", "es"],
        class::Y => &["y", "ies"],
        class::IS => &["is", "es"],
        class::UM => &["um", "ums", "a"],
        class::VERB => &["", "s", "es", "ed", "ing"],
        class::VERB_E => &["e", "es", "ed", "ing"],
        class::VERB_Y => &["y", "ies", "ied", "ying"],
        class::VERB_DOUBLED => &["ed", "ing"],
        _ => &[],
    }
}

/// Plurals that follow no rule.
const IRREGULAR: [(&str, &str); 22] = [
    ("child", "children"),
    ("criterion", "criteria"),
    ("foot", "feet"),
    ("grata", "gratae"),
    ("half", "halves"),
    ("knife", "knives"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("man", "men"),
    ("matrix", "matrices"),
    ("nucleus", "nuclei"),
    ("person", "people"),
    ("persona", "personae"),
    ("phenomenon", "phenomena"),
    ("radius", "radii"),
    ("self", "selves"),
    ("shelf", "shelves"),
    ("thief", "thieves"),
    ("vertex", "vertices"),
    ("wife", "wives"),
    ("wolf", "wolves"),
    ("woman", "women"),
];

/// What compounds end in.
static COMMON: LazyLock<FxHashSet<&'static str>> = LazyLock::new(english_words);

/// Words that have the letters of acronyms, beside the common ones.
const LIKE_ACRONYMS: [&str; 24] = [
    "act", "aids", "arm", "cap", "cat", "chip", "cope", "core", "eta", "fast", "gap", "grain",
    "led", "mint", "pace", "pact", "pen", "quad", "ram", "safe", "salt", "seal", "start", "swift",
];

/// Letters of each half of a compound at least.
const HALF: usize = 3;

/// Words after which the head noun lies: `Head of State`, `call for tenders`.
const PREPOSITIONS: [&str; 16] = [
    "against",
    "at",
    "between",
    "by",
    "d'affaires",
    "de",
    "for",
    "from",
    "in",
    "non",
    "of",
    "on",
    "to",
    "under",
    "upon",
    "with",
];

/// Adjectives that follow their noun: `consul general`, `note verbale`.
const POSTPOSITIVE: [&str; 8] = [
    "designate",
    "elect",
    "emeritus",
    "extraordinary",
    "general",
    "grata",
    "plenipotentiary",
    "verbale",
];

impl Recognizer for English {
    fn slots(&self, term: &TermWords<'_>) -> Vec<Slot> {
        let last = term.folded.len().saturating_sub(1);
        let verb = term.pos == "verb";
        (0..term.folded.len())
            .map(|n| {
                let next = term.folded.get(n + 1).map(String::as_str);
                let inflects = if verb {
                    n == 0
                } else {
                    n == last || is_head(&term.folded[n], next)
                };
                match (inflects, verb) {
                    (false, _) => Slot::Exact,
                    (true, true) => Slot::Forms(verb_stems(&term.folded[n])),
                    (true, false) => {
                        Slot::Forms(noun_stems(&term.written[n], &term.folded[n], last > 0))
                    }
                }
            })
            .collect()
    }

    /// `road map` for `roadmap`: the second half is a common word. Whether the first one is one need not be known, since
    /// others stand in no text.
    fn open_forms(&self, word: &str) -> Vec<[String; 2]> {
        if word.len() < 2 * HALF + 1 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return Vec::new();
        }
        (HALF..=word.len() - HALF)
            .filter(|at| COMMON.contains(&word[*at..]))
            .map(|at| [word[..at].to_owned(), word[at..].to_owned()])
            .collect()
    }

    /// No word that has a meaning of its own may come of it: `any one`, `anyone`.
    fn may_close(&self, first: &str, second: &str) -> bool {
        let is_word =
            |word: &str| word.len() >= HALF && word.bytes().all(|b| b.is_ascii_lowercase());
        is_word(first) && is_word(second) && !COMMON.contains(format!("{first}{second}").as_str())
    }

    fn may_suspend(&self, conjunction: &str) -> bool {
        matches!(conjunction, "and" | "or")
    }

    fn is_common(&self, word: &str) -> bool {
        COMMON.contains(word) || LIKE_ACRONYMS.contains(&word)
    }

    fn points_acronyms(&self) -> bool {
        true
    }

    fn ending(&self, stem: &Stem, rest: &str) -> Option<Fit> {
        if matches!(stem.class, words::TIED | class::ACRONYM) && words::tied(rest).is_some() {
            return Some(Fit::Certain);
        }
        let bare = rest.strip_suffix("'s").unwrap_or(rest);
        let fit = if stem.class == class::SINGULAR {
            Fit::Possible
        } else {
            Fit::Certain
        };
        endings(stem.class).contains(&bare).then_some(fit)
    }
}

/// Whether a word is the head noun, by the word that follows it.
fn is_head(word: &str, next: Option<&str>) -> bool {
    next.is_some_and(|next| PREPOSITIONS.contains(&next) || POSTPOSITIVE.contains(&next))
        && !PREPOSITIONS.contains(&word)
}

fn noun_stems(written: &str, word: &str, of_several: bool) -> Vec<Stem> {
    if words::takes_tied(written) {
        return vec![Stem::new(word, class::ACRONYM)];
    }
    let mut stems = vec![regular(word)];
    stems.extend(
        IRREGULAR
            .iter()
            .filter(|(singular, _)| *singular == word)
            .map(|(_, plural)| Stem::new(*plural, class::ALONE)),
    );
    if let Some(root) = word.strip_suffix("man").filter(|root| root.len() > 1) {
        stems.push(Stem::new(format!("{root}men"), class::ALONE));
    }
    if of_several && let Some(singular) = singular(word) {
        stems.push(Stem::new(singular, class::SINGULAR));
    }
    stems
}

/// The one stem of a noun that follows the rules.
fn regular(word: &str) -> Stem {
    let strip = |ending: &str, least: usize| {
        word.strip_suffix(ending)
            .filter(|root| root.chars().count() >= least)
    };
    if let Some(root) = strip("y", 2).filter(|root| !root.ends_with(['a', 'e', 'o', 'u'])) {
        return Stem::new(root, class::Y);
    }
    if let Some(root) = strip("is", 3) {
        return Stem::new(root, class::IS);
    }
    if let Some(root) = strip("um", 3) {
        return Stem::new(root, class::UM);
    }
    let class = match word {
        // What already stands in the plural takes no other.
        w if is_plural(w) => class::ALONE,
        w if w.ends_with(['s', 'x', 'z']) || w.ends_with("ch") || w.ends_with("sh") => class::ES,
        w if w.ends_with('o') => class::O,
        _ => class::S,
    };
    Stem::new(word, class)
}

fn is_plural(word: &str) -> bool {
    word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is"].iter().any(|end| word.ends_with(end))
}

fn singular(word: &str) -> Option<String> {
    if !is_plural(word) {
        return None;
    }
    if let Some(root) = word.strip_suffix("ies").filter(|root| root.len() > 1) {
        return Some(format!("{root}y"));
    }
    let sibilant = |root: &&str| {
        ["s", "x", "z", "ch", "sh"]
            .iter()
            .any(|end| root.ends_with(end))
    };
    word.strip_suffix("es")
        .filter(sibilant)
        .or_else(|| word.strip_suffix('s'))
        .map(str::to_owned)
}

fn verb_stems(word: &str) -> Vec<Stem> {
    if let Some(root) = word.strip_suffix('e').filter(|root| root.len() > 1) {
        return vec![Stem::new(root, class::VERB_E)];
    }
    if let Some(root) = word
        .strip_suffix('y')
        .filter(|root| root.len() > 1 && !root.ends_with(['a', 'e', 'o', 'u']))
    {
        return vec![Stem::new(root, class::VERB_Y)];
    }
    let mut stems = vec![Stem::new(word, class::VERB)];
    if let Some(c) = word
        .chars()
        .next_back()
        .filter(|c| "bdgklmnprt".contains(*c))
    {
        stems.push(Stem::new(format!("{word}{c}"), class::VERB_DOUBLED));
    }
    stems
}
