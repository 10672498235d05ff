//! Language tags: BCP 47 (RFC 5646) in canonical form, and which two tags find each other.

mod column;
mod meant;
mod names;
mod own_names;
mod subtags;
mod three_letters;

pub use column::ColumnName;
pub(crate) use meant::without_codeset;

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A language tag in canonical spelling (`az-Latn-AZ`, `zh-Hans`), or an odd code kept as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lang(String);

/// How well a stored tag answers a wanted one; a smaller value is a better fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The very same tag.
    Same,
    /// One of them names no region or script that the other contradicts (`az` and `az-AZ`).
    Covered,
    /// The same language and script in another region (`en-US` and `en-GB`).
    Fallback,
}

impl Lang {
    /// The longest text, in bytes, that is looked at as a tag or as the name of a language. RFC 5646, section 4.4.1, wants room for
    /// 35 characters, and the longest registered tags have fewer; what a file has there may be of any length.
    pub const LONGEST: usize = 255;

    /// Reads a tag that a user typed: any case, `_` or `-`.
    ///
    /// # Errors
    /// [`Error::Language`] when it is not well-formed, longer than [`Lang::LONGEST`], or names no language of ISO 639-1;
    /// three-letter codes that have no shorter form pass as they are (`aze` is `az`), known or not.
    pub fn parse(tag: &str) -> Result<Self> {
        let tag = tag.trim();
        if tag.len() > Self::LONGEST {
            let begin: String = tag.chars().take(40).collect();
            return Err(Error::Language {
                tag: format!("{begin}…"),
                help: TAGS.into(),
            });
        }
        Self::of_tag(tag).ok_or_else(|| Error::Language {
            tag: tag.to_owned(),
            help: suggestion(tag),
        })
    }

