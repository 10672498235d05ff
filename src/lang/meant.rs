//! What a code that is no tag, or none that is known, seems to mean.

use super::{Lang, net_script, subtags};

impl Lang {
    /// The known tag that an odd code or a name may be meant for: `zh-Hant` of `zh-CHT`, `en-GB` of `en-UK`, `az-Latn` of
    /// `az-Latin`, `sr-Latn` of `sr@latin`, `az-AZ` of `az_AZ.UTF-8`, `de` of `de@euro`, `ja` of `jp`, `en` of `EN-` and `English`. `None` where nothing tells.
    pub fn meant(written: &str) -> Option<Self> {
        let written = written.trim();
        // `*all*` of TMX is no language, though `all` is one (Allar).
        if written.len() > Self::LONGEST || written == "*all*" {
            return None;
        }
        if let Some(script) = net_script(written) {
            return Self::parse(&format!("zh-{script}")).ok();
        }
        let of_locale = || Self::meant(&without_codeset(written)?);
        // A modifier that says nothing of a language, `@euro`.
        let without_modifier = || Self::meant(written.split_once('@')?.0);
        let meant = Self::meant_by_parts(written).or_else(of_locale);
        meant.or_else(without_modifier)
    }

    fn meant_by_parts(written: &str) -> Option<Self> {
        let known = |name: &str| Self::parse_spelled(name).filter(Self::is_registered);
        known(written).or_else(|| {
            let parts = written.split(|c: char| !c.is_alphanumeric());
            let mut parts = parts.filter(|part| !part.is_empty()).map(respelled);
            let first = parts.next()?;
            let first = known(first).or_else(|| known(of_country(first)?))?;
            // A locale names the script behind the region.
            let (scripts, others): (Vec<&str>, Vec<&str>) =
                parts.partition(|part| subtags::is_script(part));
            let behind = scripts.into_iter().chain(others);
            let tag = behind.fold(first.to_string(), |tag, part| format!("{tag}-{part}"));
            let meant = Self::parse(&tag).ok().filter(Self::is_registered);
            meant.filter(|lang| !lang.as_str().eq_ignore_ascii_case(written))
        })
    }
}

/// A locale without its codeset, which says nothing of a language: `sr_RS@latin` of `sr_RS.UTF-8@latin`; `None` where it has none.
pub(crate) fn without_codeset(locale: &str) -> Option<String> {
    let (name, modifier) = locale.split_at(locale.find('@').unwrap_or(locale.len()));
    let (name, _) = name.split_once('.')?;
    Some(format!("{name}{modifier}"))
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

/// The language that people name by the code of the country that is called like it, where the registry of BCP 47 has no language of
/// that code (so `se` is Northern Sami, `kr` Kanuri). Countries: ISO 3166-1; languages: the likely ones of CLDR's `likelySubtags`,
/// `und-JP` and so on, and the state language of Kazakhstan and Belarus.
fn of_country(code: &str) -> Option<&'static str> {
    const COUNTRIES: [(&str, &str); 15] = [
        ("al", "sq"),
        ("by", "be"),
        ("cn", "zh"),
        ("cz", "cs"),
        ("dk", "da"),
        ("ge", "ka"),
        ("gr", "el"),
        ("jp", "ja"),
        ("kz", "kk"),
        ("ir", "fa"),
        ("rs", "sr"),
        ("tj", "tg"),
        ("tm", "tk"),
        ("ua", "uk"),
        ("vn", "vi"),
    ];
    let found = COUNTRIES
        .iter()
        .find(|(country, _)| country.eq_ignore_ascii_case(code));
    found.map(|(_, lang)| *lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_countries_are_no_languages() {
        for code in [
            "al", "by", "cn", "cz", "dk", "ge", "gr", "jp", "kz", "ir", "rs", "tj", "tm", "ua",
            "vn",
        ] {
            assert!(Lang::parse(code).is_err(), "{code}");
            assert!(Lang::parse(of_country(code).unwrap()).is_ok(), "{code}");
        }
    }

    #[test]
    fn what_is_too_long_is_no_tag_at_once() {
        let begun = std::time::Instant::now();
        for part in ["a", "ab-", "az-x-x", "a ", "English ("] {
            let long = part.repeat(10_000_000 / part.len());
            assert!(Lang::parse_lenient(&long).is_err(), "{part}");
            assert_eq!(Lang::meant(&long), None, "{part}");
            assert_eq!(Lang::parse_spelled(&long), None, "{part}");
            let error = Lang::parse(&long).unwrap_err().to_string();
            assert!(error.len() < 200, "{part}");
        }
        assert!(begun.elapsed().as_secs() < 5);
    }

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
            ("jp", Some("ja")),
            ("CZ", Some("cs")),
            ("dk", Some("da")),
            ("UA_UA", Some("uk-UA")),
            ("jp-JP", Some("ja-JP")),
            ("se", Some("se")),
            ("en-JP-jp", None),
            ("*all*", None),
            ("az.UTF-8", Some("az")),
            ("az_AZ.UTF-8", Some("az-AZ")),
            ("sr_RS.utf8@latin", Some("sr-Latn-RS")),
            ("jp.eucJP", Some("ja")),
            ("de@euro", Some("de")),
            ("en_US.UTF-8@euro", Some("en-US")),
            ("@euro", None),
            ("az.Latn", Some("az-Latn")),
            (".UTF-8", None),
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
