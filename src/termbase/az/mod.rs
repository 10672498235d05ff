//! Azerbaijani: every word of a term but the last stands as it is, the last one takes endings, and so does one
//! that `və` joins to what follows.
//!
//! The chain of a noun is: plural (-lar), possessive, case, -kı after the locative, copula or question
//! (Azərbaycan dilinin qrammatikası, morphology of the noun). The vowels of an ending follow the last vowel before
//! it: `A` is a or ə, `I` is ı, i, u or ü, `K` is q or k. Derivation is no ending: `tərəfdaşlıq` is no form of
//! `tərəfdaş`.
//!
//! Stems that change: k to y and q to ğ before a vowel in words of more than one syllable (`suverenlik`,
//! `suverenliyə`), with loans that keep them (`hüququn`); a vowel that drops (`fikir`, `fikri`); y after e
//! (`mövqe`, `mövqeyi`); a doubled consonant that is single before another (`haqq`, `haqlar`). A term of several
//! words that ends in a possessive gives it up first: `ərazi bütövlüyü`, `ərazi bütövlükləri`; so does a compound in
//! one word (`dəvəquşu`, `dəvəquşları`). The singular of a term that stands in the plural is only possible.

mod endings;

use super::{Fit, Recognizer, Slot, Stem, TermWords, words};
use crate::text::az::is_vowel;
use crate::text::harmony::Sound;
use endings::{State, chain};

/// Azerbaijani in Latin letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Azerbaijani;

/// Classes of stems; [`words::TIED`] is 0. The first three differ in what may follow at once.
mod class {
    /// A noun; anything may follow.
    pub(super) const NOUN: u8 = 1;
    /// A noun's stem before a vowel.
    pub(super) const NOUN_V: u8 = 2;
    /// A noun's stem before a consonant or at the end.
    pub(super) const NOUN_C: u8 = 3;
    /// A form that has its possessive of the third person.
    pub(super) const POSSESSED: u8 = 4;
    /// A noun that needs a possessive.
    pub(super) const BASE: u8 = 5;
    /// The same before a vowel.
    pub(super) const BASE_V: u8 = 6;
    /// The same before a consonant.
    pub(super) const BASE_C: u8 = 7;
    /// The root of a verb; its forms are not looked at.
    pub(super) const ROOT: u8 = 8;
    /// Added to another class: what is recognised is only possible.
    pub(super) const POSSIBLE: u8 = 0x80;
}

/// Words that lose the vowel of their last syllable before an ending that begins with a vowel.
const DROPPING: [&str; 56] = [
    "abır", "ağıl", "ağız", "alın", "bağır", "bətin", "beyin", "boyun", "böyür", "burun", "cəbir",
    "cisim", "cürüm", "çiyin", "əsil", "ətir", "eyib", "fəsil", "fikir", "həcim", "heyif", "hüsün",
    "isim", "izin", "kəsir", "kibir", "köyüs", "küfür", "qarın", "qayın", "qədir", "qeyid",
    "qəbir", "qisim", "meyil", "möhür", "nəbiz", "nəqil", "nəsil", "nəzim", "nəzir", "oğul",
    "ömür", "ovuc", "rəsim", "səbir", "sətir", "sinif", "sinir", "şəkil", "şeir", "üzüv", "xeyir",
    "zehin", "zülüm", "zəhin",
];

/// Words in a vowel that take y instead of n or s before an ending; words in e all may.
const WITH_Y: [&str; 4] = ["su", "nə", "mənbə", "mənşə"];

/// Second parts of compounds in one word that have kept their possessive: `dəvəquşu`, plural `dəvəquşları`.
const FUSED: [&str; 30] = [
    "ağacı",
    "atı",
    "axşamı",
    "ayağı",
    "balığı",
    "başı",
    "böcəyi",
    "çiçəyi",
    "daşı",
    "dili",
    "dişi",
    "donuzu",
    "evi",
    "gözü",
    "gülü",
    "günü",
    "iti",
    "kökü",
    "qabı",
    "qulağı",
    "qurdu",
    "quşu",
    "otu",
    "pişiyi",
    "suyu",
    "südü",
    "vaxtı",
    "yağı",
    "yarpağı",
    "yolu",
];

/// Bytes of the longest chain of endings that is looked at.
const LONGEST_CHAIN: usize = 64;

impl Recognizer for Azerbaijani {
    fn slots(&self, term: &TermWords<'_>) -> Vec<Slot> {
        let last = term.folded.len().saturating_sub(1);
        (0..term.folded.len())
            .map(|n| {
                // What `və` joins is inflected together: suverenliyə və ərazi bütövlüyünə.
                let joined = term.folded.get(n + 1).is_some_and(|next| next == "və");
                if n < last && !joined {
                    Slot::Exact
                } else {
                    let several = n > 0;
                    Slot::Forms(last_word(
                        &term.written[n],
                        &term.folded[n],
                        several,
                        term.pos,
                    ))
                }
            })
            .collect()
    }

