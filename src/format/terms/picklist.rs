//! The words that other programs have for a term's status and part of speech.
//!
//! Status: `administrativeStatus` and `normativeAuthorization` of ISO 30042, and what people write in tables.

use crate::model::TermStatus;

/// What a word of a file says of a term's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    /// How the term counts.
    pub(super) status: TermStatus,
    /// Whether the word stands in the table. One that does not counts as forbidden where it denies something, for a term that is
    /// wrongly forbidden is seen at once and one that is wrongly allowed never; else as admitted, never as preferred.
    pub(super) is_known: bool,
    /// Whether it says no more than the status: not why, or by whom.
    pub(super) is_plain: bool,
    /// Whether it says that the term stays as it is in a translation, which is the flag `dnt`, and no status.
    pub(super) keeps: bool,
}

/// What a word of a file means; case, blanks and hyphens in it say nothing.
pub(super) fn status(word: &str) -> Reading {
    let letters = |word: &str| -> String {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        let small = letters.flat_map(char::to_lowercase);
        // What `İ` leaves beside its small letter.
        small.filter(|c| *c != '\u{307}').collect()
    };
    let small = letters(word);
    let small = small.strip_suffix("admnsts").unwrap_or(&small);
    let small = small.strip_suffix("term").unwrap_or(small);
    if KEEPING.contains(&small) {
        return Reading {
            status: TermStatus::Preferred,
            is_known: true,
            is_plain: true,
            keeps: true,
        };
    }
    let listed = english(small).or_else(|| Some((spoken(small)?, false)));
    let is_known = listed.is_some();
    let (status, is_plain) = listed.unwrap_or_else(|| {
        let status = if denies(word) {
            TermStatus::Forbidden
        } else {
            TermStatus::Admitted
        };
        (status, false)
    });
    Reading {
        status,
        is_known,
        is_plain,
        keeps: false,
    }
}

/// What is said of terms that are not translated, in small letters: nothing against them.
const KEEPING: [&str; 18] = [
    "donottranslate",
    "donttranslate",
    "dnt",
    "notranslate",
    "nottobetranslated",
    "nottranslated",
    "nontranslatable",
    "nottranslatable",
    "untranslatable",
    "tərcüməedilmir",
    "tərcüməolunmur",
    "tərcüməetməyin",
    "непереводить",
    "непереводится",
    "непереводимый",
    "不翻译",
    "不译",
    "无需翻译",
];

/// What a word in small letters says in English, and whether it says no more.
fn english(small: &str) -> Option<(TermStatus, bool)> {
    Some(match small {
        "preferred" => (TermStatus::Preferred, true),
        "standardized" | "standardised" | "recommended" => (TermStatus::Preferred, false),
        "admitted" => (TermStatus::Admitted, true),
        "legal" | "regulated" | "allowed" | "approved" | "accepted" | "acceptable"
        | "permitted" => (TermStatus::Admitted, false),
        "deprecated" | "forbidden" => (TermStatus::Forbidden, true),
        "superseded" | "prohibited" | "notrecommended" | "nottobeused" | "donotuse" | "dontuse"
        | "notused" | "notallowed" | "notadmitted" | "notpermitted" | "notapproved"
        | "unapproved" | "disapproved" | "rejected" | "avoid" | "obsolete" | "outdated"
        | "banned" | "blacklisted" | "disallowed" | "nonpreferred" => {
            (TermStatus::Forbidden, false)
        }
        _ => return None,
    })
}

