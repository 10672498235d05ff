//! Which language code a variant without a usable one may be meant to have.

use super::direction::ALL;
use crate::lang::Lang;
use crate::text::script::{Writing, writing};

/// A code for a variant: what its tag seems to say, else what its text looks like. `None`: nothing tells.
pub(in crate::format) fn language(tag: Option<&str>, text: &str) -> Option<String> {
    tag.filter(|tag| tag.len() <= Lang::LONGEST && tag.trim() != ALL)
        .and_then(spelled)
        .or_else(|| looks_like(text).map(str::to_owned))
}

/// Whether a code that may be meant is that of a text which is there, in its own tag or one that says more. Another region or script
/// may well be meant beside it, as `en-US` by `en_US.UTF-8` beside `en`.
pub(in crate::format) fn is_taken(code: &Lang, there: &Lang) -> bool {
    let says_more = || {
        let rest = there.as_str().strip_prefix(code.as_str());
        rest.is_some_and(|rest| rest.starts_with('-'))
    };
    let is_language_alone = !code.as_str().contains('-');
    code == there || code.fit(there).is_some() && (is_language_alone || says_more())
}

/// What a tag says in words: `Chinese (Simplified)`, `english`.
fn spelled(tag: &str) -> Option<String> {
    if let Some(lang) = Lang::meant(tag) {
        return Some(lang.to_string());
    }
    let words: Vec<String> = tag
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    let lang = words
        .iter()
        .filter(|word| word.len() > 3)
        .find_map(|word| Lang::parse_spelled(word))?;
    let script = words.iter().find_map(|word| match word.as_str() {
        "simplified" => Some("Hans"),
        "traditional" => Some("Hant"),
        "cyrillic" => Some("Cyrl"),
        "latin" => Some("Latn"),
        _ => None,
    });
    Some(match script {
        Some(script) => format!("{lang}-{script}"),
        None => lang.to_string(),
    })
}

/// The language that a text is most likely in.
fn looks_like(text: &str) -> Option<&'static str> {
    let has = |letters: &str| text.chars().any(|c| letters.contains(c));
    Some(match writing(text)? {
        Writing::Han => "zh",
        Writing::Kana => "ja",
        Writing::Hangul => "ko",
        Writing::Arabic => "ar",
        Writing::Cyrillic if has("әҹғҝһҮүӘҸҒҜҺ") => "az-Cyrl",
        Writing::Cyrillic => "ru",
        Writing::Latin if has("əƏ") => "az",
        Writing::Latin => "en",
        Writing::Other => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{is_taken, language};
    use crate::lang::Lang;

    #[test]
    fn another_region_or_script_is_not_taken() {
        for (code, there, taken) in [
            ("en-US", "en", false),
            ("en-Latn", "en", false),
            ("en-GB", "en-US", false),
            ("en", "en-US", true),
            ("zh", "zh-Hans-CN", true),
            ("az-Cyrl", "az-Cyrl-AZ", true),
            ("az-Cyrl", "az", false),
            ("az", "az-Cyrl", false),
            ("en-US", "en-US", true),
        ] {
            let [code, there] = [code, there].map(Lang::stored);
            assert_eq!(is_taken(&code, &there), taken, "{code} {there}");
        }
    }

    #[test]
    fn proposals() {
        for (tag, text, code) in [
            (Some("Chinese (Simplified)"), "", Some("zh-Hans")),
            (Some("azeri latin script"), "", Some("az-Latn")),
            (Some("sr@latin"), "", Some("sr-Latn")),
            (Some("*all*"), "12", None),
            (Some("EN-"), "Görüşdə.", Some("en")),
            (Some("  "), "Görüş keçirildi.", Some("en")),
            (None, "Görüşdə məsələ müzakirə olundu.", Some("az")),
            (None, "会谈在北京举行。", Some("zh")),
            (None, "Ҝөрүш кечирилди.", Some("az-Cyrl")),
            (None, "Встреча состоялась.", Some("ru")),
            (None, "12 345", None),
        ] {
            assert_eq!(language(tag, text).as_deref(), code, "{tag:?} {text}");
        }
    }
}