    fn ending(&self, stem: &Stem, rest: &str) -> Option<Fit> {
        let kind = stem.class & !class::POSSIBLE;
        let state = match kind {
            words::TIED => return words::tied(rest),
            class::ROOT => {
                return rest
                    .chars()
                    .all(char::is_alphabetic)
                    .then_some(Fit::Possible);
            }
            class::POSSESSED => State::PossessedThird,
            class::BASE | class::BASE_V | class::BASE_C => State::Base,
            _ => State::Noun,
        };
        // Foreign names may part the ending by an apostrophe: Vaşinqton'un.
        let rest = rest
            .strip_prefix('\'')
            .filter(|after| !after.is_empty())
            .unwrap_or(rest);
        if rest.len() > LONGEST_CHAIN {
            return None;
        }
        let first = rest.chars().next();
        let allowed = match kind {
            class::NOUN_V | class::BASE_V => first.is_some_and(is_vowel),
            class::NOUN_C | class::BASE_C => !first.is_some_and(is_vowel),
            _ => true,
        };
        // qarışma-ma is the negation sooner than “to my interference”.
        let negated = ["ma", "mə"]
            .iter()
            .any(|ma| stem.text.ends_with(ma) && rest.starts_with(ma));
        let short = syllables(&stem.text) < 2;
        allowed
            .then(|| chain(state, Sound::of(&stem.text), rest, short))
            .flatten()
            .map(|fit| {
                if kind == stem.class && !negated {
                    fit
                } else {
                    Fit::Possible
                }
            })
    }
}

fn last_word(written: &str, word: &str, of_several: bool, pos: &str) -> Vec<Stem> {
    if words::takes_tied(written) {
        return vec![Stem::new(word, words::TIED)];
    }
    if pos == "verb"
        && let Some(root) = word
            .strip_suffix("mək")
            .or_else(|| word.strip_suffix("maq"))
    {
        return verb(word, root, of_several);
    }
    let mut stems = noun(word);
    if (of_several || is_fused(word)) && word.ends_with(['ı', 'i', 'u', 'ü']) {
        stems.push(Stem::new(word, class::POSSESSED));
        stems.extend(without_possessive(word));
    }
    if of_several {
        stems.extend(singular(word));
    }
    stems
}

/// The stems of the singular of a term in the plural, `ikitərəfli münasibətlər` or `insan hüquqları`: the same words
/// in the singular may be meant so, and may be another thing.
fn singular(word: &str) -> Vec<Stem> {
    let plural = |word: &str| {
        word.strip_suffix("lar")
            .or_else(|| word.strip_suffix("lər"))
            .filter(|root| root.chars().count() > 1 && syllables(root) > 0)
            .map(noun)
    };
    let possible = |stem: Stem, needs_possessive: bool| {
        let class = match (stem.class, needs_possessive) {
            (class::NOUN, true) => class::BASE,
            (class::NOUN_V, true) => class::BASE_V,
            (class::NOUN_C, true) => class::BASE_C,
            (class, _) => class,
        };
        Stem::new(stem.text, class | class::POSSIBLE)
    };
    let possessed = word
        .strip_suffix(['ı', 'i'])
        .and_then(plural)
        .unwrap_or_default();
    let bare = plural(word).unwrap_or_default();
    possessed
        .into_iter()
        .map(|stem| possible(stem, true))
        .chain(bare.into_iter().map(|stem| possible(stem, false)))
        .collect()
}

/// Whether a word is a compound whose last part has kept its possessive.
fn is_fused(word: &str) -> bool {
    FUSED
        .iter()
        .filter_map(|last| word.strip_suffix(last))
        .any(|first| first.chars().count() >= 2 && first.chars().any(is_vowel))
}

fn syllables(word: &str) -> usize {
    word.chars().filter(|c| is_vowel(*c)).count()
}

/// The stems of a noun.
fn noun(word: &str) -> Vec<Stem> {
    let mut stems = Vec::new();
    let changed = softened(word).or_else(|| dropped(word).map(|root| (root, true)));
    match changed {
        Some((changed, keeps)) => {
            stems.push(Stem::new(
                word,
                if keeps { class::NOUN } else { class::NOUN_C },
            ));
            stems.push(Stem::new(changed, class::NOUN_V));
        }
        None => stems.push(Stem::new(word, class::NOUN)),
    }
    if word.ends_with('e') || WITH_Y.contains(&word) {
        stems.push(Stem::new(format!("{word}y"), class::NOUN_V));
    }
    if let Some(single) = single_consonant(word) {
        stems.push(Stem::new(single, class::NOUN_C));
    }
    stems
}

