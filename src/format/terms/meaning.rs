//! What a column of a table of terms holds, by its name: in English, Azerbaijani, Chinese and Russian, and as other programs call it.

use super::tbx_category::OWN;
use crate::format::sides::small;
use crate::lang::{ColumnName, Lang};

/// What a column of a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Id,
    Domain,
    Pos,
    Definition,
    Note,
    Source,
    Flags,
    /// The status of the entry, or of the terms of a language.
    Status(Option<Lang>),
    Terms(Lang),
    Forbidden(Lang),
    /// Whether the terms of the row, or of a language, are forbidden: yes or no.
    IsForbidden(Option<Lang>),
    /// Whether those of a language are preferred, or else admitted: yes or no.
    IsPreferred(Lang),
    DefinitionIn(Lang),
    NoteIn(Lang),
    /// What memoQ says of the term in the column before: how it is to be found, and whether it is forbidden.
    TermInfo,
    /// The glossary's word for the line, which is about no term.
    OwnStatus,
    /// A further column of a glossary.
    Further(String),
    /// Nothing that is wanted.
    Ignored,
}

/// The meanings that can be said, for messages.
pub(super) const MEANINGS: &str = "id, domain, pos, definition, note, source, flags, status, forbidden (yes or no), a language tag such as az, or one with _forbidden, \
                        _definition, _note or _status";

impl Meaning {
    /// The meaning of a name; `None` for one that says nothing. `is_asked` tells of a tag that may be a word (`her`)
    /// whether it is meant as a language.
    pub(super) fn of(name: &str, is_asked: impl Fn(&Lang) -> bool) -> Option<Self> {
        if let Some(own) = name.trim().strip_prefix(OWN) {
            return Some(match own {
                "status" => Self::OwnStatus,
                further => Self::Further(further.to_owned()),
            });
        }
        let words = words(name);
        let plain = match plain(&words).as_str() {
            "id" | "entry id" | "concept id" | "conceptid" | "entryid" | "term id"
            | "entry number" | "key" => Self::Id,
            "领域"
            | "sahə"
            | "область"
            | "предметная область"
            | "domain"
            | "subject"
            | "subject field"
            | "subjectfield"
            | "entry subject"
            | "entry domain"
            | "concept domain"
            | "category" => Self::Domain,
            "词性" | "nitq hissəsi" | "часть речи" | "pos" | "part of speech" | "partofspeech" => {
                Self::Pos
            }
            "定义"
            | "tərif"
            | "tərifi"
            | "определение"
            | "definition"
            | "entry definition"
            | "concept definition" => Self::Definition,
            "note"
            | "notes"
            | "comment"
            | "comments"
            | "remark"
            | "remarks"
            | "entry note"
            | "explanation"
            | "translator comments"
            | "developer comments"
            | "备注"
            | "注释"
            | "说明"
            | "qeyd"
            | "qeydlər"
            | "şərh"
            | "примечание"
            | "примечания"
            | "комментарий" => Self::Note,
            "source" | "reference" => Self::Source,
            "flags" => Self::Flags,
            "status"
            | "entry status"
            | "term status"
            | "termstatus"
            | "term state"
            | "usage status"
            | "approval status"
            | "administrative status"
            | "administrativestatus"
            | "normative authorization"
            | "normativeauthorization"
            | "状态"
            | "术语状态"
            | "statusu"
            | "vəziyyət"
            | "vəziyyəti"
            | "статус"
            | "состояние" => Self::Status(None),
            "forbidden" | "is forbidden" | "isforbidden" | "deprecated" | "is deprecated"
            | "prohibited" | "banned" | "do not use" | "donotuse" => Self::IsForbidden(None),
            "term info" => Self::TermInfo,
            "ignore" => Self::Ignored,
            _ => return Self::of_language(&words, name, is_asked),
        };
        Some(plain)
    }

