//! Which names of columns are languages: the one answer for tables of units, tables of terms and the glossary.
//!
//! A tag of BCP 47 has room for any word of four to eight letters (a script, a variant), so `en_note` and `is_final` are
//! well-formed. As the name of a column a tag counts only where all of its parts are in use. A table that karvan wrote may have
//! columns of codes that nobody knows (`xx-XX`); such a code counts there alone, where nothing but an `id` and languages stand.

use super::names;
use super::subtags;
use super::three_letters;
use super::{Lang, successor};

/// What the name of a column says about languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnName {
    /// A tag whose parts are all known: `az`, `zh_CN`, `az-Latn`.
    Tag(Lang),
    /// The name of a language, or another spelling that people write: `Azerbaijani`, `English (United States)`, `cn`.
    Name(Lang),
    /// A tag that may as well be a word: three letters (`her`, `ref`), or the `No` of a list that is numbered.
    Word(Lang),
    /// A code for private use (`x-a0`), or an odd one of a known language (`AZ-01`), as files bring them.
    Odd(Lang),
    /// Something that is spelled as a tag or a name is, and is none: `is_final`, `en_note`, `jp`, `English (Moon)`.
    Resembling,
    /// Any other name.
    Other,
}

impl ColumnName {
    /// What a name says; blanks around it do not count.
    pub fn of(name: &str) -> Self {
        let name = name.trim();
        let first = name.split(['-', '_']).next().unwrap_or_default();
        if first.len() == 3 && is_special(name) {
            return Self::Tag(Lang(name.to_owned()));
        }
        if first.len() == 3 && three_letters::is_no_word(&first.to_ascii_lowercase()) {
            if let Some(lang) = Lang::of_tag(name)
                && subtags::exist(name)
            {
                return Self::Tag(lang);
            }
        } else if let Some(lang) = Lang::of_name(name) {
            return Self::Name(lang);
        }
        if is_phrase(name) {
            return Self::Resembling;
        }
        // A column `in` or `mo` is none of a language that has had another code for decades.
        if let Some(lang) = Lang::of_tag(name)
            && subtags::exist(name)
            && successor(&first.to_ascii_lowercase()).is_none()
        {
            let is_word = first.len() == 3 || NUMBERED.contains(&name);
            return if is_word {
                Self::Word(lang)
            } else {
                Self::Tag(lang)
            };
        }
        match Lang::parse_lenient(name) {
            Ok((odd, _)) if !name.contains('_') && is_odd_code(&odd, name) => Self::Odd(odd),
            _ if resembles(name, first) || names::is_near(name) => Self::Resembling,
            _ => Self::Other,
        }
    }

    /// What the names of a header's columns say. Beside an `id` that stands first and columns of languages, in a header that has
    /// nothing else, as karvan writes it, codes that nobody knows are languages as well: `xx`, `xx-XX`, `root`.
    pub fn of_header(cells: &[&str]) -> Vec<Self> {
        let mut names: Vec<Self> = cells.iter().map(|cell| Self::of(cell)).collect();
        let Some((&"id", behind)) = cells.split_first() else {
            return names;
        };
        let is_code = |cell: &str| is_unknown_code(cell);
        let is_own = |(cell, name): (&&str, &Self)| {
            matches!(name, Self::Tag(_) | Self::Word(_) | Self::Odd(_)) || is_code(cell)
        };
        // What has no language that is known and no code of several parts may be about anything.
        let is_clear = |(cell, name): (&&str, &Self)| {
            matches!(name, Self::Tag(_) | Self::Odd(_)) || is_code(cell) && cell.contains('-')
        };
        let pairs = || behind.iter().zip(&names[1..]);
        if !(pairs().all(is_own) && pairs().any(is_clear)) {
            return names;
        }
        for (name, cell) in names.iter_mut().zip(cells).skip(1) {
            if matches!(name, Self::Resembling | Self::Other)
                && let Ok((lang, _)) = Lang::parse_lenient(cell)
            {
                *name = Self::Odd(lang);
            }
        }
        names
    }