/// What one says in Azerbaijani, Chinese or Russian.
fn spoken(small: &str) -> Option<TermStatus> {
    Some(match small {
        "推荐"
        | "首选"
        | "首选术语"
        | "tövsiyəolunur"
        | "tövsiyəedilir"
        | "üstünlükverilən"
        | "предпочтительный"
        | "предпочтительно"
        | "рекомендуется"
        | "рекомендовано" => TermStatus::Preferred,
        "批准"
        | "已批准"
        | "允许"
        | "təsdiqedilib"
        | "təsdiqedilmiş"
        | "təsdiqlənib"
        | "təsdiqlənmiş"
        | "icazəverilir"
        | "разрешено"
        | "разрешён"
        | "разрешен"
        | "допустимо"
        | "допускается"
        | "утверждено"
        | "утверждён"
        | "утвержден" => TermStatus::Admitted,
        "qadağan"
        | "qadağandır"
        | "qadağanedilib"
        | "qadağanolunub"
        | "köhnəlmiş"
        | "köhnəlib"
        | "tövsiyəolunmur"
        | "tövsiyəedilmir"
        | "işlədilmir"
        | "istifadəolunmur"
        | "запрещено"
        | "запрещён"
        | "запрещен"
        | "запрещённый"
        | "запрещенный"
        | "запрещается"
        | "устаревший"
        | "устаревшее"
        | "устарело"
        | "устарел"
        | "нерекомендуется"
        | "неиспользовать"
        | "неупотреблять"
        | "禁止"
        | "已废弃"
        | "弃用"
        | "已弃用"
        | "禁用"
        | "不推荐"
        | "废弃" => TermStatus::Forbidden,
        _ => return None,
    })
}

/// Whether a word of a file that is not known denies something: `never use`, `notInUse`, `Rejected by QA`.
fn denies(word: &str) -> bool {
    const WORDS: [&str; 11] = [
        "not",
        "never",
        "no",
        "don",
        "dont",
        "cannot",
        "avoid",
        "не",
        "нельзя",
        "deyil",
        "olmaz",
    ];
    const BEGINNINGS: [&str; 15] = [
        "forbid",
        "prohibit",
        "deprecat",
        "supersed",
        "obsolet",
        "reject",
        "banned",
        "disallow",
        "disapprov",
        "qadağan",
        "köhnəl",
        "запре",
        "устар",
        "禁",
        "不",
    ];
    let mut spaced = String::new();
    for c in word.chars() {
        if c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.extend(c.to_lowercase());
    }
    // A word in capital letters is one word.
    [word.to_lowercase(), spaced].iter().any(|text| {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| {
            WORDS.contains(&word) || BEGINNINGS.iter().any(|begin| word.starts_with(begin))
        })
    })
}

/// Whether a kind of text says the status of a term: `administrativeStatus`, `x-status`, and the like.
pub(super) fn is_status_kind(kind: &str) -> bool {
    let small = kind.to_ascii_lowercase();
    let small = small.strip_prefix("x-").unwrap_or(&small);
    small.ends_with("status") && !small.starts_with("karvan-")
        || matches!(small, "normativeauthorization" | "forbidden" | "preferred")
}

/// Whether a kind of text says how far the work on a term has come.
pub(super) fn is_process_kind(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("processStatus")
}

/// The value of `administrativeStatus` for a status.
pub(super) fn administrative_status(status: TermStatus) -> &'static str {
    match status {
        TermStatus::Preferred => "preferredTerm-admn-sts",
        TermStatus::Admitted => "admittedTerm-admn-sts",
        TermStatus::Forbidden => "deprecatedTerm-admn-sts",
    }
}

/// The value of `partOfSpeech` for a part of speech of the glossary, if there is one that means just that.
pub(super) fn part_of_speech(pos: &str) -> Option<&'static str> {
    Some(match pos {
        "noun" => "noun",
        "verb" => "verb",
        "adjective" => "adjective",
        "adverb" => "adverb",
        "proper noun" => "properNoun",
        "other" => "other",
        _ => return None,
    })
}

/// The glossary's word for a value of `partOfSpeech`.
pub(super) fn pos(value: &str) -> String {
    match value.to_ascii_lowercase().as_str() {
        "propernoun" => "proper noun".into(),
        known if part_of_speech(known).is_some() || known == "abbreviation" => known.into(),
        _ => value.into(),
    }
}
