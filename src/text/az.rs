//! Azerbaijani endings.
//!
//! A noun takes, in this order, plural (-lar/-lər), possessive, case and copula, each in the form that vowel
//! harmony asks for (two-way a/ə, four-way ı/i/u/ü); k and q before a vowel become y and ğ.

use std::borrow::Cow;

/// The copula in all harmonies, alone and in the plural.
const COPULA: [&str; 12] = [
    "dırlar", "dirlər", "durlar", "dürlər", "dır", "dir", "dur", "dür", "mış", "miş", "muş", "müş",
];
/// Cases, long forms first: after a possessive (n), after a vowel (n), plain. The y of the dative after a vowel
/// is looked at last, because it can also be a softened k.
const CASES: [&str; 30] = [
    "ndan", "ndən", "nın", "nin", "nun", "nün", "nda", "ndə", "dan", "dən", "yla", "ylə", "ın",
    "in", "un", "ün", "da", "də", "na", "nə", "nı", "ni", "nu", "nü", "la", "lə", "a", "ə", "ı",
    "i",
];
/// Possessives.
const POSSESSIVES: [&str; 19] = [
    "ımız", "imiz", "umuz", "ümüz", "ınız", "iniz", "unuz", "ünüz", "ım", "im", "um", "üm", "sı",
    "si", "su", "sü", "m", "kı", "ki",
];
const BARE_POSSESSIVES: [&str; 4] = ["ı", "i", "u", "ü"];
const PLURALS: [&str; 2] = ["lar", "lər"];

/// The vowels of the alphabet.
pub const VOWELS: [char; 9] = ['a', 'ı', 'o', 'u', 'e', 'ə', 'i', 'ö', 'ü'];

/// Whether a letter is a vowel.
pub fn is_vowel(c: char) -> bool {
    VOWELS.contains(&c)
}

/// A class that the inflected forms of a folded word share. It takes endings off, again and again, as long as
/// three letters and a vowel stay, and gives a final y or ğ the k or q that it comes from.
pub fn stem(word: &str) -> Cow<'_, str> {
    // An ending tied on by a hyphen or an apostrophe is marked as one already.
    if let Some(at) = word.find(['-', '\'']).filter(|at| *at > 0) {
        return Cow::Borrowed(&word[..at]);
    }
    let least = least_stem(word);
    let mut rest = word;
    loop {
        let before = rest.len();
        for endings in [
            &COPULA[..],
            &CASES[..],
            &POSSESSIVES[..],
            &BARE_POSSESSIVES[..],
            &PLURALS[..],
        ] {
            rest = strip(rest, endings, least);
        }
        if rest.len() == before {
            break;
        }
    }
    if let Some(root) = rest.strip_suffix('ğ') {
        return Cow::Owned(format!("{root}q"));
    }
    match rest.strip_suffix('y') {
        // suverenliy-ə is suverenlik, ölkəy-ə is ölkə.
        Some(root) if root.ends_with(['ı', 'i', 'u', 'ü']) => Cow::Owned(format!("{root}k")),
        Some(root) if root.chars().nth(2).is_some() => {
            Cow::Owned(strip(root, &CASES, least).to_owned())
        }
        _ => Cow::Borrowed(rest),
    }
}

/// The bytes that stay of a word whatever its endings are: three letters, one of them a vowel, or as many more as it takes. Found
/// once, because a "word" may be a megabyte of endings.
fn least_stem(word: &str) -> usize {
    let end = |(at, letter): (usize, char)| at + letter.len_utf8();
    let third = word.char_indices().nth(2).map(end);
    let vowel = word.char_indices().find(|(_, letter)| is_vowel(*letter));
    third
        .zip(vowel.map(end))
        .map_or(usize::MAX, |(third, vowel)| third.max(vowel))
}

fn strip<'a>(word: &'a str, endings: &[&str], least: usize) -> &'a str {
    endings
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|rest| rest.len() >= least)
        .unwrap_or(word)
}
