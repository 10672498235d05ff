//! Names of languages as tools write them at the head of a column: `English (United States)`, `Chinese (Simplified, PRC)`,
//! `Azerbaijani (Latin)`, `English (en-US)`.

use super::{Lang, own_names, subtags};

/// The tag that a name stands for, in small letters or not.
pub(super) fn tag_of(name: &str) -> Option<Lang> {
    if name.len() > Lang::LONGEST {
        return None;
    }
    let name = name.trim().replace('_', " ");
    if let Some(lang) = whole(&name) {
        return Some(lang);
    }
    if let Some((language, inside)) = qualified(&name) {
        return tag_with_code(language, inside).or_else(|| {
            let parts = inside.split(',').map(str::trim);
            parts.fold(whole(language), |lang, part| narrowed(&lang?, part))
        });
    }
    // Without brackets: `English United States`.
    name.match_indices(' ').find_map(|(at, _)| {
        let rest = name[at + 1..].to_lowercase();
        let known = find(&SCRIPTS, &rest).is_some() || find(&REGIONS, &rest).is_some();
        narrowed(&whole(&name[..at])?, &rest).filter(|_| known)
    })
}

/// A tag beside the name that says the same: `English (en-US)`, `en-US (English)`.
fn tag_with_code(language: &str, inside: &str) -> Option<Lang> {
    [(inside, language), (language, inside)]
        .into_iter()
        .find_map(|(tag, other)| {
            let (tag, named) = (Lang::parse(&tag.replace(' ', "-")).ok()?, whole(other)?);
            (subtags::exist(tag.as_str()) && tag.fit(&named).is_some()).then_some(tag)
        })
}

/// Whether it has the shape of such a name, so that a language may have been meant that is not understood:
/// `English (Moon)`, `Klingon (Latin)`.
pub(super) fn is_near(name: &str) -> bool {
    qualified(name.trim()).is_some_and(|(language, inside)| {
        let mut parts = inside.split(',').map(|part| part.trim().to_lowercase());
        let known =
            |part: String| find(&SCRIPTS, &part).is_some() || find(&REGIONS, &part).is_some();
        whole(language).is_some() || parts.any(known)
    })
}

/// What stands before brackets at the end of a name, and inside of them.
fn qualified(name: &str) -> Option<(&str, &str)> {
    let (before, inside) = name
        .strip_suffix(')')
        .and_then(|rest| rest.split_once('('))
        .or_else(|| name.strip_suffix(']').and_then(|rest| rest.split_once('[')))?;
    Some((before.trim(), inside.trim()))
}

/// The tag of a name without brackets.
fn whole(name: &str) -> Option<Lang> {
    let tag = find(&LANGUAGES, &name.to_lowercase()).or_else(|| own_names::tag_of(name))?;
    Lang::parse(tag).ok()
}

/// A language in a script or a region that is named, or a region by its code in capitals.
fn narrowed(lang: &Lang, part: &str) -> Option<Lang> {
    let small = part.to_lowercase();
    let is_code = || part.len() == 2 && part.bytes().all(|b| b.is_ascii_uppercase());
    let tag = if let Some(script) = find(&SCRIPTS, &small) {
        format!("{}-{script}", lang.primary())
    } else if let Some(region) = find(&REGIONS, &small) {
        format!("{lang}-{region}")
    } else if is_code() {
        format!("{lang}-{part}")
    } else {
        return None;
    };
    Lang::parse(&tag).ok().filter(|_| subtags::exist(&tag))
}

fn find<'a>(table: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    let found = table.iter().find(|(known, _)| *known == name);
    found.map(|(_, code)| *code)
}

const SCRIPTS: [(&str, &str); 8] = [
    ("latin", "Latn"),
    ("cyrillic", "Cyrl"),
    ("arabic", "Arab"),
    ("simplified", "Hans"),
    ("simplified han", "Hans"),
    ("traditional", "Hant"),
    ("traditional han", "Hant"),
    ("perso-arabic", "Arab"),
];

