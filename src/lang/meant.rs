//! What a code that is no tag, or none that is known, seems to mean.

use super::{Lang, net_script};

impl Lang {
    /// The known tag that an odd code or a name may be meant for: `zh-Hant` of `zh-CHT`, `en-GB` of `en-UK`, `az-Latn` of
    /// `az-Latin`, `sr-Latn` of `sr@latin`, `en` of `EN-` and `English`. `None` where nothing tells.
    pub fn meant(written: &str) -> Option<Self> {
        let written = written.trim();
        if let Some(script) = net_script(written) {
            return Self::parse(&format!("zh-{script}")).ok();
        }
        let known = |name: &str| Self::parse_spelled(name).filter(Self::is_registered);
        known(written).or_else(|| {
            let parts = written.split(|c: char| !c.is_alphanumeric());
            let mut parts = parts.filter(|part| !part.is_empty()).map(respelled);
            let first = known(parts.next()?)?;
            let tag = parts.fold(first.to_string(), |tag, part| format!("{tag}-{part}"));
            let meant = Self::parse(&tag).ok().filter(Self::is_registered);
            meant.filter(|lang| !lang.as_str().eq_ignore_ascii_case(written))
        })
    }
}

/// The subtag that people write as this word.
fn respelled(part: &str) -> &str {
    const WORDS: [(&str, &str); 7] = [
        ("UK", "GB"),
        ("latin", "Latn"),
        ("cyrillic", "Cyrl"),
        ("cyril", "Cyrl"),
        ("arabic", "Arab"),
        ("simplified", "Hans"),
        ("traditional", "Hant"),
    ];
    let found = WORDS
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(part));
    found.map_or(part, |(_, subtag)| subtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_codes_have_a_meaning() {
        for (written, meant) in [
            ("CHS", Some("zh-Hans")),
            ("zh_CHT", Some("zh-Hant")),
            ("en-UK", Some("en-GB")),
            ("az-Latin", Some("az-Latn")),
            ("AZ_Cyrillic_AZ", Some("az-Cyrl-AZ")),
            ("sr@latin", Some("sr-Latn")),
            ("EN-", Some("en")),
            ("english", Some("en")),
            ("az.UTF-8", None),
            ("AZ-01", None),
            ("aa-QQ", None),
            ("zh-Hans-XX", None),
            ("xyz", None),
            ("", None),
        ] {
            let found = Lang::meant(written);
            assert_eq!(found.as_ref().map(Lang::as_str), meant, "{written}");
        }
    }
}