    /// The language of a tag, where it is one; for whoever needs no error, which takes a hundred times as long.
    fn of_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        if tag.len() > Self::LONGEST {
            return None;
        }
        let dashed = tag.replace('_', "-");
        let parsed = oxilangtag::LanguageTag::parse_and_normalize(&dashed).ok()?;
        let primary = parsed.primary_language();
        let known = match primary.len() {
            2 => ISO_639_1.contains(&primary) || successor(primary).is_some(),
            3 => true,
            _ => false,
        };
        if !known || net_script(&dashed).is_some() {
            return None;
        }
        let text = parsed.into_inner();
        let (primary, rest) = text.split_at(text.find('-').unwrap_or(text.len()));
        Some(Self(match three_letters::shorter(primary) {
            Some(shorter) => format!("{shorter}{rest}"),
            None => text,
        }))
    }

    /// Reads a tag or one of the names that people write instead (`azeri`, `cn`, `Chinese`); `None` for anything else.
    pub fn parse_spelled(name: &str) -> Option<Self> {
        Self::of_name(name).or_else(|| Self::of_tag(name))
    }

    /// The language that has this name.
    fn of_name(name: &str) -> Option<Self> {
        if name.len() > Self::LONGEST {
            return None;
        }
        let typed = name.to_ascii_lowercase();
        match NAMES.iter().find(|(spelling, _)| *spelling == typed) {
            Some((_, code)) => Self::of_tag(code),
            None => names::tag_of(name),
        }
    }

    /// Reads a tag that stands in a file. An odd but tag-shaped code (`AZ-01`), one with a part that nobody has registered
    /// (`xyz`, `en-UK`, `az-Latin`), one for private use (`x-a0`) and one of the old registered ones (`i-klingon`) are kept
    /// as they are written, and the second value is then `true`.
    ///
    /// # Errors
    /// [`Error::Language`] when nothing can be made of it: empty, with blanks, far too long.
    pub fn parse_lenient(tag: &str) -> Result<(Self, bool)> {
        match Self::of_tag(tag) {
            Some(lang) if lang.is_registered() => Ok((lang, false)),
            None if tag.trim().len() > Self::LONGEST => Self::parse(tag).map(|lang| (lang, true)),
            parsed => {
                let trimmed = tag.trim();
                let own = is_own(trimmed);
                let shaped = trimmed.len() <= 35
                    && trimmed.split(['-', '_']).enumerate().all(|(n, part)| {
                        (1..=8).contains(&part.len())
                            && part.bytes().all(|b| b.is_ascii_alphanumeric())
                            && (n > 0
                                || own
                                || part.len() > 1 && part.bytes().all(|b| b.is_ascii_alphabetic()))
                    });
                if shaped {
                    Ok((Self(trimmed.to_owned()), true))
                } else {
                    parsed
                        .map_or_else(|| Self::parse(tag), Ok)
                        .map(|lang| (lang, true))
                }
            }
        }
    }

    /// Whether each of its parts is in use. Whatever is not for private use throughout.
    fn is_registered(&self) -> bool {
        let tag = &self.0;
        let primary = tag.split('-').next().unwrap_or_default();
        let is_language = primary.len() != 3 || subtags::is_language(primary);
        // It is reserved, so that nobody else gets it.
        let is_uk = self.subtag(|part| part == "UK").is_some();
        is_language && !is_uk && subtags::exist(tag)
    }

    /// Whether it is a code for private use (`x-a0`) or an old registered one (`i-klingon`).
    pub fn is_private(&self) -> bool {
        is_own(&self.0)
    }

    /// A tag that this program itself stored, taken as it is.
    pub fn stored(tag: impl Into<String>) -> Self {
        Self(tag.into())
    }

    /// The tag's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language, in small letters: `az` of `az-Latn-AZ`, `he` of the older `iw`. A code for private use is a language of its own.
    pub fn primary(&self) -> String {
        if is_own(&self.0) {
            return self.0.to_ascii_lowercase().replace('_', "-");
        }
        if net_script(&self.0).is_some() {
            return "zh".to_owned();
        }
        let first = self.0.split(['-', '_']).next().unwrap_or_default();
        let first = first.to_ascii_lowercase();
        successor(&first).map_or(first, str::to_owned)
    }

    fn subtag(&self, wanted: impl Fn(&str) -> bool) -> Option<&str> {
        self.0
            .split(['-', '_'])
            .skip(1)
            .take_while(|part| part.len() > 1)
            .find(|part| wanted(part))
    }

    /// The script: the one it names, or the likely one where region or language decide it.
    pub fn script(&self) -> Option<String> {
        if let Some(script) =
            self.subtag(|p| p.len() == 4 && p.bytes().all(|b| b.is_ascii_alphabetic()))
        {
            return Some(script.to_owned());
        }
        if let Some(script) = net_script(&self.0) {
            return Some(script.to_owned());
        }
        let region = self.region().map(str::to_ascii_uppercase);
        let likely = match (self.primary().as_str(), region.as_deref()) {
            ("zh", Some("TW" | "HK" | "MO")) => "Hant",
            ("zh", _) => "Hans",
            ("az", Some("IR" | "IQ")) => "Arab",
            ("az", Some("RU")) => "Cyrl",
            ("az", _) => "Latn",
            ("uz" | "tk" | "tr" | "en", _) => "Latn",
            ("sr", Some("ME")) => "Latn",
            ("sr", _) => "Cyrl",
            ("pa", Some("PK")) => "Arab",
            _ => return None,
        };
        Some(likely.to_owned())
    }

    /// The region, if it names one.
    pub fn region(&self) -> Option<&str> {
        self.subtag(|p| {
            p.len() == 2 && p.bytes().all(|b| b.is_ascii_alphabetic())
                || p.len() == 3 && p.bytes().all(|b| b.is_ascii_digit())
        })
        .map(|region| {
            if region.eq_ignore_ascii_case("UK") {
                "GB"
            } else {
                region
            }
        })
    }

    /// The languages that answer one another have one family: the primary language with its likely script
    /// (`zh-hans` of `zh-CN`). Two tags of different families never fit ([`Lang::fit`]).
    pub fn family(&self) -> String {
        match self.script() {
            Some(script) => format!("{}-{}", self.primary(), script.to_ascii_lowercase()),
            None => self.primary(),
        }
    }

    /// Whether a text tagged `other` answers a request for `self`, and how well. `None`: not at all.
    /// Language and likely script must agree (RFC 4647 look-up, with scripts kept apart).
    pub fn fit(&self, other: &Self) -> Option<Fit> {
        if self.0.eq_ignore_ascii_case(&other.0) {
            return Some(Fit::Same);
        }
        if self.primary() != other.primary() || self.script() != other.script() {
            return None;
        }
        match (self.region(), other.region()) {
            (Some(a), Some(b)) if !a.eq_ignore_ascii_case(b) => Some(Fit::Fallback),
            _ => Some(Fit::Covered),
        }
    }

    /// Whether case is folded by the Turkic rules (I and ı, İ and i).
    pub fn is_turkic(&self) -> bool {
        matches!(self.primary().as_str(), "az" | "tr")
    }

    /// Whether sentences are written without blanks between words and counted in characters.
    pub fn is_chinese(&self) -> bool {
        self.primary() == "zh"
    }

    /// What stands between two segments that are joined: nothing in Chinese and Japanese, else a blank.
    pub fn joiner(&self) -> &'static str {
        if matches!(self.primary().as_str(), "zh" | "ja") {
            ""
        } else {
            " "
        }
    }
}