    fn of_language(words: &[&str], name: &str, is_asked: impl Fn(&Lang) -> bool) -> Option<Self> {
        let language = |name: &str| match ColumnName::of(name) {
            ColumnName::Tag(lang) | ColumnName::Name(lang) => Some(lang),
            ColumnName::Word(lang) => is_asked(&lang).then_some(lang),
            ColumnName::Odd(_) | ColumnName::Resembling | ColumnName::Other => None,
        };
        let odd = |name: &str| match ColumnName::of(name) {
            ColumnName::Odd(lang) => Some(lang),
            _ => None,
        };
        if let Some(lang) = language(name).or_else(|| odd(name)) {
            return Some(Self::Terms(lang));
        }
        // The language may stand first or last, and be of several words: `az_Latn_status`, `Forbidden (AZ)`.
        let of_words = (1..=words.len().min(MOST_SUBTAGS)).rev().find_map(|count| {
            let (first, behind) = words.split_at(count);
            let (before, last) = words.split_at(words.len() - count);
            let beside = |tag: &[&str], rest: &[&str]| {
                // Two words are no odd code: `en_1`.
                let lang = match tag {
                    [one] => language(one).or_else(|| odd(one)),
                    several => {
                        language(&several.join("-")).or_else(|| language(&several.join(" ")))
                    }
                };
                Self::said_of(lang?, &rest.join(" ").to_lowercase())
            };
            beside(first, behind).or_else(|| beside(last, before))
        });
        // Or it is a name with marks of its own: `Azerbaijani (Latin) Status`.
        of_words.or_else(|| {
            let marks = name.char_indices().filter(|(_, c)| matches!(c, ' ' | '_'));
            marks
                .map(|(at, _)| name.split_at(at))
                .find_map(|(left, right)| {
                    let beside = |tag: &str, rest: &str| {
                        let tag = tag.trim_matches([' ', '_']);
                        Self::said_of(language(tag)?, &plain(&self::words(rest)))
                    };
                    beside(left, right).or_else(|| beside(right, left))
                })
        })
    }

    /// What a column holds that says this of a language.
    fn said_of(lang: Lang, what: &str) -> Option<Self> {
        Some(match what {
            "" | "term" | "terms" | "preferred" | "preferred term" => Self::Terms(lang),
            "forbidden" | "deprecated" | "forbidden terms" => Self::Forbidden(lang),
            "def" | "definition" => Self::DefinitionIn(lang),
            "note" | "notes" | "comment" | "info" | "usage" => Self::NoteIn(lang),
            "status" | "term status" => Self::Status(Some(lang)),
            "pos" | "part of speech" | "partofspeech" => Self::Pos,
            _ => return None,
        })
    }
}

/// What a glossary of karvan's own has for a name that only tables of other programs have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// A column of this name.
    Column(String),
    /// No column; the status of terms is said by the column in which they stand.
    StatusOf(Lang),
}

/// What a glossary has for the name of a column, as `term import` understands it.
pub fn meant(name: &str) -> Option<Meant> {
    Some(Meant::Column(match Meaning::of(name, |_| true)? {
        Meaning::Id => "id".into(),
        Meaning::Domain => "domain".into(),
        Meaning::Pos => "pos".into(),
        Meaning::Definition => "definition".into(),
        Meaning::Note => "note".into(),
        Meaning::Source => "source".into(),
        Meaning::Flags => "flags".into(),
        Meaning::Status(None) | Meaning::OwnStatus => "status".into(),
        Meaning::Further(name) => name,
        Meaning::Terms(lang) => lang.to_string(),
        Meaning::Forbidden(lang) => format!("{lang}_forbidden"),
        Meaning::DefinitionIn(lang) => format!("{lang}_definition"),
        Meaning::NoteIn(lang) => format!("{lang}_note"),
        Meaning::Status(Some(lang)) => return Some(Meant::StatusOf(lang)),
        Meaning::TermInfo
        | Meaning::IsForbidden(_)
        | Meaning::IsPreferred(_)
        | Meaning::Ignored => return None,
    }))
}

/// The words of a name; a tag is one of them.
pub(super) fn words(name: &str) -> Vec<&str> {
    name.split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect()
}

pub(super) fn plain(words: &[&str]) -> String {
    small(&words.join(" "))
}

/// Language, script and region.
const MOST_SUBTAGS: usize = 3;

/// What a cell that is no term says of the one beside it: a word, or a mark such as people set in a box. A cross is one, too.
pub(super) fn yes_or_no(cell: &str) -> Option<bool> {
    // A mark may ask to be shown as a letter or as a picture.
    let said = small(cell);
    match said.trim_end_matches(['\u{fe0e}', '\u{fe0f}']) {
        "true" | "yes" | "y" | "1" | "bəli" | "hə" | "是" | "да" => Some(true),
        "x" | "х" | "×" | "✓" | "✔" | "✅" | "☑" | "☒" | "✕" | "✖" | "✗" | "✘" | "+" | "*"
        | "•" | "●" | "√" => Some(true),
        "false" | "no" | "n" | "0" | "xeyr" | "yox" | "否" | "нет" => Some(false),
        "-" | "–" | "—" | "☐" | "○" => Some(false),
        _ => None,
    }
}
