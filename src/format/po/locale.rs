//! A language as gettext writes it: `zh_CN`, `sr@latin`, `az_AZ.UTF-8`.

use crate::format::Oddity;
use crate::format::oddity::of_locale;
use crate::format::remarks::excerpt;
use crate::lang::{Lang, without_codeset};

/// What a locale says of its language.
pub(super) struct Locale {
    pub(super) lang: Lang,
    /// What is odd about it.
    pub(super) odd: Option<(Oddity, String)>,
    /// Whether it has a modifier that says nothing of a language, such as `euro`.
    pub(super) says_more: bool,
}

/// Reads a locale; `None` where it names no language. A codeset says nothing here.
pub(super) fn read(locale: &str) -> Option<Locale> {
    let plain = without_codeset(locale).unwrap_or_else(|| locale.to_owned());
    let (name, modifier) = plain.split_once('@').unwrap_or((&plain, ""));
    let tag = name.replace('_', "-");
    if modifier.is_empty() {
        let (lang, is_odd) = Lang::parse_lenient(&tag).ok()?;
        let odd = of_locale(&lang, is_odd, &tag);
        return Some(Locale {
            lang,
            odd,
            says_more: false,
        });
    }
    let modified = subtags(modifier).and_then(|[script, variant]| {
        let (language, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
        let has = |part: &str| rest.split('-').any(|own| own.eq_ignore_ascii_case(part));
        let before = |part: &str| match part {
            "" => String::new(),
            part if has(part) => String::new(),
            part => format!("-{part}"),
        };
        let (script, variant) = (before(&script), before(&variant));
        Lang::parse_lenient(&format!("{language}{script}{rest}{variant}")).ok()
    });
    if let Some((lang, is_odd)) = modified {
        let odd = of_locale(&lang, is_odd, &format!("{name}@{modifier}"));
        return Some(Locale {
            lang,
            odd,
            says_more: false,
        });
    }
    let (lang, is_odd) = Lang::parse_lenient(&tag).ok()?;
    let odd = of_locale(&lang, is_odd, &tag).filter(|_| is_odd);
    let odd = odd.unwrap_or_else(|| {
        let text = format!(
            "{} was read as {lang}: its modifier is no known script or variant, and was kept in the header",
            excerpt(locale)
        );
        (Oddity::LanguageSpelling, text)
    });
    Some(Locale {
        lang,
        odd: Some(odd),
        says_more: true,
    })
}

/// The script and the variant that a modifier names, one of them or both: as glibc, KDE and others spell them, or as
/// registered subtags. `None`: neither.
fn subtags(modifier: &str) -> Option<[String; 2]> {
    const SPELLED: [(&str, [&str; 2]); 8] = [
        ("latin", ["Latn", ""]),
        ("cyrillic", ["Cyrl", ""]),
        ("arabic", ["Arab", ""]),
        ("devanagari", ["Deva", ""]),
        // The Latin alphabet of Tatar.
        ("iqtelif", ["Latn", ""]),
        ("ijekavian", ["", "ijekavsk"]),
        ("ijekavianlatin", ["Latn", "ijekavsk"]),
        ("latinijekavian", ["Latn", "ijekavsk"]),
    ];
    let mut spelled = SPELLED.iter();
    if let Some((_, subtags)) = spelled.find(|(word, _)| word.eq_ignore_ascii_case(modifier)) {
        return Some(subtags.map(str::to_owned));
    }
    // No region, which stands in front of a modifier.
    if !(4..=8).contains(&modifier.len()) {
        return None;
    }
    let (lang, is_odd) = Lang::parse_lenient(&format!("en-{modifier}")).ok()?;
    let subtag = lang.as_str().strip_prefix("en-").filter(|_| !is_odd)?;
    let is_script = subtag.len() == 4 && subtag.bytes().all(|b| b.is_ascii_alphabetic());
    let (own, none) = (subtag.to_owned(), String::new());
    Some(if is_script { [own, none] } else { [none, own] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_languages() {
        for (locale, tag, told, says_more) in [
            ("zh_CN", "zh-CN", "", false),
            ("az_AZ.UTF-8", "az-AZ", "", false),
            ("az_AZ_Cyrl", "az-AZ-Cyrl", "not a known", false),
            ("sr@latin", "sr-Latn", "sr@latin was read as", false),
            ("sr_RS@Latn", "sr-Latn-RS", "sr_RS@Latn was read as", false),
            ("sr-Latn@latin", "sr-Latn", "was read as sr-Latn", false),
            ("sr@ijekavianlatin", "sr-Latn-ijekavsk", "was read", false),
            ("uz@Cyrl", "uz-Cyrl", "uz@Cyrl was read as uz-Cyrl", false),
            ("tt_RU@iqtelif", "tt-Latn-RU", "was read as", false),
            ("ca@valencia", "ca-valencia", "was read as", false),
            ("ca_ES.UTF-8@valencia", "ca-ES-valencia", "was read", false),
            ("xx@latin", "xx-Latn", "not a known", false),
            ("de@euro", "de", "was read as de: its modifier", true),
            ("de_DE@AT", "de-DE", "was read as de-DE: its", true),
            ("ca@", "ca", "", false),
            ("ca@a b", "ca", "was read as ca: its modifier", true),
        ] {
            let read = read(locale).unwrap();
            assert_eq!(read.lang.as_str(), tag, "{locale}");
            assert_eq!(read.says_more, says_more, "{locale}");
            let text = read.odd.map(|(_, text)| text).unwrap_or_default();
            assert_eq!(text.is_empty(), told.is_empty(), "{locale}: {text}");
            assert!(text.contains(told), "{locale}: {text}");
        }
        assert!(read("two words").is_none() && read("@latin").is_none());
    }
}
