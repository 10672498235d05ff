//! What can be odd about a file of units that is read all the same.

use super::excerpt;
use super::remarks::in_short;
use crate::lang::Lang;
use crate::model::Tuv;
use crate::text::script::plainly_other;
use rustc_hash::FxHashMap;

/// A kind of oddity. Like ones are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oddity {
    /// A character or byte that XML forbids was replaced by U+FFFD.
    Replaced,
    /// A byte that stands for no character in the file's encoding was read as a control character.
    ControlCharacter,
    /// Something that is not well-formed was read as it seems to be meant.
    NotWellFormed,
    /// What stands before the first element is not so, or was not followed: an encoding, a version of XML, files that a
    /// document type names.
    Prolog,
    /// The file is no TMX of a known version.
    Version,
    /// The header is missing, stands in the wrong place, or comes twice.
    Header,
    /// The body is missing or comes twice.
    Body,
    /// An element that the format does not have, or not there.
    UnknownElement,
    /// An attribute that the format does not have, or not there.
    UnknownAttribute,
    /// An attribute that must be there is missing.
    MissingAttribute,
    /// An attribute has a value that it cannot have.
    AttributeValue,
    /// Text that stands between elements.
    StrayText,
    /// Notes, properties, variants or segments in an order that the format does not allow.
    Order,
    /// A date that is none, or in another spelling.
    Date,
    /// A language code in another spelling than the standard's.
    LanguageSpelling,
    /// A language that stands for the one asked for, of another region or named more exactly, or none that does.
    LanguageFallback,
    /// A language code that is no known language, and was kept.
    UnknownLanguage,
    /// A variant without a language that can be used.
    NoLanguage,
    /// Two variants in one language.
    SameLanguage,
    /// A unit with more variants than any translation has.
    ManyVariants,
    /// Two units with one identifier.
    SameId,
    /// A unit with one language, or none.
    OneLanguage,
    /// The source language is no language, or none of the unit's.
    SourceLanguage,
    /// A variant without a segment.
    NoSegment,
    /// A variant with more segments than one.
    ManySegments,
    /// A segment without text.
    EmptySegment,
    /// Two variants with the same text.
    IdenticalSegments,
    /// A text that is plainly in another language than its code says.
    OtherScript,
    /// An inline code without its other half.
    UnpairedCode,
    /// An inline code that stands where it cannot.
    CodePlace,
    /// Inline codes whose numbers (`i`, `x`) do not count from 1, or differ between the variants of a unit.
    CodeNumber,
    /// Inline codes nested deeper than any format needs.
    DeepCodes,
    /// Codes, properties or notes that miss what they must have.
    Property,
    /// Something that is no fault, and was left alone or out, or read in a way that is not the only one.
    Note,
    /// A unit of which nothing can be read.
    Refused,
    /// Anything else.
    Other,
}

impl Oddity {
    /// Its name in reports: short, in small letters, with hyphens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Replaced => "forbidden-character",
            Self::ControlCharacter => "control-character",
            Self::NotWellFormed => "not-well-formed",
            Self::Prolog => "prolog",
            Self::Version => "version",
            Self::Header => "header",
            Self::Body => "body",
            Self::UnknownElement => "unknown-element",
            Self::UnknownAttribute => "unknown-attribute",
            Self::MissingAttribute => "missing-attribute",
            Self::AttributeValue => "attribute-value",
            Self::StrayText => "stray-text",
            Self::Order => "element-order",
            Self::Date => "date",
            Self::LanguageSpelling => "language-spelling",
            Self::LanguageFallback => "language-fallback",
            Self::UnknownLanguage => "unknown-language",
            Self::NoLanguage => "no-language",
            Self::SameLanguage => "same-language",
            Self::ManyVariants => "many-variants",
            Self::SameId => "same-id",
            Self::OneLanguage => "one-language",
            Self::SourceLanguage => "source-language",
            Self::NoSegment => "no-segment",
            Self::ManySegments => "many-segments",
            Self::EmptySegment => "empty-segment",
            Self::IdenticalSegments => "identical-segments",
            Self::OtherScript => "other-script",
            Self::UnpairedCode => "unpaired-code",
            Self::CodePlace => "code-place",
            Self::CodeNumber => "code-number",
            Self::DeepCodes => "deep-codes",
            Self::Property => "property",
            Self::Note => "note",
            Self::Refused => "unit",
            Self::Other => "odd",
        }
    }

    /// Whether the format's own rules are broken, so that another program may refuse the file.
    pub const fn is_error(self) -> bool {
        !matches!(
            self,
            Self::ControlCharacter
                | Self::LanguageSpelling
                | Self::LanguageFallback
                | Self::UnknownLanguage
                | Self::SameLanguage
                | Self::ManyVariants
                | Self::SameId
                | Self::OneLanguage
                | Self::SourceLanguage
                | Self::EmptySegment
                | Self::IdenticalSegments
                | Self::OtherScript
                | Self::CodeNumber
                | Self::Note
                | Self::Other
        )
    }

    /// Whether a reader that takes nothing odd refuses the file for it. Another spelling of a language, texts that are the
    /// same, numbers of codes and notes are told only.
    pub fn is_fault(self) -> bool {
        !matches!(
            self,
            Self::LanguageSpelling
                | Self::LanguageFallback
                | Self::IdenticalSegments
                | Self::CodeNumber
                | Self::Note
        )
    }

    /// Whether something that stands in the file was left out for it.
    pub fn leaves_out(self) -> bool {
        self.costs_variant() || matches!(self, Self::ManySegments | Self::StrayText)
    }

    /// Whether a variant was left out for it.
    pub fn costs_variant(self) -> bool {
        matches!(
            self,
            Self::NoLanguage | Self::NoSegment | Self::ManyVariants
        )
    }
}

