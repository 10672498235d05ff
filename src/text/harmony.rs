//! Vowel harmony of Azerbaijani: what an ending looks like after a word, and after a number in figures, which is
//! read aloud to know (`2024-cü` for dörd, `2026-cı` for altı).
//!
//! In the pattern of an ending `A` is a or ə, `I` is ı, i, u or ü, `K` is q or k, by the last vowel before it.
//! A letter in brackets stands only after a vowel: `(n)In` is beşin and altının.

use super::az::{VOWELS, is_vowel};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// What the next ending has to agree with.
#[derive(Debug, Clone, Copy)]
pub struct Sound {
    last_vowel: char,
    ends_in_vowel: bool,
}

impl Sound {
    /// The sound of a word in small letters.
    pub fn of(word: &str) -> Self {
        Self {
            last_vowel: word.chars().rev().find(|c| is_vowel(*c)).unwrap_or('ə'),
            ends_in_vowel: word.chars().next_back().is_some_and(is_vowel),
        }
    }

    /// Whether the word ends in a vowel.
    pub fn ends_in_vowel(self) -> bool {
        self.ends_in_vowel
    }

    /// The sound after one more letter.
    #[must_use]
    pub fn after(mut self, letter: char) -> Self {
        self.ends_in_vowel = is_vowel(letter);
        if self.ends_in_vowel {
            self.last_vowel = letter;
        }
        self
    }

    /// The letter that a letter of a pattern stands for.
    pub fn letter(self, c: char) -> char {
        let back = matches!(self.last_vowel, 'a' | 'ı' | 'o' | 'u');
        let round = matches!(self.last_vowel, 'o' | 'u' | 'ö' | 'ü');
        match (c, back, round) {
            ('A', true, _) => 'a',
            ('A', false, _) => 'ə',
            ('K', true, _) => 'q',
            ('K', false, _) => 'k',
            ('I', true, true) => 'u',
            ('I', true, false) => 'ı',
            ('I', false, true) => 'ü',
            ('I', false, false) => 'i',
            _ => c,
        }
    }

    /// A pattern as it is written after this sound.
    fn write(mut self, pattern: &str) -> String {
        let mut out = String::new();
        let starts_after_vowel = self.ends_in_vowel;
        let mut in_brackets = false;
        for c in pattern.chars() {
            match c {
                '(' => in_brackets = true,
                ')' => in_brackets = false,
                _ if in_brackets && !starts_after_vowel => {}
                _ => {
                    let letter = self.letter(c);
                    self = self.after(letter);
                    out.push(letter);
                }
            }
        }
        out
    }
}

/// The endings that stand after figures: cases, possessives, plural, ordinal, copula and what is derived.
const ENDINGS: [&str; 56] = [
    "(n)In", "(y)A", "(n)I", "dA", "dAn", "lA", "(y)lA", "(y)Adək", "dək", "dAkI", "dIr", "lIK",
    "(ş)Ar", "(s)I", "(s)InIn", "(s)InA", "(s)InI", "(s)IndA", "(s)IndAn", "(s)IdIr", "lAr",
    "lArIn", "lArA", "lArI", "lArdA", "lArdAn", "lArInIn", "lArInA", "lArInI", "lArIndA",
    "lArIndAn", "cI", "cInIn", "cIyA", "cInI", "cIdA", "cIdAn", "cIdIr", "cIlAr", "cIlArIn",
    "cIlArA", "cIlArI", "cIlArdA", "cIlArdAn", "cIsI", "cIsInIn", "cIsInA", "cIsInI", "cIsIndA",
    "cIsIndAn", "cIsIdIr", "lIKdA", "lIKdAn", "lIKlA", "dAdIr", "dAndIr",
];

fn patterns<'a>(ending: &'a str, word: &str) -> impl Iterator<Item = &'static str> + use<'a> {
    let sound = Sound::of(word);
    ENDINGS
        .into_iter()
        .filter(move |pattern| sound.write(pattern) == ending)
}

/// The endings after any word, with `i` for `ı`.
static UNDOTTED: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let words = VOWELS
        .iter()
        .flat_map(|v| [format!("{v}"), format!("{v}l")]);
    let sounds: Vec<Sound> = words.map(|word| Sound::of(&word)).collect();
    ENDINGS
        .iter()
        .flat_map(|pattern| sounds.iter().map(move |sound| sound.write(pattern)))
        .map(|ending| ending.replace('ı', "i"))
        .collect()
});

/// Whether a text is an ending after some word when `i` and `ı` are one letter; `undotted` has `i` for both. What
/// [`is_ending`] takes is so.
pub fn may_be_ending(undotted: &str) -> bool {
    UNDOTTED.contains(undotted)
}

/// Whether a text is an ending in the form that a word asks for.
pub fn is_ending(ending: &str, word: &str) -> bool {
    patterns(ending, word).next().is_some()
}

/// Whether two endings, each after its word, can say the same: `cü` after dörd and `cı` after altı.
pub fn same_ending(ending: &str, word: &str, other: &str, other_word: &str) -> bool {
    let sound = Sound::of(other_word);
    ending.is_empty() && other.is_empty()
        || patterns(ending, word).any(|pattern| sound.write(pattern) == other)
}