/// The stem before a vowel of a word of several syllables in k or q, and whether the consonant may also stay.
///
/// Native words have k after front vowels and q after back ones, and soften them: `sümük`, `sümüyü`, `otaq`,
/// `otağı`. A k after a back vowel and a q after a front one are signs of loans, which keep them: `iştirakı`,
/// `vərəqi`. What ends in -ik, -aq, -oq or -uq may be either: `birliyi` and `fabriki`, `otağı` and `hüququ`.
fn softened(word: &str) -> Option<(String, bool)> {
    let hard = word
        .chars()
        .next_back()
        .filter(|c| matches!(c, 'k' | 'q'))?;
    let root = &word[..word.len() - 1];
    if syllables(word) < 2 {
        return None;
    }
    let vowel = root.chars().next_back()?;
    let back = matches!(vowel, 'a' | 'ı' | 'o' | 'u');
    match hard {
        'k' if back || !is_vowel(vowel) => None,
        'k' => Some((format!("{root}y"), vowel == 'i')),
        _ if !back => None,
        _ => Some((format!("{root}ğ"), vowel != 'ı')),
    }
}

/// The stem without its last vowel, for the words that lose it.
fn dropped(word: &str) -> Option<String> {
    if !DROPPING.contains(&word) {
        return None;
    }
    let letters: Vec<char> = word.chars().collect();
    let vowel = letters.len().checked_sub(2)?;
    is_vowel(letters[vowel]).then(|| {
        letters
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != vowel)
            .map(|(_, c)| *c)
            .collect()
    })
}

/// `haqq` is `haq` before another consonant.
fn single_consonant(word: &str) -> Option<&str> {
    let mut letters = word.chars().rev();
    let (last, before) = (letters.next()?, letters.next()?);
    (last == before && !is_vowel(last)).then(|| &word[..word.len() - last.len_utf8()])
}

/// The nouns that a form with a possessive of the third person can come from; they need a possessive again.
fn without_possessive(word: &str) -> Vec<Stem> {
    let mut stems = Vec::new();
    let Some(root) = word.char_indices().next_back().map(|(at, _)| &word[..at]) else {
        return stems;
    };
    // zonası, Şurası
    if let Some(base) = root
        .strip_suffix('s')
        .filter(|base| base.ends_with(is_vowel))
    {
        stems.push(Stem::new(base, class::BASE));
    }
    // bütövlüyü, hüququ, nazirlər-i; mövqeyi
    if root.ends_with(is_vowel) || root.chars().count() < 2 {
        return stems;
    }
    let softened = [("y", "k"), ("ğ", "q")]
        .iter()
        .find_map(|(soft, hard)| Some((root.strip_suffix(soft)?, *hard)));
    let Some((front, hard)) = softened else {
        stems.push(Stem::new(root, class::BASE));
        stems.extend(single_consonant(root).map(|single| Stem::new(single, class::BASE_C)));
        stems.extend(
            DROPPING
                .iter()
                .filter(|full| dropped(full).is_some_and(|stem| stem == root))
                .map(|full| Stem::new(*full, class::BASE_C)),
        );
        return stems;
    };
    stems.push(Stem::new(root, class::BASE_V));
    stems.push(Stem::new(format!("{front}{hard}"), class::BASE_C));
    // mövqeyi
    if hard == "k" && front.ends_with(is_vowel) {
        stems.push(Stem::new(front, class::BASE_C));
    }
    stems
}

/// The infinitive and the noun in -ma with their endings; of the finite forms only the root is known.
fn verb(word: &str, root: &str, of_several: bool) -> Vec<Stem> {
    let mut stems = noun(word);
    stems.push(Stem::new(&word[..word.len() - 1], class::NOUN));
    if of_several || root.chars().count() >= 3 {
        stems.push(Stem::new(root, class::ROOT));
        // etmək: edir, edib.
        if let Some(front) = root.strip_suffix('t') {
            stems.push(Stem::new(format!("{front}d"), class::ROOT));
        }
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::text::fold_text;

    fn accepts(term: &str, pos: &str, form: &str) -> bool {
        let words: Vec<String> = term.split(' ').map(str::to_owned).collect();
        let slots = Azerbaijani.slots(&TermWords {
            written: &words,
            folded: &words,
            pos,
        });
        let Some(Slot::Forms(stems)) = slots.last() else {
            return false;
        };
        stems.iter().any(|stem| {
            form.strip_prefix(stem.text.as_str())
                .is_some_and(|rest| Azerbaijani.ending(stem, rest).is_some())
        })
    }

    #[test]
    fn forms_and_other_words() {
        let mut wrong = Vec::new();
        for line in include_str!("../../../tests/data/forms.az.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |n: usize| cells.get(n).copied().unwrap_or_default();
            let term = fold_text(cell(0), &Lang::stored("az"));
            for (forms, expected) in [(cell(1), true), (cell(2), false)] {
                wrong.extend(
                    forms
                        .split_whitespace()
                        .filter(|form| accepts(&term, cell(3), form) != expected)
                        .map(|form| format!("{term}: {form} is {expected}")),
                );
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