/// Something odd, and how it was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Its kind.
    pub oddity: Oddity,
    /// The line, from 1, on which it stands; 0 where only that of its unit is known.
    pub line: usize,
    /// In the user's words.
    pub text: String,
    /// How many such places follow one another on the line.
    pub count: u64,
}

impl Remark {
    /// A remark on one place.
    pub fn new(oddity: Oddity, line: usize, text: impl Into<String>) -> Self {
        Self {
            oddity,
            line,
            text: in_short(text),
            count: 1,
        }
    }

    /// Whether another one says the same of the same line.
    fn is_like(&self, other: &Self) -> bool {
        self.oddity == other.oddity && self.line == other.line && self.text == other.text
    }
}

impl From<String> for Remark {
    fn from(text: String) -> Self {
        Self::new(Oddity::Other, 0, text)
    }
}

/// The remark on a text that is plainly in another script than its language.
pub fn other_script(lang: &Lang, text: &str) -> Option<Remark> {
    let found = plainly_other(text, lang)?;
    let text = format!(
        "the text in {lang} is in {}: {}",
        found.name(),
        excerpt(text)
    );
    Some(Remark::new(Oddity::OtherScript, 0, text))
}

/// What to say of a comment, or a processing instruction, in a text.
pub(super) fn comment_in(place: &str) -> String {
    format!("a comment or processing instruction in {place} was left out")
}

/// What to say of each language in which a unit has several variants.
pub(super) fn several_in_one(variants: &[Tuv]) -> Vec<String> {
    if matches!(variants, [] | [_]) || matches!(variants, [a, b] if a.lang != b.lang) {
        return Vec::new();
    }
    let mut counts: FxHashMap<&Lang, usize> = FxHashMap::default();
    for tuv in variants {
        *counts.entry(&tuv.lang).or_default() += 1;
    }
    let several = variants.iter().filter_map(|tuv| {
        let count = counts.remove(&tuv.lang).filter(|count| *count > 1)?;
        Some(format!(
            "a unit has {count} variants in {}: they were kept",
            tuv.lang
        ))
    });
    several.collect()
}

/// What is odd about the code of a language that was read as this one; nothing where it is the same but for capitals.
pub(super) fn of_code(lang: &Lang, is_odd: bool, tag: &str) -> Option<(Oddity, String)> {
    if is_odd {
        return Some((Oddity::UnknownLanguage, unknown_language(lang, tag)));
    }
    let is_other = !tag.eq_ignore_ascii_case(lang.as_str());
    is_other.then(|| {
        // Blanks show between quotation marks alone.
        let text = if tag.trim() == tag {
            format!("{tag} was read as {lang}")
        } else {
            format!("{tag:?} was read as {lang}")
        };
        (Oddity::LanguageSpelling, text)
    })
}

/// The same where `_` between the parts of a code is as usual as `-`, and blanks around it are nothing.
pub(super) fn of_locale(lang: &Lang, is_odd: bool, tag: &str) -> Option<(Oddity, String)> {
    let tag = tag.trim();
    let is_same = !is_odd && tag.replace('_', "-").eq_ignore_ascii_case(lang.as_str());
    of_code(lang, is_odd, tag).filter(|_| !is_same)
}

/// The remark on a code that names no known language and was kept; `tag` is how it is written.
pub(super) fn unknown_language(lang: &Lang, tag: &str) -> String {
    // Without quotation marks, so that each code is told apart: it is short, and letters and hyphens alone.
    match Lang::meant(tag) {
        Some(meant) => {
            format!("{lang} is not a known language tag; it was kept; {meant} may be meant")
        }
        None => format!("{lang} is not a known language tag; it was kept"),
    }
}

/// The remark on a file of pairs that names one language for both sides.
pub(super) fn one_for_both(lang: &Lang) -> String {
    format!("the file says {lang} of its sources and of its translations; both were kept")
}

/// What is said of a unit whose only language this is.
pub(super) fn only_language(lang: &Lang) -> String {
    format!("a unit has one language only: {lang}")
}

/// A unit that is passed over.
#[derive(Debug)]
pub(super) struct Passed {
    /// The line, from 1, on which it begins.
    pub(super) line: usize,
    pub(super) id: Option<Box<str>>,
    pub(super) reason: &'static str,
}

/// The remark on a file that could have units and has none.
pub(super) fn no_unit() -> Remark {
    Remark::new(Oddity::Note, 0, "there is no unit in it")
}