/// Languages by their English names, and Chinese with its script.
const LANGUAGES: [(&str, &str); 84] = [
    ("afrikaans", "af"),
    ("albanian", "sq"),
    ("amharic", "am"),
    ("arabic", "ar"),
    ("armenian", "hy"),
    ("azerbaijani", "az"),
    ("azeri", "az"),
    ("basque", "eu"),
    ("belarusian", "be"),
    ("bengali", "bn"),
    ("bosnian", "bs"),
    ("bulgarian", "bg"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("chinese simplified", "zh-Hans"),
    ("chinese traditional", "zh-Hant"),
    ("simplified chinese", "zh-Hans"),
    ("traditional chinese", "zh-Hant"),
    ("mandarin", "zh"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("esperanto", "eo"),
    ("estonian", "et"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("galician", "gl"),
    ("georgian", "ka"),
    ("german", "de"),
    ("greek", "el"),
    ("gujarati", "gu"),
    ("hausa", "ha"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("icelandic", "is"),
    ("indonesian", "id"),
    ("irish", "ga"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("kazakh", "kk"),
    ("khmer", "km"),
    ("korean", "ko"),
    ("kurdish", "ku"),
    ("kyrgyz", "ky"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("macedonian", "mk"),
    ("malay", "ms"),
    ("maltese", "mt"),
    ("mongolian", "mn"),
    ("nepali", "ne"),
    ("norwegian", "no"),
    ("norwegian bokmål", "nb"),
    ("norwegian nynorsk", "nn"),
    ("pashto", "ps"),
    ("persian", "fa"),
    ("farsi", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("punjabi", "pa"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("serbian", "sr"),
    ("slovak", "sk"),
    ("slovenian", "sl"),
    ("somali", "so"),
    ("spanish", "es"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("tajik", "tg"),
    ("tamil", "ta"),
    ("tatar", "tt"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("turkmen", "tk"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("uzbek", "uz"),
    ("uyghur", "ug"),
    ("vietnamese", "vi"),
    ("welsh", "cy"),
];

/// Regions by the names that stand in brackets.
const REGIONS: [(&str, &str); 76] = [
    ("united states", "US"),
    ("united states of america", "US"),
    ("usa", "US"),
    ("united kingdom", "GB"),
    ("great britain", "GB"),
    ("uk", "GB"),
    ("australia", "AU"),
    ("canada", "CA"),
    ("ireland", "IE"),
    ("india", "IN"),
    ("new zealand", "NZ"),
    ("south africa", "ZA"),
    ("azerbaijan", "AZ"),
    ("iran", "IR"),
    ("china", "CN"),
    ("prc", "CN"),
    ("people's republic of china", "CN"),
    ("mainland china", "CN"),
    ("taiwan", "TW"),
    ("hong kong", "HK"),
    ("hong kong sar", "HK"),
    ("hong kong s.a.r.", "HK"),
    ("macao", "MO"),
    ("macau", "MO"),
    ("macao sar", "MO"),
    ("singapore", "SG"),
    ("malaysia", "MY"),
    ("russia", "RU"),
    ("russian federation", "RU"),
    ("turkey", "TR"),
    ("türkiye", "TR"),
    ("germany", "DE"),
    ("austria", "AT"),
    ("switzerland", "CH"),
    ("france", "FR"),
    ("belgium", "BE"),
    ("luxembourg", "LU"),
    ("italy", "IT"),
    ("spain", "ES"),
    ("mexico", "MX"),
    ("argentina", "AR"),
    ("colombia", "CO"),
    ("chile", "CL"),
    ("peru", "PE"),
    ("latin america", "419"),
    ("international", "001"),
    ("world", "001"),
    ("portugal", "PT"),
    ("brazil", "BR"),
    ("netherlands", "NL"),
    ("norway", "NO"),
    ("sweden", "SE"),
    ("denmark", "DK"),
    ("finland", "FI"),
    ("poland", "PL"),
    ("ukraine", "UA"),
    ("belarus", "BY"),
    ("georgia", "GE"),
    ("armenia", "AM"),
    ("kazakhstan", "KZ"),
    ("kyrgyzstan", "KG"),
    ("uzbekistan", "UZ"),
    ("tajikistan", "TJ"),
    ("turkmenistan", "TM"),
    ("serbia", "RS"),
    ("montenegro", "ME"),
    ("greece", "GR"),
    ("cyprus", "CY"),
    ("israel", "IL"),
    ("egypt", "EG"),
    ("saudi arabia", "SA"),
    ("united arab emirates", "AE"),
    ("iraq", "IQ"),
    ("japan", "JP"),
    ("korea", "KR"),
    ("south korea", "KR"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_is_a_tag() {
        for (name, tag) in [
            ("English (United States)", "en-US"),
            ("English (USA)", "en-US"),
            ("English (UK)", "en-GB"),
            ("English (en-US)", "en-US"),
            ("en-US (English)", "en-US"),
            ("English [en]", "en"),
            ("Chinese (Simplified)", "zh-Hans"),
            ("Chinese (Simplified, PRC)", "zh-Hans-CN"),
            ("Chinese (Traditional, Taiwan)", "zh-Hant-TW"),
            ("Chinese (PRC)", "zh-CN"),
            ("Chinese Simplified", "zh-Hans"),
            ("Chinese Simplified (zh_CN)", "zh-CN"),
            ("Azerbaijani (Latin)", "az-Latn"),
            ("Azerbaijani (Latin, Azerbaijan)", "az-Latn-AZ"),
            ("AZERBAIJANI (CYRILLIC)", "az-Cyrl"),
            ("Portuguese (Brazil)", "pt-BR"),
            ("English (US)", "en-US"),
            ("English_United_States", "en-US"),
            ("Chinese_Simplified", "zh-Hans"),
            ("Japanese", "ja"),
        ] {
            assert_eq!(
                tag_of(name).map(|lang| lang.to_string()).as_deref(),
                Some(tag),
                "{name}"
            );
        }
        for name in [
            "",
            "Status",
            "English (Moon)",
            "English (az)",
            "English us",
            "English note",
            "Note (US)",
            "English ()",
        ] {
            assert_eq!(tag_of(name), None, "{name}");
        }
        assert!(is_near("English (Moon)"));
        assert!(is_near("Klingon (Latin)"));
        assert!(!is_near("Note (US)"));
    }
}
