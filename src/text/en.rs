//! English endings: inflection only. Derived words are other words, as `government` and `governance` are.

use std::borrow::Cow;

/// A class that the inflected forms of a folded word share: plural, possessive, third person, past and participle.
/// A final e is left out of it, and a doubled consonant single, because `-ed` and `-ing` do not show which was there
/// (`signing`, `promoting`, `planning`).
pub fn stem(word: &str) -> Cow<'_, str> {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let word = word.strip_suffix('\'').unwrap_or(word);
    if !word.is_ascii() || word.len() < 4 {
        return Cow::Borrowed(word);
    }
    if let Some(root) = word
        .strip_suffix("ies")
        .or_else(|| word.strip_suffix("ied"))
        && root.len() >= 2
    {
        return Cow::Owned(format!("{root}y"));
    }
    let singular = without_s(word);
    for ending in ["ing", "ed"] {
        if let Some(root) = singular.strip_suffix(ending)
            && root.len() >= 3
            && root.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        {
            return Cow::Borrowed(bare(root));
        }
    }
    Cow::Borrowed(bare(singular))
}

/// Without the ending of the plural or the third person.
fn without_s(word: &str) -> &str {
    if let Some(root) = word.strip_suffix("es")
        && (root.ends_with(['s', 'x', 'z']) || root.ends_with("ch") || root.ends_with("sh"))
    {
        return root;
    }
    match word.strip_suffix('s') {
        Some(root) if !root.ends_with(['s', 'u', 'i']) => root,
        _ => word,
    }
}

/// Without a final e, and with a doubled final consonant made single.
fn bare(root: &str) -> &str {
    let root = if root.len() >= 4 {
        root.strip_suffix('e').unwrap_or(root)
    } else {
        root
    };
    let bytes = root.as_bytes();
    match bytes {
        [.., a, b]
            if a == b && root.len() >= 4 && !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u') =>
        {
            &root[..root.len() - 1]
        }
        _ => root,
    }
}

/// The letters that make an ordinal of a figure: `st` of 21, `th` of 11.
pub fn ordinal(number: u64) -> &'static str {
    match (number / 10 % 10, number % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// Whether a number in figures takes `an`, by its ungrouped digits: eight, eleven, eighteen. `None` where it can be
/// read in two ways, as a year and as a number.
pub fn takes_an(digits: &str) -> Option<bool> {
    let teen = digits.starts_with("11") || digits.starts_with("18");
    if teen && digits.len() == 4 {
        return None;
    }
    Some(digits.starts_with('8') || teen && digits.len() % 3 == 2)
}

#[cfg(test)]
mod tests {
    use super::{ordinal, stem, takes_an};

    #[test]
    fn inflected_forms_share_a_class_and_derived_words_do_not() {
        for forms in [
            "agreement agreements agreement's",
            "country countries",
            "sign signs signed signing",
            "promote promotes promoted promoting",
            "plan plans planned planning",
            "discuss discusses discussed discussing",
            "carry carries carried carrying",
            "box boxes",
            "reach reaches reached reaching",
            "process processes",
            "basis",
        ] {
            let classes: Vec<_> = forms.split(' ').map(stem).collect();
            assert!(
                classes.windows(2).all(|pair| pair[0] == pair[1]),
                "{forms}: {classes:?}"
            );
        }
        for others in [
            "government governance",
            "universe university",
            "organ organisation",
            "nation national",
        ] {
            let classes: Vec<_> = others.split(' ').map(stem).collect();
            assert_ne!(classes[0], classes[1], "{others}");
        }
    }

    #[test]
    fn ordinals_and_articles_of_figures() {
        for (number, letters) in [
            (1, "st"),
            (2, "nd"),
            (3, "rd"),
            (4, "th"),
            (11, "th"),
            (12, "th"),
            (13, "th"),
            (21, "st"),
            (111, "th"),
            (122, "nd"),
            (1000, "th"),
        ] {
            assert_eq!(ordinal(number), letters, "{number}");
        }
        for (digits, an) in [
            ("8", Some(true)),
            ("80", Some(true)),
            ("11", Some(true)),
            ("18", Some(true)),
            ("1", Some(false)),
            ("110", Some(false)),
            ("11000", Some(true)),
            ("1800", None),
            ("7", Some(false)),
        ] {
            assert_eq!(takes_an(digits), an, "{digits}");
        }
    }
}