    /// Whether a tag is a word as well, so that a column of this name may hold something else.
    pub fn is_word_too(lang: &Lang) -> bool {
        WORDS.contains(&lang.as_str())
    }
}

/// Codes of languages that are words of English or what people write over numbers, marks and the like.
const WORDS: [&str; 22] = [
    "am", "an", "as", "be", "co", "he", "hi", "id", "io", "is", "it", "mt", "my", "no", "or", "sc",
    "sn", "so", "sr", "st", "to", "ts",
];

/// Codes of regions that are words of English.
const WORDS_BEHIND: [&str; 14] = [
    "am", "as", "at", "be", "by", "do", "id", "in", "is", "it", "me", "my", "no", "us",
];

/// Whether a name is two words in small letters, `to_do` or `it_is`, and no language of a region that has it (`be_by`).
fn is_phrase(name: &str) -> bool {
    const SPOKEN: [&str; 9] = [
        "as_in", "be_by", "hi_in", "id_id", "is_is", "it_it", "no_no", "or_in", "sr_me",
    ];
    let parts = name.split_once(['_', '-']);
    parts.is_some_and(|(first, behind)| WORDS.contains(&first) && WORDS_BEHIND.contains(&behind))
        && !SPOKEN.contains(&name.replace('-', "_").as_str())
}

/// How the column of the numbers is called; `no` and `NO` are Norwegian, `nr` is South Ndebele.
const NUMBERED: [&str; 2] = ["No", "Nr"];

/// Codes of three letters for what is no one language, which nobody writes over anything else: `qty` is of them for private use.
fn is_special(name: &str) -> bool {
    matches!(name, "und" | "mul" | "zxx") || ("qaa"..="qaz").contains(&name) && name.len() == 3
}

/// Whether it is a code for private use or an old registered one, a language that only tests have (`qps-ploc`, `qps-plocm` of
/// Windows), or a known language with what no word is.
fn is_odd_code(odd: &Lang, name: &str) -> bool {
    odd.is_private()
        || name.starts_with("qps-")
        || subtags::is_grandfathered(name)
        || is_known(&odd.primary()) && name.split('-').skip(1).all(is_no_word)
}

/// Whether a part of a tag is spelled as no word is: with figures, of up to three capitals, or as the script that it is.
fn is_no_word(part: &str) -> bool {
    part.bytes().any(|b| b.is_ascii_digit())
        || part.len() <= 3 && part.bytes().all(|b| b.is_ascii_uppercase())
        || subtags::is_script(part)
}

/// Whether a name may be the code of a language that nobody knows: two small letters, or up to three with what no word is behind
/// them; and `root`, which some programs write for none.
fn is_unknown_code(name: &str) -> bool {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default();
    let behind = || parts.clone();
    let is_small = first.bytes().all(|b| b.is_ascii_lowercase());
    let is_tag = Lang::parse_lenient(name).is_ok();
    let has_more = behind().next().is_some();
    name == "root"
        || is_tag
            && is_small
            && (first.len() == 2 || first.len() == 3 && has_more)
            && behind().all(is_no_word)
}

fn resembles(name: &str, first: &str) -> bool {
    let parts = || name.split(['-', '_']);
    first.len() == 2
        && parts().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && (name.len() == 2 || is_known(first))
}