/// The ending that says after `new` what `ending` says after `old`. `None` where it is no ending of `old`, or can
/// be two that differ after `new`: beşi is “the five” and “its five”, altını and altısı.
pub fn exchange_ending(ending: &str, old: &str, new: &str) -> Option<String> {
    if ending.is_empty() {
        return Some(String::new());
    }
    let sound = Sound::of(new);
    let mut written = patterns(ending, old).map(|pattern| sound.write(pattern));
    let first = written.next()?;
    written.all(|other| other == first).then_some(first)
}

/// The last word of a whole number read aloud in Azerbaijani: dörd of 2024, min of 12000.
pub fn last_word_read(number: u64) -> &'static str {
    const UNITS: [&str; 9] = [
        "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz",
    ];
    const TENS: [&str; 9] = [
        "on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan",
    ];
    const GROUPS: [&str; 6] = [
        "min",
        "milyon",
        "milyard",
        "trilyon",
        "kvadrilyon",
        "kvintilyon",
    ];
    if number == 0 {
        return "sıfır";
    }
    let (mut group, mut low) = (0, number);
    while low.is_multiple_of(1000) {
        low /= 1000;
        group += 1;
    }
    if group > 0 {
        return GROUPS[group - 1];
    }
    match (low % 10, low / 10 % 10) {
        (0, 0) => "yüz",
        (0, tens) => TENS[tens as usize - 1],
        (units, _) => UNITS[units as usize - 1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The whole reading, written out straightforwardly.
    fn read(n: u64) -> String {
        const WORDS: [(u64, &str); 20] = [
            (1000, "min"),
            (100, "yüz"),
            (90, "doxsan"),
            (80, "səksən"),
            (70, "yetmiş"),
            (60, "altmış"),
            (50, "əlli"),
            (40, "qırx"),
            (30, "otuz"),
            (20, "iyirmi"),
            (10, "on"),
            (9, "doqquz"),
            (8, "səkkiz"),
            (7, "yeddi"),
            (6, "altı"),
            (5, "beş"),
            (4, "dörd"),
            (3, "üç"),
            (2, "iki"),
            (1, "bir"),
        ];
        let Some((value, word)) = WORDS.iter().find(|(value, _)| *value <= n) else {
            return String::new();
        };
        let many = if *value >= 100 && n / value > 1 {
            read(n / value) + " "
        } else {
            String::new()
        };
        format!("{many}{word} {}", read(n % value))
            .trim()
            .to_owned()
    }

    #[test]
    fn every_number_ends_as_it_is_read() {
        for n in 1..=10_000 {
            let spoken = read(n);
            let last = spoken.split(' ').next_back().unwrap();
            assert_eq!(last_word_read(n), last, "{n}: {spoken}");
        }
        assert_eq!(last_word_read(0), "sıfır");
        assert_eq!(last_word_read(3_000_000), "milyon");
        assert_eq!(last_word_read(40_000_000_000), "milyard");
        assert_eq!(last_word_read(u64::MAX), "beş");
    }

    #[test]
    fn endings_after_numbers() {
        for line in include_str!("../../tests/data/number_endings.tsv")
            .lines()
            .skip(1)
        {
            let mut columns = line.split('\t');
            let number: u64 = columns.next().unwrap().parse().unwrap();
            let word = last_word_read(number);
            let patterns = ["cI", "dA", "dAn", "(y)A", "(n)I", "(n)In", "lAr"];
            for (pattern, written) in patterns.into_iter().zip(columns) {
                assert_eq!(Sound::of(word).write(pattern), written, "{number} {word}");
            }
        }
    }

    #[test]
    fn endings_are_exchanged_only_when_they_are_sure() {
        for (ending, old, new, expected) in [
            ("cü", 2024, 2026, Some("cı")),
            ("cı", 2026, 2025, Some("ci")),
            ("ci", 2024, 2026, None),
            ("in", 5, 6, Some("nın")),
            ("i", 5, 8, Some("i")),
            ("i", 5, 6, None),
            ("nı", 6, 5, Some("i")),
            ("yə", 2, 10, Some("a")),
            ("lik", 5, 10, Some("luq")),
            ("lə", 5, 6, None),
            ("xyz", 5, 6, None),
        ] {
            let found = exchange_ending(ending, last_word_read(old), last_word_read(new));
            assert_eq!(found.as_deref(), expected, "{old}-{ending} to {new}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back(a in 0u64..100_000, b in 0u64..100_000, at in 0..ENDINGS.len()) {
            let (a, b) = (last_word_read(a), last_word_read(b));
            let ending = Sound::of(a).write(ENDINGS[at]);
            prop_assert_eq!(exchange_ending(&ending, a, a), Some(ending.clone()));
            if let Some(there) = exchange_ending(&ending, a, b) {
                prop_assert!(same_ending(&ending, a, &there, b));
                if let Some(back) = exchange_ending(&there, b, a) {
                    prop_assert_eq!(back, ending);
                }
            }
        }
    }
}