/// What is said of a variant in this language whose segment is blank.
pub(super) fn no_text(lang: &Lang) -> String {
    format!("the variant in {lang} has no text")
}

/// Remarks as they are made. Those on the piece that is being read get its line when the next one is asked for.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    list: Vec<Remark>,
    placed: usize,
    passed: Vec<Passed>,
    passed_placed: usize,
    /// Whether breaches of the letter of a format are remarked on too.
    rules: bool,
    /// Whether those are that not every reader is to take.
    forbidden: bool,
}

/// The most remarks on one unit; a unit with more is odd in every part of it.
const MOST: usize = 100;

impl Remarks {
    /// An empty list; with `rules` for a reader that tells whatever a format's rules do not allow.
    pub(super) fn with_rules(rules: bool, forbidden: bool) -> Self {
        Self {
            rules,
            forbidden: rules || forbidden,
            ..Self::default()
        }
    }

    /// Adds a remark on a breach of the letter that does no harm, where such are wanted.
    pub(super) fn rule(&mut self, oddity: Oddity, text: impl FnOnce() -> String) {
        if self.rules {
            self.note(oddity, text);
        }
    }

    /// Whether breaches of the letter are wanted that not every reader is to take.
    pub(super) fn wants_forbidden(&self) -> bool {
        self.forbidden
    }

    /// Whether breaches of the letter are wanted.
    pub(super) fn wants_rules(&self) -> bool {
        self.rules
    }

    /// Adds a remark on the piece that was read last, once a line.
    pub(super) fn note(&mut self, oddity: Oddity, text: impl FnOnce() -> String) {
        self.note_further(oddity, 0, text);
    }

    /// Adds a remark on a place so many lines further in the piece that was read last.
    pub(super) fn note_further(
        &mut self,
        oddity: Oddity,
        lines: usize,
        text: impl FnOnce() -> String,
    ) {
        if self.list.len() >= MOST && self.count_one_more(oddity) {
            return;
        }
        let text = in_short(text());
        let new = &self.list[self.placed..];
        if !new.iter().any(|r| r.oddity == oddity && r.text == text) {
            self.list.push(Remark::new(oddity, lines, text));
        }
    }

    /// Adds a remark on a place whose line is known, before those that have none yet.
    pub(super) fn note_at(&mut self, oddity: Oddity, line: usize, text: impl FnOnce() -> String) {
        let unplaced = self.list.split_off(self.placed);
        if self.list.len() < MOST || !self.count_one_more(oddity) {
            let remark = Remark::new(oddity, line, text());
            match self.list.last_mut() {
                Some(last) if last.is_like(&remark) => last.count += 1,
                _ => self.list.push(remark),
            }
        }
        self.placed = self.list.len();
        self.list.extend(unplaced);
    }

    /// Counts a further remark of a kind with the last one of it, if there is one.
    fn count_one_more(&mut self, oddity: Oddity) -> bool {
        let like = self.list.iter_mut().rfind(|r| r.oddity == oddity);
        let found = like.map(|like| like.count += 1);
        found.is_some()
    }

    /// Notes that the piece that was read last is a unit that is passed over.
    pub(super) fn pass_over(&mut self, id: Option<Box<str>>, reason: &'static str) {
        let line = 0;
        self.passed.push(Passed { line, id, reason });
    }

    /// How many units were passed over since they were taken last.
    pub(super) fn passed(&self) -> usize {
        self.passed.len()
    }

    /// The units passed over so far; none are left.
    pub(super) fn take_passed(&mut self) -> Vec<Passed> {
        self.passed_placed = 0;
        std::mem::take(&mut self.passed)
    }

    /// Gives the remarks, and the units passed over, that have no line yet this one.
    pub(super) fn place(&mut self, line: impl FnOnce() -> usize) {
        if self.placed < self.list.len() || self.passed_placed < self.passed.len() {
            let line = line();
            for passed in &mut self.passed[self.passed_placed..] {
                passed.line = line;
            }
            self.passed_placed = self.passed.len();
            for mut remark in self.list.split_off(self.placed) {
                remark.line += line;
                match self.list.last_mut() {
                    Some(last) if last.is_like(&remark) => last.count += 1,
                    _ => self.list.push(remark),
                }
            }
            self.placed = self.list.len();
        }
    }

    /// Puts the remarks of a kind in other words, where `reword` has any.
    pub(super) fn reword(&mut self, oddity: Oddity, reword: impl Fn(&str) -> Option<String>) {
        for remark in self.list.iter_mut().filter(|r| r.oddity == oddity) {
            if let Some(text) = reword(&remark.text) {
                remark.text = text;
            }
        }
    }

    /// Puts remarks that were taken before those that were made since.
    pub(super) fn put_back(&mut self, earlier: Vec<Remark>) {
        self.placed += earlier.len();
        self.list.splice(0..0, earlier);
    }

    /// The remarks made so far; none are left.
    pub(super) fn take(&mut self) -> Vec<Remark> {
        self.placed = 0;
        std::mem::take(&mut self.list)
    }
}