/// Whether a tag begins with `x-` or `i-`: what follows then names a language by itself (RFC 5646, section 2.2.7 and 2.2.8).
fn is_own(tag: &str) -> bool {
    let mut parts = tag.split(['-', '_']);
    parts
        .next()
        .is_some_and(|first| matches!(first, "x" | "X" | "i" | "I"))
        && parts.next().is_some()
}

/// The code that took the place of one of two letters, in small ones, which files still have (RFC 5646, section 2.2.1).
fn successor(code: &str) -> Option<&'static str> {
    Some(match code {
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        "jw" => "jv",
        "mo" => "ro",
        _ => return None,
    })
}

/// The script that an old code of Windows and .NET for Chinese names where BCP 47 has another kind of subtag: `zh-CHS`,
/// `zh-CHT`, and what Windows calls these languages, `CHS` and `CHT`.
fn net_script(tag: &str) -> Option<&'static str> {
    let mut parts = tag.split(['-', '_']);
    let first = parts.next()?;
    let code = if first.eq_ignore_ascii_case("zh") {
        parts.next()?
    } else {
        first
    };
    if code.eq_ignore_ascii_case("chs") {
        Some("Hans")
    } else if code.eq_ignore_ascii_case("cht") {
        Some("Hant")
    } else {
        None
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Lang {
    type Err = Error;

    fn from_str(tag: &str) -> Result<Self> {
        Self::parse(tag)
    }
}

/// English names of languages that people type instead of a tag.
const NAMES: [(&str, &str); 24] = [
    ("english", "en"),
    ("eng", "en"),
    ("azerbaijani", "az"),
    ("azeri", "az"),
    ("aze", "az"),
    ("chinese", "zh"),
    ("mandarin", "zh"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("rus", "ru"),
    ("tur", "tr"),
    ("chs", "zh-Hans"),
    ("cht", "zh-Hant"),
    ("cn", "zh"),
    ("chinese (simplified)", "zh-Hans"),
    ("simplified chinese", "zh-Hans"),
    ("chinese (traditional)", "zh-Hant"),
    ("traditional chinese", "zh-Hant"),
    ("azerbaijani (latin)", "az-Latn"),
    ("azerbaijani (cyrillic)", "az-Cyrl"),
    ("russian", "ru"),
    ("turkish", "tr"),
    ("german", "de"),
    ("french", "fr"),
];

const TAGS: &str = "use a BCP 47 tag such as en, az, zh or zh-Hant";

fn suggestion(tag: &str) -> String {
    if let Some(script) = net_script(tag.trim()) {
        return format!("did you mean `zh-{script}`?");
    }
    let typed = tag.trim().to_ascii_lowercase();
    let by_name = NAMES
        .iter()
        .map(|(name, code)| (strsim::damerau_levenshtein(name, &typed), *code))
        .filter(|(distance, _)| typed.len() >= 2 && *distance <= typed.len() / 4)
        .min();
    match by_name {
        Some((_, code)) => format!("did you mean `{code}`?"),
        None => TAGS.into(),
    }
}

/// The two-letter codes of ISO 639-1.
const ISO_639_1: [&str; 185] = [
    "aa", "ab", "ae", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be", "bg", "bh",
    "bi", "bm", "bn", "bo", "br", "bs", "ca", "ce", "ch", "co", "cr", "cs", "cu", "cv", "cy", "da",
    "de", "dv", "dz", "ee", "el", "en", "eo", "es", "et", "eu", "fa", "ff", "fi", "fj", "fo", "fr",
    "fy", "ga", "gd", "gl", "gn", "gu", "gv", "ha", "he", "hi", "ho", "hr", "ht", "hu", "hy", "hz",
    "ia", "id", "ie", "ig", "ii", "ik", "io", "is", "it", "iu", "ja", "jv", "ka", "kg", "ki", "kj",
    "kk", "kl", "km", "kn", "ko", "kr", "ks", "ku", "kv", "kw", "ky", "la", "lb", "lg", "li", "ln",
    "lo", "lt", "lu", "lv", "mg", "mh", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "na", "nb",
    "nd", "ne", "ng", "nl", "nn", "no", "nr", "nv", "ny", "oc", "oj", "om", "or", "os", "pa", "pi",
    "pl", "ps", "pt", "qu", "rm", "rn", "ro", "ru", "rw", "sa", "sc", "sd", "se", "sg", "sh", "si",
    "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss", "st", "su", "sv", "sw", "ta", "te", "tg", "th",
    "ti", "tk", "tl", "tn", "to", "tr", "ts", "tt", "tw", "ty", "ug", "uk", "ur", "uz", "ve", "vi",
    "vo", "wa", "wo", "xh", "yi", "yo", "za", "zh", "zu",
];

#[cfg(test)]
mod tests;
