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

#[cfg(test)]
mod tests {
    use super::stem;

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
}