fn is_known(primary: &str) -> bool {
    primary.len() == 2 && Lang::parse(primary).is_ok() && successor(primary).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> String {
        match ColumnName::of(name) {
            ColumnName::Tag(lang) => format!("tag {lang}"),
            ColumnName::Name(lang) => format!("name {lang}"),
            ColumnName::Word(lang) => format!("word {lang}"),
            ColumnName::Odd(lang) => format!("odd {lang}"),
            ColumnName::Resembling => "resembling".into(),
            ColumnName::Other => "other".into(),
        }
    }

    #[test]
    fn a_tag_counts_where_all_of_its_parts_are_known() {
        for (name, what) in [
            ("en", "tag en"),
            (" AZ ", "tag az"),
            ("zh_CN", "tag zh-CN"),
            ("en_US", "tag en-US"),
            ("be_by", "tag be-BY"),
            ("qps-ploc", "odd qps-ploc"),
            ("it_IT", "tag it-IT"),
            ("EN-UK", "tag en-UK"),
            ("az_Latn", "tag az-Latn"),
            ("AZ_LATN_AZ", "tag az-Latn-AZ"),
            ("zh-Hant-HK", "tag zh-Hant-HK"),
            ("es_419", "tag es-419"),
            ("zh-yue", "tag zh-yue"),
            ("ca_valencia", "tag ca-valencia"),
            ("en-x-house", "tag en-x-house"),
            ("no", "tag no"),
            ("is", "tag is"),
            ("aze", "tag az"),
            ("zho_CN", "tag zh-CN"),
            ("yue", "tag yue"),
            ("sah", "tag sah"),
            ("Azerbaijani", "name az"),
            ("Chinese (Simplified)", "name zh-Hans"),
            ("English (United States)", "name en-US"),
            ("Azerbaijani (Latin, Azerbaijan)", "name az-Latn-AZ"),
            ("İngilis", "name en"),
            ("İNGİLİS DİLİ", "name en"),
            ("Azərbaycan", "name az"),
            ("Çin", "name zh"),
            ("英文", "name en"),
            ("阿塞拜疆文", "name az"),
            ("中文", "name zh"),
            ("繁體中文", "name zh-Hant"),
            ("Английский", "name en"),
            ("cn", "name zh"),
            ("her", "word hz"),
            ("ref", "word ref"),
            ("cop", "word cop"),
            ("No", "word no"),
            ("Nr", "word nr"),
            ("AZ-01", "odd AZ-01"),
            ("ES-EM", "odd ES-EM"),
            ("x-a0", "odd x-a0"),
            ("i-klingon", "odd i-klingon"),
            ("az-AZ-Cyrl", "odd az-AZ-Cyrl"),
            ("zh-Hans-Hant", "odd zh-Hans-Hant"),
            ("zh-Hans-XX", "odd zh-Hans-XX"),
            ("zh-min-nan", "odd zh-min-nan"),
            ("en-GB-oed", "odd en-GB-oed"),
            ("art-lojban", "odd art-lojban"),
            ("und", "tag und"),
            ("mul", "tag mul"),
            ("qaa", "tag qaa"),
            ("qty", "word qty"),
        ] {
            assert_eq!(of(name), what, "{name}");
        }
    }

    #[test]
    fn a_name_that_is_only_spelled_as_a_tag_is_none() {
        for name in [
            "en_note",
            "en_orig",
            "is_final",
            "no_ref",
            "az_machine",
            "az_status",
            "az-status",
            "az_forbidden",
            "az_definition",
            "en_1",
            "az_v2",
            "en_note_2",
            "id_user",
            "zh_hans_text",
            "to_do",
            "it_is",
            "is-in",
            "az_XQ",
            "en-GB-note",
            "az-Latn-status",
            "jp",
            "xx",
            "English (Moon)",
        ] {
            assert_eq!(of(name), "resembling", "{name}");
        }
        for name in [
            "", "note", "x_a0", "pk_id", "en note", "en_", "score", "Status",
        ] {
            assert_eq!(of(name), "other", "{name}");
        }
    }

    #[test]
    fn beside_an_id_and_languages_unknown_codes_are_languages() {
        let read = |header: &str| -> Vec<String> {
            let cells: Vec<&str> = header.split(',').collect();
            let names = ColumnName::of_header(&cells).into_iter().zip(&cells);
            let odd = names.filter(|(name, _)| matches!(name, ColumnName::Odd(_)));
            odd.map(|(_, cell)| (*cell).to_owned()).collect()
        };
        assert_eq!(read("id,en,root,xx,xx-XX,her"), ["root", "xx", "xx-XX"],);
        assert_eq!(read("id,xx-XX"), ["xx-XX"]);
        // One column of something else, and a code may be anything.
        for header in [
            "en,az,xx",
            "id,en,az,note,xx",
            "id,en,status,xx",
            "id,xx",
            "id,client,xx-XX",
            "ID,en,xx",
            "id,en,qa,Year",
        ] {
            assert_eq!(read(header), [""; 0], "{header}");
        }
    }
}
